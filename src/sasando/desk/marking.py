"""The mark across a claim's picture: in the very bytes, so that no crop and no copy loses it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from sasando.desk.media import QUALITY, CleanPicture

_RED = (156, 47, 36)  # morinda
_WHITE = (255, 255, 255)
_ANGLE = 24  # degrees, rising to the right
_VEIL = 0.35  # how far the picture fades towards white: the mark is read first
_BANDS = 3  # so that a third of the picture still carries one whole


@dataclass(frozen=True, slots=True)
class ClaimPicture:
    """An upload that leaves the desk only with ``word`` across it."""

    upload: Any  # Django's FieldFile: a clean picture
    word: str

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.upload.width)

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.upload.height)


def mark_picture(picture: CleanPicture, word: str) -> CleanPicture:
    """Return ``picture`` faded, framed, and with ``word`` on bands across it, as JPEG.

    The same picture and word give the same bytes.
    """
    with Image.open(io.BytesIO(picture.body)) as opened:
        if opened.mode == "RGBA":
            ground = Image.new("RGB", opened.size, _WHITE)
            ground.paste(opened, mask=opened.getchannel("A"))
        else:
            ground = opened.convert("RGB")
    marked = Image.blend(ground, Image.new("RGB", ground.size, _WHITE), _VEIL)
    width, height = marked.size
    step = height // _BANDS
    band = _band(width, max(24, min(step // 2, width // 5)), word)
    for number in range(_BANDS):
        middle = step * number + step // 2
        marked.paste(band, ((width - band.width) // 2, middle - band.height // 2), band)
    edge = max(4, min(width, height) // 60)
    ImageDraw.Draw(marked).rectangle((0, 0, width - 1, height - 1), outline=_RED, width=edge)
    out = io.BytesIO()
    marked.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return CleanPicture(out.getvalue(), "image/jpeg", width, height)


def _band(width: int, height: int, word: str) -> Image.Image:
    """A red band wide enough to cross the picture askew, ``word`` on it again and again."""
    font = ImageFont.load_default(size=height * 0.72)
    text = f"{word}   "
    length = max(1, round(font.getlength(text)))
    band = Image.new("RGBA", (width * 2, height), (*_RED, 205))
    draw = ImageDraw.Draw(band)
    # A word stands in the middle of the picture, whatever its width.
    start = width - round(font.getlength(word)) // 2
    for left in range(start % length - length, band.width, length):
        draw.text((left, height // 2), text, fill=(*_WHITE, 255), font=font, anchor="lm")
    return band.rotate(_ANGLE, resample=Image.Resampling.BICUBIC, expand=True)
