"""Where letters stand in a picture: lines of small marks with quiet ground around them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_LOWEST, _HIGHEST = 5, 80  # px, the height of a line of letters
_STEP = 28  # grey levels between ink and ground


def letters_of(grey: Bytes) -> Bytes:
    """Return a mask of ``grey`` (rows first), 255 where lines of letters stand, with a margin.

    A line is a band of steep edges, wider than high, that crosses ink and ground many times and
    has still ground above and below. Foliage, fences and windows are not: their edges run on.
    """
    brackets = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    edges = (brackets > _STEP).astype(np.uint8)
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    mask = np.zeros_like(grey)
    for number in range(1, count):
        left, top, width, height, area = (int(v) for v in boxes[number])
        if not _LOWEST <= height <= _HIGHEST or width < 2 * height or area < 0.3 * width * height:
            continue
        if _is_line(grey, edges, (left, top, width, height)):
            margin = height // 2 + 2
            corner = (left + width + margin, top + height + margin)
            cv2.rectangle(mask, (left - margin, top - margin), corner, 255, -1)
    return mask


def _is_line(grey: Bytes, edges: Bytes, box: tuple[int, int, int, int]) -> bool:
    left, top, width, height = box
    inside = edges[top : top + height, left : left + width]
    changes = np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1)
    if np.sort(changes)[-max(2, height // 3)] < max(4, width / height * 1.5):
        return False
    patch = grey[top : top + height, left : left + width]
    low, high = np.percentile(patch, (2, 98))
    middle = ((patch > low + 0.3 * (high - low)) & (patch < high - 0.3 * (high - low))).mean()
    return bool(middle < 0.4)
