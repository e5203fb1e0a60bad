"""Handing over by files: one folder a version, whole or not there at all.

The mechanism that the print desk, the card folder and the broadcast desk share.
"""

import errno
import json
import os
import re
import shutil
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar
from uuid import uuid4

from sasando.documents import Document
from sasando.documents.digest import sha256_hex
from sasando.plugins import (
    Channel,
    Field,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.rendering.addresses import short_address
from sasando.rendering.dates import local_day
from sasando.rendering.phrases import phrase

MANIFEST = "serah-terima.json"
SLIP = "ralat.txt"
_MENDED_BY_A_PERSON = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG}
_NO_BASE = "No folder is set for hand-overs by file: set one in the settings of this house."
_OUTSIDE = "The folder must lie inside the hand-over folder of this house: give a plain name."


class FolderChannel(Channel):
    """Writes its rendition into ``<house folder>/<option folder>/<date>-<slug>-v<n>/``."""

    local: ClassVar[bool] = True
    can_correct: ClassVar[bool] = True
    """What was printed stays: the new version comes with a slip for the next edition."""
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="folder",
            label="Folder",
            help="A name inside the hand-over folder of this house.",
            required=False,
        ),
    )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return place(
            rendition, document=document, folder=self._folder(), key=key, now=self.context.clock()
        )

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Write the new version into its own folder, with the slip that says what changed."""
        slip = erratum_slip(document, was=receipt.extra.get("version", "?"))
        return self.deliver(document, replace(rendition, files=(*rendition.files, slip)), key=key)

    def check(self) -> list[Problem]:
        problems = super().check()
        if not _is_inside(self._name):
            problems.append(Problem(field="folder", message=_OUTSIDE))
        return problems

    @property
    def _name(self) -> str:
        return self.options["folder"] or self.slug

    def _folder(self) -> Path:
        if self.context.folder is None:
            raise Refused(_NO_BASE)
        base = self.context.folder.resolve()
        folder = (base / self._name).resolve()
        # A link inside the hand-over folder may lead out of it: judged where it really ends.
        if not _is_inside(self._name) or not folder.is_relative_to(base):
            raise Refused(_OUTSIDE)
        return folder


def place(
    rendition: Rendition, *, document: Document, folder: Path, key: str, now: datetime
) -> Receipt:
    """Write ``rendition`` into a new folder inside ``folder``; return where it is.

    The same key finds its folder again and changes nothing in it. The folder appears under its
    name when all of it is on disk. Raises ``TryLater`` or ``Refused`` with the system's words.
    """
    published = document.imprint.published_at if document.imprint else now
    name = f"{local_day(published)}-{slug_of(document)}-v{document.version}"
    manifest = {
        "key": key,
        "at": now.isoformat(),
        "item": str(document.item),
        "version": document.version,
        "code": document.code,
        "digest": document.digest,
        "headline": rendition.subject,
        "files": [
            {"name": f.name, "type": f.content_type, "sha256": sha256_hex(f.body)}
            for f in rendition.files
        ],
    }
    try:
        return _placed(rendition, manifest, folder, name)
    except OSError as error:
        words = f"{folder}: {error.strerror or error}."
        if error.errno in _MENDED_BY_A_PERSON:
            raise Refused(words) from error
        raise TryLater(words) from error


def erratum_slip(document: Document, *, was: str) -> RenderedFile:
    """Return the slip for the next edition: what was wrong, what is right, where it stands."""
    language = document.language
    text = phrase(
        "handover.slip",
        language,
        change=_change_in(document),
        headline=document.headline,
        was=was,
        version=document.version,
        code=document.code,
        address=short_address(document),
    )
    return RenderedFile(SLIP, "text/plain; charset=utf-8", text.encode())


def _change_in(document: Document) -> str:
    """Return the sentence that says what this version puts right."""
    if document.correction:
        return document.correction.change
    history = document.imprint.history if document.imprint else ()
    told = [past.change for past in history if past.version == document.version and past.change]
    if told:
        return told[-1]
    return phrase("handover.slip_change", document.language, version=document.version)


def slug_of(document: Document) -> str:
    """Return a file name for a Document: the last part of its address, or its headline."""
    tail = PurePosixPath(document.href.rstrip("/")).name
    return _slug(tail) or _slug(document.headline) or document.code.lower()


def _placed(rendition: Rendition, manifest: dict[str, Any], folder: Path, name: str) -> Receipt:
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder, manifest["key"])
    for number in range(1, 1000):
        target = folder / (name if number == 1 else f"{name}-{number}")
        earlier = _manifest_in(target)
        if earlier is None:
            if _moved_into(target, rendition, manifest):
                return _receipt(target, manifest)
            earlier = _manifest_in(target) or {}
        if earlier.get("key") == manifest["key"]:
            return _receipt(target, earlier)
    raise Refused(f"{folder / name}: there are a thousand folders of this name already.")


def _moved_into(target: Path, rendition: Rendition, manifest: dict[str, Any]) -> bool:
    """Write everything aside, then move it to ``target``; ``False`` when another was faster."""
    aside = target.parent / f"{_aside(manifest['key'])}{uuid4().hex}"
    try:
        aside.mkdir()
        for file in rendition.files:
            _write(aside / _relative(file.name), file.body)
        _write(aside / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False).encode())
        for inner in (*(p for p in aside.rglob("*") if p.is_dir()), aside):
            _settle(inner)
        try:
            aside.rename(target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return False
            raise
        _settle(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def _sweep(folder: Path, key: str) -> None:
    """Remove what an earlier try with this key left when its process was killed.

    It may not be dead but slow. So it is taken away whole before it is emptied: a slow one finds
    nothing to hand over, and never half of it.
    """
    for left in folder.glob(f"{_aside(key)}*"):
        swept = folder / f"{_aside(key)}{uuid4().hex}"
        with suppress(FileNotFoundError):
            left.rename(swept)
        shutil.rmtree(swept, ignore_errors=True)


def _aside(key: str) -> str:
    return f".belum-{sha256_hex(key.encode())[:16]}-"


def _manifest_in(target: Path) -> dict[str, Any] | None:
    """Return the manifest of ``target``, an empty one when it is not ours, ``None`` if it is free."""
    if not target.exists():
        return None
    with suppress(OSError, ValueError):
        found = json.loads((target / MANIFEST).read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def _receipt(target: Path, manifest: dict[str, Any]) -> Receipt:
    return Receipt(
        identifier=f"{target.parent.name}/{target.name}",
        at=datetime.fromisoformat(manifest["at"]),
        address=str(target),
        words=", ".join(file["name"] for file in manifest["files"]),
        extra={"version": str(manifest["version"])},
    )


def _is_inside(name: str) -> bool:
    """Whether ``name`` is a relative path that stays below where it starts."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _relative(name: str) -> PurePosixPath:
    if not _is_inside(name):
        raise Refused(f"The file name {name!r} leads out of the folder.")
    return PurePosixPath(name)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
