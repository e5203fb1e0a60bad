"""QR codes: written for paper and screen, read back from photos of them."""

import io
import struct
import zlib

import segno
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from sasando.trust.exceptions import Oversize, Unreadable

MAX_PIXELS = 64_000_000  # more than phones take by default
_READ_SIDE = 3000  # px; larger photos are scaled down to it first
_RETRY_SIDES = (1600, 800)  # px; a blurred code becomes sharp when it becomes small
_FORMATS = ("PNG", "JPEG", "WEBP")
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def _code(text: str) -> segno.QRCode:
    # "M" survives 15% damage: newsprint and a thumb. Larger only where it costs no size.
    # Left to itself segno writes Latin-1 or Shift JIS, which readers can only guess at.
    encoding = None if text.isascii() else "utf-8"
    return segno.make_qr(text, error="m", boost_error=True, encoding=encoding)


def qr_svg(text: str, *, title: str = "") -> str:
    """Return a QR of ``text`` as an ``<svg>`` without prolog, to set inside HTML or to print.

    Black on white, also where the page is dark, with the quiet zone of four modules that the
    standard asks for; its size comes from where it is set. ``title`` names it for those who cannot
    see it. Raises ``ValueError`` when ``text`` is too long for a QR.
    """
    out = io.BytesIO()
    _code(text).save(
        out,
        kind="svg",
        xmldecl=False,
        nl=False,
        border=4,
        omitsize=True,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        title=title or None,
    )
    return out.getvalue().decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return a QR of ``text`` as a black-and-white PNG, ``scale`` pixels a module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a QR of ``text``, row by row, dark is ``True``, no quiet zone."""
    return tuple(tuple(bool(module) for module in row) for row in _code(text).matrix)


def open_image(content: bytes, *, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Return a PNG, JPEG or WebP decoded, in greys, as its pixels lie (a QR is read at any angle).

    Its size is taken from its header, before any pixel is unpacked. Raises ``Oversize`` beyond
    ``max_pixels``, ``Unreadable`` when it is broken or none of these.
    """
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except _BOMBS as error:
        raise Oversize("the picture unpacks to far too many pixels") from error
    except _BROKEN as error:
        raise Unreadable("this is no PNG, JPEG or WebP picture") from error
    width, height = image.size
    if width * height > max_pixels:
        raise Oversize(f"{width} × {height} pixels; at most {max_pixels:,} are read")
    try:
        # JPEG can be unpacked at a half or a quarter of its size, which costs that much less.
        image.draft("L", (_READ_SIDE, _READ_SIDE))
        if image.has_transparency_data:
            image = Image.alpha_composite(
                Image.new("RGBA", image.size, "white"), image.convert("RGBA")
            )
        return image.convert("L")
    except _BROKEN as error:
        raise Unreadable("the picture is broken") from error


def codes_in_picture(image: Image.Image) -> tuple[str, ...]:
    """Return the texts of all QR codes in ``image``, each once, in the order found."""
    image = image if image.mode == "L" else image.convert("L")
    if max(image.size) > _READ_SIDE:
        image = ImageOps.contain(image, (_READ_SIDE, _READ_SIDE))
    if found := _read(image):
        return found
    for side in _RETRY_SIDES:
        if max(image.size) > side:
            smaller = ImageOps.contain(image, (side, side), Image.Resampling.BOX)
            if found := _read(smaller):
                return found
    return _read(ImageOps.autocontrast(image.filter(ImageFilter.UnsharpMask(4, 250, 0))))


def _read(image: Image.Image) -> tuple[str, ...]:
    codes = zxingcpp.read_barcodes(image, formats=_QR)
    return tuple(dict.fromkeys(code.text for code in codes if code.text))


def read_codes(image: bytes, *, max_pixels: int = MAX_PIXELS) -> tuple[str, ...]:
    """Return the texts of all QR codes in a PNG, JPEG or WebP: a picture, a scan or a photo.

    Raises ``Oversize`` or ``Unreadable``.
    """
    return codes_in_picture(open_image(image, max_pixels=max_pixels))
