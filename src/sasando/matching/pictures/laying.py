"""One picture laid over another: do the points they share lie in the same order?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sasando.matching.pictures.picture import Points

NEAR = 64  # bits of 256 in which two descriptors of one corner may differ
_CLEARLY = 0.85  # the nearest must be nearer than this share of the second nearest
_TRIES = 400
_OFF = 40.0  # eighths of a px a point may lie off
_FEWEST = 10  # points that must lie right
_SPREAD = 0.02  # of the square of the longer side, that they must span

Complex = NDArray[np.complex128]


def laid_over(sought: Points, known: Points) -> float:
    """Return how surely both are of one picture, 0 for not, up to 1.

    Points of like descriptors are paired; a turn, scale and shift (a similarity, from two pairs,
    by random sampling: Fischler and Bolles 1981) must bring enough of them to their places.
    """
    pairs = _pairs(sought, known)
    if len(pairs) < _FEWEST:
        return 0.0
    there = _complex(sought)[pairs[:, 0]]
    here = _complex(known)[pairs[:, 1]]
    right = _consent(there, here)
    count = int(right.sum())
    if count < _FEWEST or _span(here[right]) < _SPREAD:
        return 0.0
    return count / (count + 6.0)


def _complex(points: Points) -> Complex:
    return points.places[:, 0] + 1j * points.places[:, 1]


def _pairs(sought: Points, known: Points) -> NDArray[np.int64]:
    """Return the rows of pairs that choose each other and are clearly nearer than any other."""
    if len(sought) < 2 or len(known) < 2:
        return np.zeros((0, 2), np.int64)
    a = np.ascontiguousarray(sought.descriptors).view(np.uint64)
    b = np.ascontiguousarray(known.descriptors).view(np.uint64)
    apart = np.zeros((len(a), len(b)), np.int32)
    for word in range(a.shape[1]):
        apart += np.bitwise_count(a[:, word, None] ^ b[None, :, word])
    rows = np.arange(len(a))
    nearest = apart.argmin(axis=1)
    least = apart[rows, nearest]
    mutual = apart.argmin(axis=0)[nearest] == rows
    apart[rows, nearest] = 999
    clear = least <= _CLEARLY * apart.min(axis=1)
    kept = mutual & clear & (least <= NEAR)
    return np.stack([rows[kept], nearest[kept]], axis=1)


def _consent(there: Complex, here: Complex) -> NDArray[np.bool_]:
    """Return which pairs the best similarity found brings together."""
    rng = np.random.default_rng(len(here))  # the same pictures give the same answer
    one, two = rng.integers(0, len(here), (2, _TRIES))
    sides = here[one] - here[two]
    usable = np.abs(sides) > 80
    one, two, sides = one[usable], two[usable], sides[usable]
    if not len(one):
        return np.zeros(len(here), bool)
    turn = (there[one] - there[two]) / sides
    size = np.abs(turn)
    sane = (size > 0.15) & (size < 7)
    turn, one = turn[sane], one[sane]
    if not len(one):
        return np.zeros(len(here), bool)
    shift = there[one] - turn * here[one]
    off = np.abs(there[None, :] - turn[:, None] * here[None, :] - shift[:, None])
    allowed = _OFF * np.maximum(1.0, np.abs(turn))[:, None]
    right = off < allowed
    return right[right.sum(axis=1).argmax()]


def _span(places: Complex) -> float:
    """Return the area that the points span, as a share of the square of 512 px."""
    steps = np.stack([places.real, places.imag])
    spread = np.linalg.det(np.cov(steps)) if places.size > 2 else 0.0
    return float(12 * np.sqrt(max(spread, 0.0)) / (512 * 8) ** 2)
