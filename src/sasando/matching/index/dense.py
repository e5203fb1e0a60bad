"""Vectors of a segment: all of them compared by their signs, a few of them exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.interface import Floats
from sasando.matching.index.ragged import places_of
from sasando.matching.index.segment import Numbers, Segment

SAMPLE = 256  # entries a segment from which mean and spread of the cosine are estimated


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
    owners = segment.arrays["dense.owners"]
    reached = np.cumsum(np.bincount(distances))
    limit = int(np.searchsorted(reached, min(wanted + len(segment.dead), len(distances))))
    found = np.unique(owners[distances <= limit]).astype(np.int64)
    return found if segment.alive is None else found[segment.alive[found]]


def cosines(segment: Segment, rows: Numbers, query: Direction) -> tuple[Floats, Floats]:
    """Return the cosine of the query with every field of ``rows``, and 1 where there is a vector.

    ``rows`` ascend and none repeats.
    """
    found, there = np.zeros((2, len(rows), segment.fields), np.float32)
    white, starts = segment.arrays["dense.white"], segment.arrays["vectors.starts"]
    if white.shape[1] == len(query.white):
        bounds, places = places_of(starts, rows)
        owners = np.repeat(np.arange(len(rows)), np.diff(bounds))
        at = owners, segment.arrays["vectors.fields"][places]
        products = white[places].astype(np.float32) @ query.white
        found[at], there[at] = products * segment.arrays["dense.scales"][places], 1
    return found, there


def sums(segment: Segment, query: Direction) -> Floats:
    """Return estimates over the segment, by field: how many vectors, sum of cosines, of squares."""
    rows = np.unique(np.linspace(0, segment.size - 1, SAMPLE).astype(np.int64))
    found, there = cosines(segment, rows, query)
    every = np.stack([there.sum(0), found.sum(0), (found**2).sum(0)])
    return (every * (segment.size / len(rows))).astype(np.float32)
