"""Vectors of a segment: all of them compared by their signs, a few of them exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.hashing import distinct
from sasando.matching.index.interface import Floats
from sasando.matching.index.ragged import places_of
from sasando.matching.index.segment import Numbers, Segment


@dataclass(frozen=True, slots=True)
class Direction:
    """A query's vector, whitened and of length 1, and its signs."""

    white: Floats
    signs: NDArray[np.uint64]

    @classmethod
    def of(cls, white: Floats) -> Direction:
        """Return the direction of a whitened vector."""
        bits = np.zeros(-(-len(white) // 64) * 64, bool)
        bits[: len(white)] = white > 0
        return cls(white, np.packbits(bits, bitorder="little").view(np.uint64))


def near(segment: Segment, query: Direction, *, wanted: int) -> Numbers:
    """Return at least ``wanted`` entries (if there are) whose vectors' signs differ least."""
    codes = segment.codes
    if len(codes) != len(query.signs) or not codes.shape[1]:
        return np.empty(0, np.int64)
    distances = np.zeros(codes.shape[1], np.uint16)
    for column, signs in zip(codes, query.signs, strict=True):
        distances += np.bitwise_count(column ^ signs)
    within = distances <= _least(distances, min(wanted + len(segment.dead), len(distances)))
    found = distinct(segment.arrays["dense.owners"][within]).astype(np.int64)
    return found if segment.alive is None else found[segment.alive[found]]


def _least(distances: NDArray[np.uint16], wanted: int) -> int:
    """Return the least distance within which there are so many: each look is a pass in SIMD."""
    low, high = int(distances.min(initial=0)), int(distances.max(initial=0))
    while low < high:
        middle = (low + high) // 2
        if np.count_nonzero(distances <= middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def cosines(segment: Segment, rows: Numbers, query: Direction) -> Floats:
    """Return the cosine of the query with every field of ``rows``, 0 where there is no vector.

    ``rows`` ascend and none repeats.
    """
    found = np.zeros((len(rows), segment.fields), np.float32)
    white, starts = segment.arrays["dense.white"], segment.arrays["vectors.starts"]
    if white.shape[1] == len(query.white):
        bounds, places = places_of(starts, rows)
        owners = np.repeat(np.arange(len(rows)), np.diff(bounds))
        at = owners, segment.arrays["vectors.fields"][places]
        products = white[places].astype(np.float32) @ query.white
        found[at] = products * segment.arrays["dense.scales"][places]
    return found


def sums(segment: Segment, query: Direction) -> Floats:
    """Return estimates over the segment, by field: how many vectors, sum of cosines, of squares."""
    sample = segment.sample
    found = np.zeros((3, segment.fields), np.float32)
    if sample.vectors.shape[1] == len(query.white):
        cosine = sample.vectors @ query.white
        for row, values in enumerate((np.ones_like(cosine), cosine, cosine**2)):
            found[row] = np.bincount(sample.fields, values, segment.fields)
    return found * np.float32(sample.stands_for)
