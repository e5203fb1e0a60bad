"""Which files make up the index: one small file, replaced whole by every write."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sasando.matching.index.files import damaged, swap_in

FORMAT = 1
NAME = "manifest.json"
_OURS = re.compile(r"\d{8}-\w+\.(seg|dead|log|white)|manifest\.json\.new")


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's file and the file that lists its dead entries; none when all are alive."""

    name: str
    dead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One state of the index. ``serial`` numbers the files, so that no name is used twice."""

    serial: int = 0
    known: tuple[Part, ...] = ()
    aliases: tuple[Part, ...] = ()
    log: str = ""
    whitening: str = ""

    def files(self) -> Iterator[str]:
        """Yield the names of all files this state consists of."""
        for part in (*self.known, *self.aliases):
            yield part.name
            if part.dead:
                yield part.dead
        yield from filter(None, (self.log, self.whitening))


def read_manifest(path: Path, written: bytes) -> Manifest:
    """Return what is ``written`` in the manifest at ``path``. Raises ``CorruptIndex``."""
    checksum, _, body = written.partition(b"\n")
    if checksum != f"{zlib.crc32(body):08x}".encode():
        raise damaged(path, "the checksum is wrong")
    content = json.loads(body)
    if content.pop("format") != FORMAT:
        raise damaged(path, "written by another version of Sasando")
    for kind in ("known", "aliases"):
        content[kind] = tuple(Part(**part) for part in content[kind])
    return Manifest(**content)


def swap_manifest(folder: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the state of the index: the moment at which a write has happened."""
    body = json.dumps({"format": FORMAT, **asdict(manifest)}, separators=(",", ":")).encode()
    swap_in(folder / NAME, f"{zlib.crc32(body):08x}\n".encode() + body)


def remove_orphans(folder: Path, manifest: Manifest) -> None:
    """Remove files of earlier states and of writers that were killed. Only the writer may."""
    kept = set(manifest.files())
    for path in folder.iterdir():
        if path.name not in kept and _OURS.fullmatch(path.name):
            path.unlink()
