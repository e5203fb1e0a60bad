"""Pictures as they leave the desk: re-encoded, stripped of metadata, named by their SHA-256."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from sasando.desk.exceptions import PictureRefused
from sasando.documents.digest import sha256_hex
from sasando.plugins.channel import MediaStore
from sasando.rendering.addresses import light_picture

MAX_SIDE = 1600  # px, the longer side
LIGHT_SIDE = 640  # px, of the copy that pages show
_LIGHTER = ((640, 72), (640, 55), (640, 38), (480, 45), (480, 25), (320, 30), (240, 20))
LIGHT_BYTES = 22_000  # a page has 50 kB for everything
MAX_PIXELS = 50_000_000  # a bomb of a few kB can unpack to gigabytes
QUALITY = 82  # of what leaves
UPLOAD_QUALITY = 92  # of what is kept to be cropped and frozen later
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_RECORDED = ("mp4", "vtt")  # films, and the captions that go with them
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture fit to leave the desk."""

    body: bytes
    content_type: str
    width: int  # px
    height: int  # px

    @property
    def sha256(self) -> str:
        return sha256_hex(self.body)


def clean_picture(upload: bytes, *, quality: int = QUALITY) -> CleanPicture:
    """Return ``upload`` re-encoded: same type, at most 1600 px, upright, no EXIF, no position.

    The real type is read from the bytes, not from a name. Raises ``PictureRefused`` for anything
    but JPEG, PNG and WebP (so for SVG), for broken files, and for more than 50 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=tuple(_TYPES)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PictureRefused(_("The picture has more than 50 million pixels."))
                return _encoded(opened, quality)
    except UnidentifiedImageError as error:
        raise PictureRefused(_("Only JPEG, PNG and WebP pictures are accepted.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_("The picture has more than 50 million pixels.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureRefused(_("The picture is broken and cannot be read.")) from error


def _encoded(opened: Image.Image, quality: int) -> CleanPicture:
    kind = str(opened.format)
    picture = ImageOps.exif_transpose(opened)
    alpha = kind != "JPEG" and picture.has_transparency_data
    picture = picture.convert("RGBA" if alpha else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    if kind == "PNG":
        bare.save(out, "PNG", optimize=True)
    elif kind == "WEBP":
        bare.save(out, "WEBP", quality=quality, method=4)
    else:
        bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return CleanPicture(out.getvalue(), _TYPES[kind], bare.width, bare.height)


def light_copy(picture: CleanPicture) -> bytes:
    """Return ``picture`` as WebP, as large and as good as fits into 22 kB."""
    with Image.open(io.BytesIO(picture.body)) as opened:
        light = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    for side, quality in _LIGHTER:
        light.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        light.save(out, "WEBP", quality=quality, method=4)
        if out.tell() <= LIGHT_BYTES:
            break
    return out.getvalue()


class FrozenPictures(MediaStore):
    """The store of the media of Documents, files on disk: pictures, and recordings beside them."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.MEDIA_ROOT) / "pictures"
        self.recordings = self.folder.with_name("recordings")

    def name(self, sha256: str, content_type: str) -> str:
        """Return the file's name: ``<sha256>.<suffix>``."""
        return f"{sha256}.{_SUFFIXES[content_type]}"

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises ``KeyError`` when there is no such file."""
        with self.open(sha256) as file:
            return file.read()

    def open(self, sha256: str) -> BinaryIO:
        """Return the file, opened: a recording is too large to hold. Raises ``KeyError``."""
        names = [self.folder / f"{sha256}.{suffix}" for suffix in _SUFFIXES.values()]
        names += [self.recordings / f"{sha256}.{suffix}" for suffix in _RECORDED]
        for path in names:
            with suppress(FileNotFoundError):
                return path.open("rb")
        raise KeyError(sha256)

    def has(self, sha256: str) -> bool:
        """Whether there is a file of this digest."""
        try:
            self.open(sha256).close()
        except KeyError:
            return False
        return True

    def write(self, picture: CleanPicture) -> str:
        """Keep ``picture`` and its light copy; return its SHA-256. A repeat changes nothing."""
        path = self.folder / self.name(picture.sha256, picture.content_type)
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._put(self.folder / light_picture(path.name), light_copy(picture))
            self._put(path, picture.body)
        return picture.sha256

    def _put(self, path: Path, body: bytes) -> None:
        """Write ``body`` to ``path``, whole or not at all."""
        handle, waiting = tempfile.mkstemp(dir=self.folder, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(waiting).chmod(0o644)
        Path(waiting).replace(path)


def picture_href(sha256: str, content_type: str) -> str:
    """Return the absolute address the site serves the picture at."""
    return f"{settings.SITE_URL}{settings.MEDIA_URL}pictures/{sha256}.{_SUFFIXES[content_type]}"


def recording_href(sha256: str, suffix: str = "mp4") -> str:
    """Return the absolute address the site serves a film ("mp4") or its captions ("vtt") at."""
    return f"{settings.SITE_URL}{settings.MEDIA_URL}recordings/{sha256}.{suffix}"
