"""What a handed-in file is, by its content: never by its name alone, never more than is allowed."""

from enum import StrEnum
from pathlib import PurePath

from sasando.trust.exceptions import Disguised, Oversize, Unreadable

MAX_BYTES = 25 * 1024 * 1024


class FileType(StrEnum):
    """The files that can be looked into. Values are media types."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    PDF = "application/pdf"
    TEXT = "text/plain"

    @property
    def is_image(self) -> bool:
        return self.value.startswith("image/")


_SUFFIXES = {
    ".png": FileType.PNG,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".webp": FileType.WEBP,
    ".pdf": FileType.PDF,
    ".txt": FileType.TEXT,
}
_NAMES = {
    FileType.PNG: "PNG picture",
    FileType.JPEG: "JPEG picture",
    FileType.WEBP: "WebP picture",
    FileType.PDF: "PDF",
    FileType.TEXT: "text",
}
_MARKUP = (b"<?xml", b"<svg", b"<!doctype", b"<html")


def _by_content(content: bytes) -> FileType | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileType.WEBP
    # Viewers accept a PDF whose header stands anywhere in the first kilobyte.
    if b"%PDF-" in content[:1024]:
        return FileType.PDF
    return FileType.TEXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP) or b"\x00" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def type_of(
    content: bytes, *, name: str = "", content_type: str = "", max_bytes: int = MAX_BYTES
) -> FileType:
    """Return what ``content`` is.

    ``name`` and ``content_type`` are what the sender claimed, where anything was claimed. Raises
    ``Oversize``, ``Unreadable`` (also SVG and other markup, which can carry script), or
    ``Disguised`` when the claim and the content differ.
    """
    if len(content) > max_bytes:
        raise Oversize(f"{len(content):,} bytes; at most {max_bytes:,} are read")
    found = _by_content(content)
    if found is None:
        raise Unreadable("this is neither text, PNG, JPEG, WebP nor PDF")
    claims = {_SUFFIXES.get(PurePath(name).suffix.lower()), _claimed(content_type)} - {None}
    for claim in claims:
        if claim is not None and claim is not found:
            raise Disguised(f"it says it is a {_NAMES[claim]}, but it is a {_NAMES[found]}")
    return found


def _claimed(content_type: str) -> FileType | None:
    plain = content_type.split(";")[0].strip().lower()
    return FileType(plain) if plain in set(FileType) else None
