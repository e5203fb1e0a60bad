"""A folder of files under one signature: a village kit says of itself what it holds, and until when.

It is verified without a network: all that is needed are the files and the published keys.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sasando.documents.canonical import canonical_json
from sasando.documents.digest import sha256_hex
from sasando.trust.exceptions import Oversize, Unreadable
from sasando.trust.keys import PublicKey, SigningKey

KIT_FORMAT = "sasando-kit/1"
SEAL = "tanda-tangan.json"  # the name of the file with the statement and its signature
MAX_FILES, MAX_BYTES = 400, 60 * 2**20  # of one kit, unpacked
_EPOCH = (2024, 1, 1, 0, 0, 0)  # of every file in the archive: the same kit has the same bytes


class KitState(StrEnum):
    """What became of looking at a kit."""

    GENUINE = "genuine"
    EXPIRED = "expired"  # whole, and past its day
    ALTERED = "altered"  # a file differs, is missing, or is one too many
    UNKNOWN = "unknown"  # signed by nobody whose key is known


@dataclass(frozen=True, slots=True)
class KitFinding:
    """How a kit stands, and which files are to blame."""

    state: KitState
    statement: Mapping[str, Any]
    differing: tuple[str, ...] = ()


def seal_kit(
    files: Mapping[str, bytes], *, key: SigningKey, said: Mapping[str, Any], valid_until: date
) -> bytes:
    """Return ``files`` by name as a ZIP archive with a signed statement over all of them.

    ``said`` is what else the statement says: publisher, versions, session. The same call gives the
    same bytes.
    """
    statement = {
        "format": KIT_FORMAT,
        "valid_until": valid_until.isoformat(),
        "files": {name: sha256_hex(body) for name, body in sorted(files.items())},
        **said,
    }
    seal = {
        "statement": statement,
        "key_id": key.key_id,
        "signature": key.sign(canonical_json(statement)),
    }
    body = json.dumps(seal, ensure_ascii=False, indent=1, sort_keys=True).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*sorted(files.items()), (SEAL, body)]:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def open_kit(archive: bytes) -> dict[str, bytes]:
    """Return the files of a kit by name. Raises ``Oversize``, or ``Unreadable`` when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_BYTES:
                raise Oversize(f"a kit has at most {MAX_FILES} files and {MAX_BYTES // 2**20} MB")
            return {info.filename: packed.read(info) for info in infos}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable("this is no archive that can be opened") from error


def read_kit(path: Path) -> tuple[dict[str, bytes], bool]:
    """Return the files of a kit by name, and whether they are all that is there.

    ``path`` is the archive, its unpacked folder, or one file in that folder: then only this file and
    the seal are read. Raises ``Oversize``, ``Unreadable`` where there is no seal, and ``OSError``.
    """
    if path.is_dir():
        return _unpacked(path), True
    if zipfile.is_zipfile(path):
        if path.stat().st_size > MAX_BYTES:
            raise Oversize(f"a kit has at most {MAX_BYTES // 2**20} MB")
        return open_kit(path.read_bytes()), True
    for folder in (path.parent, path.parent.parent):
        seal = folder / SEAL
        if seal.is_file():
            found = {SEAL: seal, path.relative_to(folder).as_posix(): path}
            return _contents(found), False
    raise Unreadable(f"there is no {SEAL} beside {path.name} or above it")


def _unpacked(folder: Path) -> dict[str, bytes]:
    # Of a kit that was unpacked into a folder of its own name the seal is one level down.
    if not (folder / SEAL).is_file():
        inner = [found.parent for found in folder.glob(f"*/{SEAL}")]
        if len(inner) != 1:
            raise Unreadable(f"there is no {SEAL} in {folder}")
        folder = inner[0]
    found: dict[str, Path] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path
        if len(found) > MAX_FILES:
            raise Oversize(f"a kit has at most {MAX_FILES} files")
    return _contents(found)


def _contents(files: Mapping[str, Path]) -> dict[str, bytes]:
    if sum(path.stat().st_size for path in files.values()) > MAX_BYTES:
        raise Oversize(f"a kit has at most {MAX_BYTES // 2**20} MB")
    return {name: path.read_bytes() for name, path in files.items()}


def check_kit(
    files: Mapping[str, bytes], keys: Iterable[PublicKey], *, today: date, whole: bool = True
) -> KitFinding:
    """Return how the kit of ``files`` stands on ``today``, against the published ``keys``.

    Without ``whole`` some of its files may be missing: one sheet can be looked at by itself, with
    the seal beside it. Raises ``Unreadable`` when there is no seal, or one that is none.
    """
    try:
        seal = json.loads(files[SEAL])
        statement, signature = seal["statement"], seal["signature"]
        listed = dict(statement["files"])
        until = date.fromisoformat(statement["valid_until"])
        known = {key.key_id: key for key in keys}.get(seal["key_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"there is no {SEAL} that can be read") from error
    if statement.get("format") != KIT_FORMAT or known is None:
        return KitFinding(KitState.UNKNOWN, statement)
    if not known.verify(canonical_json(statement), signature):
        return KitFinding(KitState.ALTERED, statement, (SEAL,))
    given = {name: sha256_hex(body) for name, body in files.items() if name != SEAL}
    names = set(given) | set(listed) if whole else set(given)
    differing = tuple(sorted(name for name in names if given.get(name) != listed.get(name)))
    if differing:
        return KitFinding(KitState.ALTERED, statement, differing)
    return KitFinding(KitState.GENUINE if today <= until else KitState.EXPIRED, statement)
