"""Pictures for paper: fitted to the width, free of metadata, wrapped so that no file is needed."""

import base64
import io
from typing import Protocol

from PIL import Image as Raster
from PIL import ImageOps

_DPI = 240  # newsprint asks for 200 at least
_QUALITY = 84
_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_PIXELS = 60_000_000


class Pictures(Protocol):
    """Where the pictures of Documents are (``plugins.channel.MediaStore`` is one)."""

    def read(self, sha256: str) -> bytes:
        """Return the picture's bytes. Raises ``KeyError`` when the store has none."""
        ...


def print_picture(content: bytes, *, width_mm: float, grey: bool = False) -> str | None:
    """Return the picture in ``content`` as an SVG that holds a JPEG for ``width_mm`` of paper.

    ``grey``: for sheets that are printed black on white. Typst takes text only from outside its templates; an SVG is text. ``None`` when the bytes are
    no picture, or one too large to open safely.
    """
    limit = round(width_mm / 25.4 * _DPI)
    try:
        with Raster.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                return None
            # JPEG unpacks at a half or a quarter of its size, never below what is asked for.
            opened.draft("RGB", (2 * limit, 2 * limit))
            upright = ImageOps.exif_transpose(opened)
            picture = _flat(upright)
    except (OSError, ValueError, SyntaxError, Raster.DecompressionBombError):
        return None
    if picture.width > limit:
        height = max(1, round(picture.height * limit / picture.width))
        picture = picture.resize((limit, height), Raster.Resampling.LANCZOS)
    if grey:
        picture = ImageOps.grayscale(picture)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    data = base64.b64encode(jpeg.getvalue()).decode("ascii")
    width, height = picture.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{data}"/></svg>'
    )


def _flat(picture: Raster.Image) -> Raster.Image:
    """Return ``picture`` in RGB, what was transparent on white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    ground = Raster.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
