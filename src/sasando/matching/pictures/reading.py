"""The words of a picture: letters made dark on light, read, and the furniture of a chat removed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sasando.matching.pictures.chat_furniture import Placed, bubbles_of
from sasando.matching.pictures.letters import Strip, strips_of
from sasando.matching.pictures.tesseract import SECONDS, Line, lines_read

_LOOKED_AT = 1280  # px of the longer side, at which lines are looked for
_LETTER = 34  # px, the height of a line that Tesseract reads best
_COLOUR = 42  # levels between the channels of an ink that is no grey
_SAME = 20  # levels by which one ground may differ from itself after JPEG
_MOST_PIXELS = 8_000_000

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a picture: the text of each bubble, or the whole of what is no chat.

    ``sure`` is Tesseract's mean certainty, 0 to 1.
    """

    bubbles: tuple[str, ...] = ()
    sure: float = 0.0

    @property
    def text(self) -> str:
        """The bubbles from the top down, a blank line between them."""
        return "\n\n".join(self.bubbles)


def read_text(image: Image.Image, *, seconds: float = SECONDS) -> Reading:
    """Return the words of ``image`` (from ``open_picture``) in the order they are read.

    Of a chat the status bar, names, times, ticks, forward marks and the typing bar are left out.
    A picture without lines of letters is not given to Tesseract at all. Raises ``OcrUnavailable``
    and ``OcrTimedOut``.
    """
    pixels = np.asarray(image.convert("RGB"))
    grey = np.asarray(image.convert("L"))
    strips = _strips(grey)
    if not strips:
        return Reading()
    left, top, right, bottom = _bounds(strips, grey.shape)
    scale = _scale(strips, (right - left) * (bottom - top))
    plain = _dark_on_light(grey[top:bottom, left:right], scale)
    lines = lines_read(plain, seconds=seconds)
    placed = [_placed(line, scale, (left, top), pixels) for line in lines]
    words = [word for line in lines for word in line]
    sure = float(np.mean([word.sure for word in words])) / 100 if words else 0.0
    return Reading(tuple(bubbles_of(placed, width=grey.shape[1], height=grey.shape[0])), sure)


def _strips(grey: Bytes) -> list[Strip]:
    """Return the lines of letters in px of ``grey``; small letters are looked at enlarged."""
    scale = _LOOKED_AT / max(grey.shape)
    if scale > 2 or scale < 1:
        size = (round(grey.shape[1] * min(scale, 2)), round(grey.shape[0] * min(scale, 2)))
        sized = Image.fromarray(grey).resize(size, Image.Resampling.BOX)
        found = strips_of(np.asarray(sized))
        scale = min(scale, 2)
    else:
        found, scale = strips_of(grey), 1.0
    return [
        Strip(*(round(v / scale) for v in (strip.left, strip.top, strip.width, strip.height)))
        for strip in found
    ]


def _bounds(strips: list[Strip], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    margin = max(strip.height for strip in strips) + 8
    return (
        max(0, min(strip.left for strip in strips) - margin),
        max(0, min(strip.top for strip in strips) - margin),
        min(shape[1], max(strip.left + strip.width for strip in strips) + margin),
        min(shape[0], max(strip.top + strip.height for strip in strips) + margin),
    )


def _scale(strips: list[Strip], area: int) -> float:
    # Long lines say what size the message has; marks beside it are smaller.
    long = sorted(strips, key=lambda strip: -strip.width)[: max(1, len(strips) // 2)]
    wanted = _LETTER / float(np.median([strip.height for strip in long]))
    return float(min(max(wanted, 0.5), 4.0, max(0.5, (_MOST_PIXELS / area) ** 0.5)))


def _dark_on_light(grey: Bytes, scale: float) -> Bytes:
    """Return ``grey`` at ``scale``, letters dark on white whether they were dark or light.

    What differs from its wide surroundings is ink: bubbles of any colour come out alike.
    """
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    sized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method)
    small = cv2.resize(sized, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    ground = cv2.resize(cv2.medianBlur(small, 25), sized.shape[::-1])
    ink = cv2.absdiff(sized, ground).astype(np.float32)
    strength = max(60.0, float(np.percentile(ink, 99)))
    plain: Bytes = (255 - np.clip(ink * (255 / strength), 0, 255)).astype(np.uint8)
    return plain


def _placed(line: Line, scale: float, corner: tuple[int, int], pixels: Bytes) -> Placed:
    """Return a line with its place in the picture and the colours it is written in."""
    left = min(word.left for word in line) / scale + corner[0]
    top = min(word.top for word in line) / scale + corner[1]
    right = max(word.left + word.width for word in line) / scale + corner[0]
    bottom = max(word.top + word.height for word in line) / scale + corner[1]
    margin = int(0.4 * (bottom - top)) + 1  # enough ground that it is the commonest colour
    rows = slice(max(0, int(top) - margin), int(bottom) + margin)
    box = pixels[rows, max(0, int(left) - margin) : int(right) + margin]
    flat = box.reshape(-1, 3).astype(np.int16)
    ground = np.median(flat, axis=0)
    contrast = np.abs(flat - ground).max(axis=1)
    ink = flat[contrast >= 0.7 * contrast.max()].mean(axis=0)
    edges = [
        np.median(pixels[rows, side].reshape(-1, 3), axis=0) for side in (slice(4), slice(-4, None))
    ]
    on_band = all(float(np.abs(edge - ground).max()) <= _SAME for edge in edges)
    return Placed(
        words=line,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        colourful=float(np.ptp(ink)) > _COLOUR,
        ground=(int(ground[0]), int(ground[1]), int(ground[2])),
        on_band=on_band,
    )
