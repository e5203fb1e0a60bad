"""Where letters stand in a picture: lines of small marks with quiet ground around them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_LOWEST, _HIGHEST = 5, 80  # px, the height of a line of letters
_STEP = 28  # grey levels between ink and ground


@dataclass(frozen=True, slots=True)
class Strip:
    """A box around a line of letters, in px."""

    left: int
    top: int
    width: int
    height: int


def strips_of(grey: Bytes) -> list[Strip]:
    """Return where lines of letters stand in ``grey`` (rows first), sides best about 1024 px.

    A line is a band of steep edges, wider than high, that crosses ink and ground many times and
    has still ground above and below. Foliage, fences and windows are not: their edges run on.
    """
    brackets = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    edges = (brackets > _STEP).astype(np.uint8)
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    strips = []
    for left, top, width, height, area in boxes[1:].tolist():
        if not _LOWEST <= height <= _HIGHEST or width < 2 * height or area < 0.3 * width * height:
            continue
        strip = Strip(left, top, width, height)
        if _is_line(grey, edges, strip):
            strips.append(strip)
    return strips


def letters_of(grey: Bytes) -> Bytes:
    """Return a mask of ``grey``: 255 where lines of letters stand, with a margin."""
    mask = np.zeros_like(grey)
    for strip in strips_of(grey):
        margin = strip.height // 2 + 2
        corner = (strip.left + strip.width + margin, strip.top + strip.height + margin)
        cv2.rectangle(mask, (strip.left - margin, strip.top - margin), corner, 255, -1)
    return mask


def _is_line(grey: Bytes, edges: Bytes, strip: Strip) -> bool:
    left, top, width, height = strip.left, strip.top, strip.width, strip.height
    inside = edges[top : top + height, left : left + width]
    changes = np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1)
    if np.sort(changes)[-max(2, height // 3)] < max(4, width / height * 1.5):
        return False
    patch = grey[top : top + height, left : left + width]
    low, high = np.percentile(patch, (2, 98))
    middle = ((patch > low + 0.3 * (high - low)) & (patch < high - 0.3 * (high - low))).mean()
    return bool(middle < 0.4)
