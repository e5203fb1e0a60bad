"""Messages seen before: recognised from alias segments and the log, however they were changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.alias_log import Record, Tail, exact_key, fingerprint
from sasando.matching.index.hashing import gram_keys, grams_of, long_key
from sasando.matching.index.interface import AliasHit, Floats, Terms
from sasando.matching.index.looks import Looks, seen_in
from sasando.matching.index.search import Snapshot, Weighed, highest
from sasando.matching.index.segment import Segment, sums_of
from sasando.matching.pictures.picture import Picture

BUDGET = 16_000  # postings read for one text
FOUND = 48  # entries, in each segment
NEAR = 16
LEAST = 0.1  # a cosine below it says nothing
_BITS = 18


class _Rows:
    """What the log remembers, as flat arrays; weighed by the rarity the segments know."""

    def __init__(self, tail: Tail, snapshot: Snapshot, read_to: int) -> None:
        self.read_to = read_to
        every = tail.kept()
        self.shown = [record for record in every if record.picture]
        self.kept = [record for record in every if not record.picture]
        self.exact: dict[int, list[Record]] = {}
        for record in self.kept:
            self.exact.setdefault(record.exact, []).append(record)
        keys, bounds = gram_keys([record.letters for record in self.kept])
        # Hashed once more, to a table small enough to stay in the cache: one in 700 n-grams of
        # the log then passes for one of the text's, which moves no ranking.
        self.places = _places(keys)
        self.lengths = np.diff(bounds)
        values, where = np.unique(keys, return_inverse=True)
        rarity = np.ones(len(values), np.float32)
        if snapshot.segments:
            rarity = snapshot.rarity("letters", values)
        self.norms = np.sqrt(sums_of(rarity[where] ** 2, self.lengths))

    @cached_property
    def looks(self) -> Looks | None:
        """The pictures the log remembers, in the order of ``shown``."""
        return Looks.single([Picture.from_bytes(record.picture) for record in self.shown])


@dataclass
class Aliases:
    """One state of what is remembered: segments, and the log as far as it was read."""

    snapshot: Snapshot
    tail: Tail
    _rows: _Rows | None = None

    def recognise(self, terms: Terms) -> Iterator[AliasHit]:
        """Yield remembered messages that resemble a text, likeliest first."""
        rows = self._current()
        exact = fingerprint(terms.letters)
        same = [record.known for record in rows.exact.get(exact, [])] + self._held(exact)
        if same:
            yield from map(_same, same)
            return
        if not rows.kept and not self.snapshot.segments:
            return
        keys = grams_of(terms.letters)
        if not len(keys):
            return
        if self.snapshot.segments:
            weighed = self.snapshot.weigh("letters", keys)
            norm = float(weighed.weights.sum())
            near = self._in_segments(weighed, norm) + _in_rows(rows, keys, weighed.weights, norm)
        else:
            norm = float(np.sqrt(len(keys)))
            near = _in_rows(rows, keys, np.full(len(keys), 1 / norm, np.float32), norm)
        near.sort(key=lambda one: one.cosine * (1 + one.length / norm), reverse=True)
        for one in near:
            hit = one.hit(norm, self.tail.latest)
            if hit is not None:
                yield hit

    def _current(self) -> _Rows:
        read_to = self.tail.grown()
        rows = self._rows
        if rows is None or rows.read_to != read_to:
            rows = self._rows = _Rows(self.tail, self.snapshot, read_to)
        return rows

    def shown(self, picture: Picture) -> Iterator[tuple[str, float]]:
        """Yield what remembered pictures that ``picture`` shows are of, with scores."""
        rows, segments = self._current(), self.snapshot.segments
        for position, place, score in seen_in([*(s.looks for s in segments), rows.looks], picture):
            if position == len(segments):
                yield rows.shown[place].known, score
                continue
            stored = segments[position].stored(place)
            if stored.id not in self.tail.latest:
                yield stored.record.decode(), score

    def kept(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return every remembered text: the known's id, the letters."""
        self.tail.grown()
        found = [
            (stored.record.decode(), stored.fields[0].letters)
            for stored in self.snapshot.every()
            if stored.fields[0].letters and stored.id not in self.tail.latest
        ]
        held = [record for record in self.tail.kept() if not record.picture]
        return found + [(record.known, record.letters) for record in held]

    def _held(self, exact: int) -> list[str]:
        key = long_key(exact_key(exact))
        found = []
        for segment in self.snapshot.segments:
            for place in segment.holders(key):
                stored = segment.stored(int(place))
                if stored.id not in self.tail.latest:
                    found.append(stored.record.decode())
        return found

    def _in_segments(self, weighed: Weighed, norm: float) -> list[_Near]:
        near = []
        for segment, places in zip(self.snapshot.segments, weighed.places, strict=True):
            share = segment.size / max(int(self.snapshot.bases[-1]), 1)
            budget = max(int(BUDGET * share), 2_000)
            scores = segment.find("letters", places, weighed.weights, budget=budget)
            if scores is None:
                continue
            rows = highest(scores, FOUND)
            cosines = segment.score("letters", rows, places, weighed.weights)[:, 0]
            norms = segment.arrays["letters.norms"][rows]
            near += [
                _Near(float(cosines[at]), float(norms[at]), segment, int(rows[at]))
                for at in _best(cosines, norms, norm)
            ]
        return near


@dataclass(frozen=True, slots=True)
class _Near:
    """A remembered message and its norm; what it is of is read only when it is asked for."""

    cosine: float
    length: float
    held: Segment | Record
    place: int = 0

    def hit(self, norm: float, latest: dict[str, Record]) -> AliasHit | None:
        """Return the hit; ``None`` when the log says something newer of it."""
        if isinstance(self.held, Record):
            known = self.held.known
        else:
            stored = self.held.stored(self.place)
            if stored.id in latest:
                return None
            known = stored.record.decode()
        return AliasHit(
            known=known,
            exact=False,
            covered=min(self.cosine * self.length / norm, 1.0),
            covers=min(self.cosine * norm / max(self.length, 1e-9), 1.0),
            cosine=min(self.cosine, 1.0),
        )


def _best(cosines: Floats, norms: Floats, norm: float) -> list[int]:
    """Return the places of the likeliest: by the cosine and by how much of the text is covered."""
    order = np.argsort(-cosines * (1 + norms / norm), kind="stable")[:NEAR]
    return [place for place in order.tolist() if cosines[place] >= LEAST]


def _in_rows(rows: _Rows, keys: NDArray[np.uint32], weights: Floats, norm: float) -> list[_Near]:
    """Compare a text with all the log remembers: it is short, so every one is scored."""
    if not rows.kept:
        return []
    table = np.zeros(1 << _BITS, np.float32)
    table[_places(keys)] = weights
    cosines = sums_of(table.take(rows.places), rows.lengths)
    cosines /= np.maximum(rows.norms, 1e-9)
    return [
        _Near(float(cosines[at]), float(rows.norms[at]), rows.kept[at])
        for at in _best(cosines, rows.norms, norm)
    ]


def _places(keys: NDArray[np.uint32]) -> NDArray[np.int64]:
    return (keys >> np.uint32(32 - _BITS)).astype(np.int64)


def _same(known: str) -> AliasHit:
    return AliasHit(known=known, exact=True, covered=1.0, covers=1.0, cosine=1.0)
