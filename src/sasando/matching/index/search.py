"""From a query to its candidates: find a few hundred cheaply, then score those exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sasando.matching.index.assembling import idf, whiten
from sasando.matching.index.dense import Direction, cosines, near, sums
from sasando.matching.index.hashing import gram_keys, long_key, word_keys
from sasando.matching.index.interface import (
    FIELDS,
    Candidates,
    Field,
    Floats,
    Moments,
    Query,
    Stored,
    Whitening,
)
from sasando.matching.index.segment import Found, Numbers, Segment

FOUND_BY_WORDS = 96
FOUND_BY_LETTERS = 96
FOUND_BY_DENSE = 64
HOLDERS = 64  # an exact key that more entries share finds none of them by itself
BUDGET = {"words": 40_000, "letters": 60_000}  # postings read for one query


@dataclass(frozen=True, slots=True)
class Weighed:
    """The terms of a query: where each segment has them, and their weights."""

    places: Sequence[Found]
    by_field: Floats
    to_find: Floats
    moments: Moments


@dataclass(frozen=True)
class Snapshot:
    """The segments of one state of the index. It stays valid when the index changes."""

    segments: tuple[Segment, ...]
    whitening: Whitening | None = None

    @cached_property
    def bases(self) -> Numbers:
        """The number of each segment's first entry."""
        return np.cumsum([0, *(segment.size for segment in self.segments)])

    @cached_property
    def filled(self) -> Numbers:
        """How many entries have each field."""
        return np.sum([segment.filled for segment in self.segments], axis=0, dtype=np.int64)

    @cached_property
    def mean_words(self) -> Floats:
        """How many words a filled field has."""
        totals = np.sum([segment.word_totals for segment in self.segments], axis=0)
        return np.maximum(totals / np.maximum(self.filled, 1), 1).astype(np.float32)

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    def stored(self, number: int) -> Stored:
        """Return the entry with this number."""
        index = int(np.searchsorted(self.bases, number, side="right")) - 1
        return self.segments[index].stored(number - int(self.bases[index]))

    def get(self, name: str) -> Stored | None:
        """Return the living entry with this id."""
        for segment in self.segments:
            place = segment.place_of(name)
            if place is not None:
                return segment.stored(place)
        return None

    def has(self, name: str) -> bool:
        """Return whether there is a living entry with this id."""
        return any(segment.place_of(name) is not None for segment in self.segments)

    def background(self, kind: str, keys: np.ndarray) -> tuple[Numbers, Numbers]:
        """Return how many entries hold each term, by field, and how many have the field."""
        counts = np.zeros((len(self.filled), len(keys)), np.int64)
        for segment in self.segments:
            counts += segment.moments(kind, segment.lookup(kind, keys))[:, 0].T.astype(np.int64)
        return counts, self.filled

    def rarity(self, kind: str, keys: np.ndarray) -> Floats:
        """Return the rarity of hashed terms, (fields, terms)."""
        return idf(kind, *self.background(kind, keys))

    def every(self) -> Iterator[Stored]:
        """Yield every living entry."""
        for segment in self.segments:
            for place in segment.living():
                yield segment.stored(int(place))

    def weigh(self, kind: str, keys: np.ndarray) -> Weighed:
        """Look the hashed terms of a query up and weigh them by their rarity."""
        places = [segment.lookup(kind, keys) for segment in self.segments]
        pairs = list(zip(self.segments, places, strict=True))
        parts = [segment.moments(kind, found) for segment, found in pairs]
        counts, first, second = np.sum(parts, axis=0).transpose(1, 2, 0)
        weights = idf(kind, counts, self.filled) * (self.filled > 0)[:, None]
        if kind == "letters":
            norms = np.sqrt((weights**2).sum(1, keepdims=True))
            weights = weights**2 / np.maximum(norms, 1e-9)
        share = 1 / np.maximum(self.filled, 1)[:, None]
        first, second = first * share, second * share
        variance = (weights**2 * np.maximum(second - first**2, 0)).sum(1)
        moments = _moments((weights * first).sum(1), variance)
        return Weighed(places, weights, weights.max(0, initial=0), moments)

    def candidates(self, query: Query, *, limit: int) -> Candidates:
        """Return the candidates of a query, likeliest first; at most ``limit``."""
        if not self.segments:
            return _none(self)
        search = _Search(self, query)
        parts = [search.in_segment(index) for index in range(len(self.segments))]
        return search.chosen(parts, limit=limit)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one segment gave: rows and signals."""

    index: int
    rows: Numbers
    words: Floats
    letters: Floats
    dense: Floats
    keys: Floats


class _Search:
    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.snapshot = snapshot
        self.words = snapshot.weigh("words", np.unique(word_keys(query.terms.words)))
        self.letters = snapshot.weigh("letters", gram_keys([query.terms.letters])[0])
        self.keys = [long_key(key) for key in dict.fromkeys(query.keys)]
        self.direction = None
        if query.vector is not None and query.vector.any():
            white = whiten(query.vector[None].astype(np.float32), snapshot.whitening)[0]
            self.direction = Direction.of(white)
        self.holders = [[s.holders(key) for s in snapshot.segments] for key in self.keys]
        held = np.array([sum(map(len, holders)) for holders in self.holders])
        self.held = held
        self.key_weights = np.log1p(len(snapshot) / np.maximum(held, 1)).astype(np.float32)

    def in_segment(self, index: int) -> _Part:
        """Find entries of one segment and score them by all signals but the last n-grams."""
        segment = self.snapshot.segments[index]
        rows = self._found(index, segment)
        words, letters = np.zeros((2, len(rows), segment.fields), np.float32)
        for field in range(segment.fields):
            self._score(words, "words", segment, index, field, rows)
            if field != Field.EXPLANATION:
                self._score(letters, "letters", segment, index, field, rows)
        dense = (
            np.zeros_like(words)
            if self.direction is None
            else cosines(segment, rows, self.direction)
        )
        keys = segment.shared_keys(rows, self.keys, self.key_weights)
        return _Part(index, rows, words, letters, dense, keys)

    def _score(
        self, into: Floats, kind: str, segment: Segment, index: int, field: int, rows: Numbers
    ) -> None:
        if not segment.filled[field]:
            return
        weighed = self.words if kind == "words" else self.letters
        mean = float(self.snapshot.mean_words[field])
        into[:, field] = segment.score(
            kind, field, rows, weighed.places[index], weighed.by_field[field], mean
        )

    def _found(self, index: int, segment: Segment) -> Numbers:
        share = segment.size / max(int(self.snapshot.bases[-1]), 1)
        found = []
        for kind, weighed, wanted in (
            ("words", self.words, FOUND_BY_WORDS),
            ("letters", self.letters, FOUND_BY_LETTERS),
        ):
            budget = max(int(BUDGET[kind] * share), 4_000)
            scores = segment.find(kind, weighed.places[index], weighed.to_find, budget=budget)
            if scores is not None:
                found.append(highest(scores, wanted))
        if self.direction is not None:
            found.append(near(segment, self.direction, wanted=FOUND_BY_DENSE))
        for held, holders in zip(self.held, self.holders, strict=True):
            if held <= HOLDERS:
                found.append(holders[index].astype(np.int64))
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def chosen(self, parts: list[_Part], *, limit: int) -> Candidates:
        """Keep the best by each signal and by all; score what was put off; order them."""
        snapshot = self.snapshot
        rows = np.concatenate([part.rows for part in parts])
        owners = np.repeat([part.index for part in parts], [len(part.rows) for part in parts])
        words, letters, dense, keys = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("words", "letters", "dense", "keys")
        )
        present = np.concatenate([snapshot.segments[p.index].present[p.rows] for p in parts])
        moments = {
            "words": self.words.moments,
            "letters": self.letters.moments,
            "dense": self._dense_moments(present.shape[1]),
        }
        signals = {"words": words, "letters": letters, "dense": dense}
        best = [_best(signals[name], present, moments[name]) for name in signals]
        kept = _kept([*best, keys], limit)
        rows, owners, keys, present = rows[kept], owners[kept], keys[kept], present[kept]
        signals = {name: values[kept] for name, values in signals.items()}
        if present.shape[1] > Field.EXPLANATION:
            self._score_explanations(signals["letters"], owners, rows)
        total = sum(_best(signals[name], present, moments[name]) for name in signals) + keys
        order = np.argsort(-total, kind="stable")
        return Candidates(
            numbers=(snapshot.bases[owners] + rows)[order],
            words=signals["words"][order],
            letters=signals["letters"][order],
            dense=signals["dense"][order],
            keys=keys[order],
            present=present[order],
            moments=moments,
            total=len(snapshot),
            reader=snapshot,
        )

    def _score_explanations(self, letters: Floats, owners: Numbers, rows: Numbers) -> None:
        for index, segment in enumerate(self.snapshot.segments):
            mine = owners == index
            if mine.any():
                part = np.zeros((int(mine.sum()), segment.fields), np.float32)
                self._score(part, "letters", segment, index, Field.EXPLANATION, rows[mine])
                letters[mine, Field.EXPLANATION] = part[:, Field.EXPLANATION]

    def _dense_moments(self, fields: int) -> Moments:
        if self.direction is None:
            return Moments(np.zeros(fields, np.float32), np.ones(fields, np.float32))
        every = [sums(segment, self.direction) for segment in self.snapshot.segments]
        counts, first, second = np.sum(every, axis=0)
        counts = np.maximum(counts, 1)
        mean = first / counts
        return _moments(mean, second / counts - mean**2)


def _moments(mean: Floats, variance: Floats) -> Moments:
    """Return moments whose spread is never so small that a z-score means nothing."""
    spread = np.maximum(np.sqrt(variance.clip(0)), np.abs(mean) / 10)
    spread = np.where(spread > 0, spread, 1)
    return Moments(mean.astype(np.float32), spread.astype(np.float32))


def _none(snapshot: Snapshot) -> Candidates:
    nothing = np.zeros((0, FIELDS), np.float32)
    still = Moments(np.zeros(FIELDS, np.float32), np.ones(FIELDS, np.float32))
    return Candidates(
        numbers=np.empty(0, np.int64),
        words=nothing,
        letters=nothing,
        dense=nothing,
        keys=nothing[:, 0],
        present=nothing > 0,
        moments=dict.fromkeys(("words", "letters", "dense"), still),
        total=0,
        reader=snapshot,
    )


def highest(scores: Floats, wanted: int) -> Numbers:
    """Return the places of the highest scores above 0, at most ``wanted``, ascending.

    Partitions only the upper end: partitioning so many zeros would take 50 times as long.
    """
    high = float(scores.max(initial=0))
    for halved in range(1, 8):
        found = np.flatnonzero(scores > high / 2**halved)
        if len(found) >= wanted:
            break
    else:
        found = np.flatnonzero(scores)
    if len(found) > wanted:
        best = np.argpartition(-scores[found], wanted - 1)[:wanted]
        found = np.sort(found[best])
    return found


def _best(signal: Floats, present: np.ndarray, moments: Moments) -> Floats:
    """Return the highest z-score over the fields an entry has."""
    scores = (signal - moments.mean) / moments.std
    best: Floats = np.where(present, scores, -np.inf).max(1, initial=-np.inf)
    return np.where(np.isfinite(best), best, 0).astype(np.float32)


def _kept(signals: list[Floats], limit: int) -> Numbers:
    """Return two thirds of the limit by the sum of signals, the rest by each signal alone."""
    total: Floats = np.sum(signals, axis=0)
    if len(total) <= limit:
        return np.arange(len(total))
    each = limit // (3 * len(signals))
    chosen = [np.argsort(-total, kind="stable")[: limit - each * len(signals)]]
    chosen += [np.argsort(-signal, kind="stable")[:each] for signal in signals]
    return np.unique(np.concatenate(chosen))
