"""PDQ, the 256-bit hash that fact-checkers and platforms exchange.

After "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019):
luminance, two passes of a box filter, 64 by 64 means, a cosine transform, its 16 by 16 lowest
frequencies, one bit for each above their median. NumPy alone: the existing package has no wheels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HASH_BYTES = 32
_SIDE, _LOW = 64, 16
_FREQUENCIES = np.arange(1, _LOW + 1)[:, None]
_COSINES = np.sqrt(2 / _SIDE) * np.cos(
    np.pi / 2 / _SIDE * _FREQUENCIES * (2 * np.arange(_SIDE)[None, :] + 1)
)

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def luminance(image: Image.Image) -> Floats:
    """Return the luma (BT.601) of an RGB picture, 0 to 255, rows first."""
    return np.asarray(image.convert("RGB"), np.float32) @ np.array([0.299, 0.587, 0.114], "f4")


def dihedral_hashes(luma: Floats) -> tuple[Bytes, int]:
    """Return the hashes of all eight orientations as rows of 32 bytes, and the quality 0 to 100.

    The first row is the picture as it stands. Under quality 50 a picture has too little in it for
    the hash to mean anything (PDQ's own advice).
    """
    small = _small(luma)
    spectrum = _COSINES @ small @ _COSINES.T
    odd = (-1.0) ** np.arange(1, _LOW + 1)  # what mirroring does to the frequencies
    across, down = odd[None, :], odd[:, None]
    rows = [
        _bits(turned)
        for upright in (spectrum, spectrum.T)
        for turned in (upright, upright * across, upright * down, upright * across * down)
    ]
    return np.stack(rows), _quality(small)


def distances(hashes: Bytes, to: Bytes) -> NDArray[np.int64]:
    """Return how many bits each row of ``hashes`` (n, 32) differs in from ``to`` (32)."""
    different = hashes.view(np.uint64) ^ to.view(np.uint64)
    return np.bitwise_count(different).sum(axis=1, dtype=np.int64)


def _small(luma: Floats) -> Floats:
    rows, columns = luma.shape
    for _ in range(2):
        luma = _means(luma, max(1, (columns + 127) // 128))
        luma = _means(luma.T, max(1, (rows + 127) // 128)).T
    down = ((np.arange(_SIDE) + 0.5) * rows / _SIDE).astype(int)
    across = ((np.arange(_SIDE) + 0.5) * columns / _SIDE).astype(int)
    return luma[np.ix_(down, across)]


def _means(luma: Floats, window: int) -> Floats:
    """Return the means of ``window`` neighbours along each row, fewer at the edges."""
    width = luma.shape[1]
    ahead = (window + 2) // 2
    sums = np.zeros((luma.shape[0], width + 1))
    np.cumsum(luma, axis=1, out=sums[:, 1:])
    at = np.arange(width)
    low, high = np.maximum(at + ahead - window, 0), np.minimum(at + ahead, width)
    means: Floats = ((sums[:, high] - sums[:, low]) / (high - low)).astype(np.float32)
    return means


def _bits(spectrum: NDArray[np.float64]) -> Bytes:
    # The reference keeps the highest frequency first.
    above = (spectrum > np.median(spectrum)).ravel()[::-1]
    return np.packbits(above)


def _quality(small: Floats) -> int:
    steps = (np.abs(np.diff(small, axis=axis) * 100 / 255).astype(int).sum() for axis in (0, 1))
    return min(100, int(sum(steps)) // 90)
