"""Where things lie in an archive, and the words on its first page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

FORMAT = "sasando-archive/1"
ABOUT = "archive.json"  # what it is and when it was made: the only file that differs each time
SUMS = "SHA256SUMS"
READ_ME = "BACA-SAYA.txt"
TABLES, FILES, KEYS = "tables", "media", "keys"
SECRET = "secret.key"  # noqa: S105 - the name of a file
Progress = Callable[[str, int, int], None]  # what is done, how many, of how many

WORDS = """\
ARSIP SASANDO / SASANDO ARCHIVE

Map ini memuat seluruh isi satu rumah Sasando. Ia dapat dibaca tanpa Sasando:
This folder holds everything of one Sasando house. It can be read without Sasando:

  tables/   satu berkas tiap tabel, satu baris JSON tiap isian (UTF-8)
            one file a table, one line of JSON a row (UTF-8)
  media/    gambar, bukti, dan berkas lain apa adanya
            pictures, proofs and other files as they were
  keys/     kunci penanda tangan dan kunci rahasia, bila ikut diekspor
            signing keys and secrets, where they were exported too
  SHA256SUMS    periksa dengan / check with: sha256sum --check SHA256SUMS
  archive.json  versi, waktu pembuatan, jumlah isian / version, time, counts

Di dalamnya ada nama, alamat, dan sandi yang teracak: simpan seperti cadangan.
It holds names, addresses and hashed passwords: keep it as you keep a backup.

Kembalikan ke rumah kosong / Bring it back into an empty house:
  sasando import all MAP/FOLDER
"""


class ArchiveError(Exception):
    """The archive cannot be made or brought back; the message says what to do."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def members(folder: Path) -> Iterator[str]:
    """Yield the name of every file that has a sum, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in (ABOUT, SUMS) and not path.name.endswith(".part"):
            yield name
