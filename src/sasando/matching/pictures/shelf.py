"""Prints of many pictures, searched by one: first by votes of its points, then by geometry.

Every point of a known picture stands in four lists, each under another 16 bits of its descriptor.
The points of the picture that is looked for call up their lists; whoever is called most often is
laid over it. The arrays only ever grow by whole segments, and can be memory-mapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.pictures.laying import laid_over
from sasando.matching.pictures.pdq import HASH_BYTES, distances
from sasando.matching.pictures.picture import DESCRIPTOR_BYTES, Picture, Points

TABLES = 4  # lists a point stands in
_KEYS = 1 << 16
_CROWDED = 16  # a list this many times longer than the mean says nothing and is passed over
CANDIDATES = 8  # laid over, at most
SURE = 0.6  # the score from which looks alone may decide
_SPOKEN = 0.05  # of the area: letters that may say something else in the same picture
_CAPPED = 0.55
PDQ_NEAR = 31  # bits of 256: the distance up to which PDQ's authors call two pictures one
_PDQ_MEANS = 50  # quality under which the hash says nothing

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A known picture that the one looked for shows: its place, and how sure that is, 0 to 1.

    Under ``SURE`` when letters stand in both: two posters that differ in one digit look the same,
    so their words must decide, and looks only support them.
    """

    segment: int
    number: int
    score: float


class Segment:
    """The prints of some pictures as arrays that never change, numbered from 0.

    ``hashes`` (n, 32), ``quality`` and ``lettered`` in per cent (n); ``first`` (n + 1), where the points of each begin in
    ``descriptors`` (m, 32) and ``places`` (m, 2); ``starts`` (4 × 65,536 + 1), where the list of
    each key begins in ``owners`` (4 m), which holds numbers of pictures.
    """

    NAMES = ("hashes", "quality", "lettered", "first", "descriptors", "places", "starts", "owners")

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = {name: arrays[name] for name in self.NAMES}
        # The hashes are read from end to end by every search: they are kept in memory.
        self._hashes = np.ascontiguousarray(arrays["hashes"], np.uint8)
        self._told = np.asarray(arrays["quality"]) >= _PDQ_MEANS
        self._mean = max(1.0, len(arrays["owners"]) / (TABLES * _KEYS))

    def __len__(self) -> int:
        return len(self._hashes)

    @classmethod
    def of(cls, pictures: Iterable[Picture]) -> Segment:
        """Return the segment of ``pictures``, in their order; textual ones only hold a number."""
        listed = list(pictures)
        points = [Points.none() if p.textual else p.points for p in listed]
        first = np.zeros(len(listed) + 1, np.int64)
        np.cumsum([len(each) for each in points], out=first[1:])
        none = Points.none()
        descriptors = np.concatenate([none.descriptors, *(each.descriptors for each in points)])
        return cls(
            {
                "hashes": np.array([p.hashes[0] for p in listed], np.uint8).reshape(-1, HASH_BYTES),
                "quality": np.array([0 if p.textual else p.quality for p in listed], np.uint8),
                "lettered": np.array([round(p.lettered * 100) for p in listed], np.uint8),
                "first": first,
                "descriptors": descriptors,
                "places": np.concatenate([none.places, *(each.places for each in points)]),
                **lists_of(first, descriptors),
            }
        )

    def points(self, number: int) -> Points:
        """Return the points of one picture."""
        begin, end = (int(v) for v in self.arrays["first"][number : number + 2])
        rows = np.asarray(self.arrays["descriptors"][begin:end])
        return Points(rows, np.asarray(self.arrays["places"][begin:end]))

    def alike(self, picture: Picture) -> list[tuple[int, float]]:
        """Return the numbers of pictures whose whole is alike (PDQ), with scores."""
        if picture.quality < _PDQ_MEANS:
            return []
        apart = np.min([distances(self._hashes, row) for row in picture.hashes], axis=0)
        near = np.flatnonzero((apart <= PDQ_NEAR) & self._told)
        return [(int(number), 1 - int(apart[number]) / 128) for number in near]

    def called(self, points: Points) -> list[tuple[int, int]]:
        """Return the pictures that ``points`` call most often, as votes and number, best first."""
        if not len(points) or not len(self):
            return []
        starts = self.arrays["starts"]
        keys = np.unique(_keys(points.descriptors).ravel())
        begin, end = np.asarray(starts[keys]), np.asarray(starts[keys + 1])
        telling = end - begin <= max(64, _CROWDED * self._mean)
        begin, end = begin[telling], end[telling]
        lengths = end - begin
        shift = np.repeat(begin - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
        owners = np.asarray(self.arrays["owners"][shift + np.arange(len(shift))])
        votes = np.bincount(owners, minlength=len(self))
        count = min(CANDIDATES, len(self))
        best = np.argpartition(-votes, count - 1)[:count]
        best = best[np.argsort(-votes[best], kind="stable")]
        return [(int(votes[number]), int(number)) for number in best if votes[number] > 2]


def search(
    segments: Sequence[Segment], picture: Picture, *, hidden: Set[tuple[int, int]] = frozenset()
) -> list[Seen]:
    """Return what ``picture`` shows of all ``segments``, the surest first.

    ``hidden`` holds the places (segment, number) of pictures that were taken away. Nothing is
    returned for a picture that is hardly more than its text: screens of one layout with other
    words look alike.
    """
    if picture.textual:
        return []
    found: dict[tuple[int, int], float] = {}
    for at, segment in enumerate(segments):
        found |= {(at, number): score for number, score in segment.alike(picture)}
    for points in (picture.points, picture.mirrored):
        calls = [
            (votes, at, number)
            for at, segment in enumerate(segments)
            for votes, number in segment.called(points)
            if (at, number) not in hidden
        ]
        for _, at, number in sorted(calls, reverse=True)[:CANDIDATES]:
            score = laid_over(points, segments[at].points(number))
            if score > found.get((at, number), 0.0):
                found[at, number] = score
    seen = [
        Seen(at, number, _capped(score, picture, segments[at], number))
        for (at, number), score in found.items()
        if (at, number) not in hidden
    ]
    return sorted(seen, key=lambda each: -each.score)


def _capped(score: float, picture: Picture, segment: Segment, number: int) -> float:
    known = int(segment.arrays["lettered"][number]) / 100
    return min(score, _CAPPED) if min(picture.lettered, known) >= _SPOKEN else score


class PictureShelf:
    """Pictures under names, found again by how they look.

    Added pictures gather in a small last segment, which is closed when it holds ``CLOSED_AT``.
    """

    CLOSED_AT = 1024

    def __init__(self) -> None:
        self._segments: list[tuple[Segment, list[str]]] = []
        self._open: list[tuple[str, Picture]] = []
        self._fresh: Segment | None = None
        self._gone: set[tuple[int, int]] = set()

    def add(self, name: str, picture: Picture) -> None:
        """Put ``picture`` under ``name``; one name may have several pictures."""
        self._open.append((name, picture))
        self._fresh = None
        if len(self._open) >= self.CLOSED_AT:
            self._segments.append(self._closed())
            self._open = []

    def remove(self, name: str) -> None:
        """Take away every picture under ``name``; an unknown name is no error."""
        self._open = [entry for entry in self._open if entry[0] != name]
        self._fresh = None
        for at, (_, names) in enumerate(self._segments):
            self._gone |= {(at, number) for number, owner in enumerate(names) if owner == name}

    def search(self, picture: Picture, *, limit: int = 3) -> list[tuple[str, float]]:
        """Return up to ``limit`` names with their scores, 0 to 1, the surest first.

        From ``SURE`` on looks alone may decide; under it they only support the words.
        """
        everything = self._all()
        best: dict[str, float] = {}
        for seen in search([segment for segment, _ in everything], picture, hidden=self._gone):
            best.setdefault(everything[seen.segment][1][seen.number], seen.score)
        return list(best.items())[:limit]

    def __len__(self) -> int:
        return sum(len(names) for _, names in self._segments) + len(self._open) - len(self._gone)

    def _closed(self) -> tuple[Segment, list[str]]:
        return Segment.of(p for _, p in self._open), [name for name, _ in self._open]

    def _all(self) -> list[tuple[Segment, list[str]]]:
        if self._fresh is None:
            self._fresh = self._closed()[0]
        return [*self._segments, (self._fresh, [name for name, _ in self._open])]


def lists_of(first: NDArray[np.int64], descriptors: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    """Return ``starts`` and ``owners`` of a segment: in which lists the points of each stand."""
    owners = np.repeat(np.arange(len(first) - 1, dtype=np.uint32), np.diff(first))
    keys = _keys(descriptors).ravel()
    order = np.argsort(keys, kind="stable")
    starts = np.zeros(TABLES * _KEYS + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=TABLES * _KEYS), out=starts[1:])
    return {"starts": starts, "owners": np.repeat(owners, TABLES)[order]}


def _keys(descriptors: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the four keys of every point: ORB's first bits tell most, so the first 64 serve."""
    words = np.ascontiguousarray(descriptors).reshape(-1, DESCRIPTOR_BYTES).view("<u2")
    return words[:, :TABLES].astype(np.int64) + np.arange(TABLES) * _KEYS
