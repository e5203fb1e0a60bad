"""An upload from a stranger becomes upright pixels without metadata, or a clear refusal."""

from __future__ import annotations

import io
import warnings
from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock

import numpy as np
from PIL import ExifTags, Image, ImageFile

from sasando.matching.pictures.exceptions import (
    HeicRefused,
    PictureBroken,
    PictureEmpty,
    PictureKindRefused,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
)

MAX_BYTES = 20_000_000  # what Telegram lets a bot fetch; WhatsApp sends 5 MB at most
MAX_PIXELS = 50_000_000  # a bomb of a few kB can unpack to gigabytes
MAX_WEBP_PIXELS = 16_000_000  # its decoder holds four copies
KEPT_PIXELS = 6_000_000  # enough to read a long screenshot
MIN_SIDE = 24  # px
_HALVED = 4 * KEPT_PIXELS  # what is larger has twice the sides that are kept
_STRIP = 512  # rows that are made opaque at once; an even number
_HEAVY = Lock()  # one large picture at a time: its pixels alone are 200 MB
# A progressive JPEG may repeat itself without end: every scan costs a pass over all pixels.
MAX_SCANS = 100
_JPEG_END = b"\xff\xd9"
_ENOUGH = 0.25  # of the rows of a truncated picture
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Kind(StrEnum):
    """The file formats that are opened, by Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"


@dataclass(frozen=True, slots=True)
class OpenedPicture:
    """The pixels of an upload and nothing else of it.

    ``image`` is RGB, upright, at most 6 megapixels; of an animation it is the first frame.
    ``width`` and ``height`` are those of the file, in px. ``partial`` says that the file was
    truncated and ``image`` holds the rows that came through.
    """

    image: Image.Image
    kind: Kind
    width: int
    height: int
    partial: bool = False

    def to_jpeg(self, *, longest: int = 1600, quality: int = 82) -> bytes:
        """Return the pixels as a JPEG that carries no byte of the upload, sides ≤ ``longest``."""
        image = self.image.copy()
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        return out.getvalue()


def kind_of(upload: bytes) -> Kind:
    """Return the format the first bytes tell; names and declared types are not believed.

    Raises ``HeicRefused`` for HEIC and AVIF, ``PictureKindRefused`` for everything else unknown.
    """
    if upload.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if upload.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if upload[:4] == b"RIFF" and upload[8:12] == b"WEBP":
        return Kind.WEBP
    if upload[:6] in (b"GIF87a", b"GIF89a"):
        return Kind.GIF
    if upload[4:8] == b"ftyp" and upload[8:12] in _HEIF_BRANDS:
        raise HeicRefused("HEIC and AVIF are not opened")
    raise PictureKindRefused("neither JPEG nor PNG, WebP or GIF")


def open_picture(upload: bytes) -> OpenedPicture:
    """Return the pixels of ``upload``, upright and stripped of everything else.

    Raises a ``PictureRefused``: empty, more than 20 MB, another format by its content, more than
    50 megapixels (WebP: 16), a side under 24 px, or damaged so that less than a quarter of the rows is left.
    """
    if not upload:
        raise PictureEmpty("no bytes")
    if len(upload) > MAX_BYTES:
        raise PictureTooHeavy(f"{len(upload)} bytes", limit=MAX_BYTES // 1_000_000)
    kind = kind_of(upload)
    # In the data of a scan 0xFF is always followed by 0x00 or a restart: only headers are counted.
    if kind is Kind.JPEG and upload.count(b"\xff\xda") > MAX_SCANS:
        raise PictureBroken("a JPEG of too many scans")
    try:
        return _decoded(upload, kind)
    except PictureBroken:
        if kind is not Kind.JPEG:
            raise
        # A truncated progressive JPEG shows itself, blurred, once its end is marked.
        blurred = _decoded(upload + _JPEG_END, kind)
        if blurred.image.getcolors(1) is not None:
            raise
        return replace(blurred, partial=True)


def _decoded(upload: bytes, kind: Kind) -> OpenedPicture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(upload), formats=(kind.value,)) as opened:
                heavy = opened.width * opened.height > KEPT_PIXELS
                with _HEAVY if heavy else nullcontext():
                    return _pixels(opened, kind)
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(str(error), limit=MAX_PIXELS // 1_000_000) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise PictureBroken(str(error)) from error


def _pixels(opened: ImageFile.ImageFile, kind: Kind) -> OpenedPicture:
    width, height = opened.size
    limit = MAX_WEBP_PIXELS if kind is Kind.WEBP else MAX_PIXELS
    if width * height > limit:
        raise PictureTooLarge(f"{width} x {height} px", limit=limit // 1_000_000)
    if min(width, height) < MIN_SIDE:
        raise PictureTooSmall(f"{width} x {height} px", limit=MIN_SIDE)
    if width * height > _HALVED:
        opened.draft("RGB", (width // 2, height // 2))  # only JPEG can, others ignore it
    orientation = _orientation(opened)
    whole = _load(opened)
    image = _flat(opened)
    if not whole:
        image = _rows_that_came(image)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    excess = image.width * image.height / KEPT_PIXELS
    if excess > 1:
        sides = (int(image.width / excess**0.5), int(image.height / excess**0.5))
        image = image.resize((max(1, sides[0]), max(1, sides[1])), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    return OpenedPicture(bare, kind, width, height, partial=not whole)


def _load(opened: ImageFile.ImageFile) -> bool:
    """Decode; return False if the file ended early and some rows were decoded all the same."""
    try:
        opened.load()
    except OSError:
        if opened.tile and opened._im is not None:
            opened.tile = []
            return False
        raise
    return True


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, ValueError, TypeError):
        return 1  # a picture with damaged EXIF is still a picture


def _flat(opened: Image.Image) -> Image.Image:
    """Return ``opened`` on white, a large one with half its sides, in strips: pixels are dear."""
    width, height = opened.size
    by = 2 if width * height > _HALVED else 1
    flat = Image.new("RGB", (-(-width // by), -(-height // by)))
    for top in range(0, height, _STRIP):
        strip = _opaque(opened.crop((0, top, width, min(top + _STRIP, height))))
        flat.paste(strip.reduce(by) if by > 1 else strip, (0, top // by))
    return flat


def _opaque(strip: Image.Image) -> Image.Image:
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    clear = strip.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(ground, clear).convert("RGB")


def _rows_that_came(image: Image.Image) -> Image.Image:
    """Return ``image`` without the rows at its foot that the truncated file did not fill."""
    pixels = np.asarray(image)
    blank = (pixels == pixels[-1, -1]).all(axis=(1, 2))
    filled = len(blank) - int(np.argmin(blank[::-1])) if not blank.all() else 0
    if filled < max(MIN_SIDE, _ENOUGH * image.height):
        raise PictureBroken("the file ends before a quarter of the picture")
    return image.crop((0, 0, image.width, filled))
