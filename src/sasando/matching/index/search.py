"""From a query to its candidates: find a few hundred cheaply, then score those exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import filterfalse

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.assembling import Background, idf, whiten
from sasando.matching.index.dense import Direction, cosines, near, sums
from sasando.matching.index.draft import LETTERED
from sasando.matching.index.hashing import distinct, grams_of, long_key, word_keys
from sasando.matching.index.interface import (
    FIELDS,
    Candidates,
    Floats,
    Moments,
    Query,
    Stored,
    Whitening,
)
from sasando.matching.index.looks import seen_in
from sasando.matching.index.segment import Found, Numbers, Segment
from sasando.matching.index.tokens import tokens_of
from sasando.matching.late import Kept, joined
from sasando.matching.pictures.picture import Picture

FOUND = {"words": 64, "letters": 64, "dense": 64}  # entries, in each segment
MEANING = 3.0  # what nearness in meaning weighs against words, and letters against both
HOLDERS = 64  # an exact key that more entries share finds none of them by itself
BUDGET = {"words": 16_000, "letters": 20_000}  # postings read; twice as many find nothing more
LEAST_BUDGET = 3_000  # of them in the smallest segment
_AT_HAND = 100_000  # words


@dataclass(frozen=True, slots=True)
class Weighed:
    """The terms of a query: where each segment has them, their weights, what is usual."""

    places: Sequence[Found]
    weights: Floats
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
    def texts(self) -> int:
        """How many fields of entries are filled."""
        return int(self.filled.sum())

    @cached_property
    def _rarities(self) -> dict[str, float]:
        return {}

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    def stored(self, numbers: Numbers) -> list[Stored]:
        """Return the entries with these numbers."""
        indices = self.bases.searchsorted(numbers, side="right") - 1
        places = (numbers - self.bases[indices]).tolist()
        pairs = zip(indices.tolist(), places, strict=True)
        return [self.segments[index].stored(place) for index, place in pairs]

    def tokens(self, numbers: Numbers) -> Kept | None:
        """Return the tokens of entries, owned by places in ``numbers``; ``None`` without any."""
        indices = self.bases.searchsorted(numbers, side="right") - 1
        found = []
        for index in np.unique(indices).tolist():
            owners = np.flatnonzero(indices == index)
            rows = numbers[owners] - self.bases[index]
            found.append(tokens_of(self.segments[index].arrays, rows, owners))
        return joined([kept for kept in found if kept is not None])

    def get(self, name: str) -> Stored | None:
        """Return the living entry with this id."""
        for segment in self.segments:
            place = segment.place_of(name)
            if place is not None:
                return segment.stored(place)
        return None

    def has(self, name: str) -> bool:
        """Return whether there is a living entry with this id."""
        return any(len(segment.places_like(name)) for segment in self.segments)

    def shown(self, picture: Picture) -> Iterator[tuple[str, float]]:
        """Yield the ids of living entries of which a picture is shown, with scores."""
        looks = [segment.looks for segment in self.segments]
        for position, place, score in seen_in(looks, picture):
            yield self.segments[position].stored(place).id, score

    def background(self, kind: str, keys: NDArray[np.uint32]) -> Background:
        """Return what these segments say of a vocabulary."""
        counts = self._counts(kind, keys)
        totals = [segment.arrays["words.totals"] for segment in self.segments]
        return Background(counts, self.filled, np.sum(totals, axis=0))

    def rarity(self, kind: str, keys: NDArray[np.uint32]) -> Floats:
        """Return the rarity of hashed terms."""
        return idf(kind, self._counts(kind, keys), self.texts)

    def rarities(self, words: Sequence[str]) -> Floats:
        """Return the rarity of each word; the first so many asked for are kept at hand."""
        known = self._rarities
        fresh = list(filterfalse(known.__contains__, words))
        if fresh:
            found = dict(zip(fresh, self.rarity("words", word_keys(fresh)).tolist(), strict=True))
            if len(known) < _AT_HAND:
                known.update(found)
            else:
                known = known | found
        return np.fromiter(map(known.__getitem__, words), np.float32, len(words))

    def _counts(self, kind: str, keys: NDArray[np.uint32]) -> Numbers:
        counts = np.zeros(len(keys), np.int64)
        for segment in self.segments:
            counts += segment.counts(kind, segment.lookup(kind, keys))
        return counts

    def every(self) -> Iterator[Stored]:
        """Yield every living entry."""
        for segment in self.segments:
            for place in segment.living():
                yield segment.stored(int(place))

    def weigh(self, kind: str, keys: NDArray[np.uint32]) -> Weighed:
        """Look the hashed terms of a query up and weigh them by their rarity."""
        places = [segment.lookup(kind, keys) for segment in self.segments]
        pairs = zip(self.segments, places, strict=True)
        held = reduce(np.add, (segment.moments(kind, found) for segment, found in pairs))
        weights = idf(kind, held[:, 0], self.texts)
        if kind == "letters":
            weights = weights**2 / max(float(np.sqrt(weights @ weights)), 1e-9)
        first, second = held[:, 1 : 1 + len(self.filled)], held[:, 1 + len(self.filled) :]
        share = (1 / np.maximum(self.filled, 1)).astype(np.float32)
        squares = weights**2
        variance = squares @ second * share - squares @ first**2 * share**2
        return Weighed(places, weights, _moments(weights @ first * share, variance))

    def candidates(self, query: Query, *, limit: int) -> Candidates:
        """Return the candidates of a query, likeliest first; at most ``limit``."""
        if not self.segments:
            return _none(self)
        search = _Search(self, query)
        parts = [search.in_segment(index) for index in range(len(self.segments))]
        return search.chosen(parts, limit=limit)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one segment gave: rows and signals; ``rough`` stands for the n-grams' cosine."""

    index: int
    rows: Numbers
    rough: Floats
    words: Floats
    dense: Floats
    keys: Floats


class _Search:
    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.snapshot = snapshot
        self.words = snapshot.weigh("words", distinct(word_keys(query.terms.words)))
        self.letters = snapshot.weigh("letters", grams_of(query.terms.letters))
        self.keys = [long_key(key) for key in dict.fromkeys(query.keys)]
        self.direction = None
        if query.vector is not None and query.vector.any():
            white = whiten(query.vector[None].astype(np.float32), snapshot.whitening)[0]
            self.direction = Direction.of(white)
        self.holders = [[s.holders(key) for s in snapshot.segments] for key in self.keys]
        self.held = np.array([sum(map(len, holders)) for holders in self.holders])
        self.key_weights = np.log1p(len(snapshot) / np.maximum(self.held, 1)).astype(np.float32)

    def in_segment(self, index: int) -> _Part:
        """Find entries of one segment and score them by all but n-grams, which take longest."""
        segment = self.snapshot.segments[index]
        rows, rough = self._found(index, segment)
        words = segment.score("words", rows, self.words.places[index], self.words.weights)
        dense = np.zeros_like(words)
        if self.direction is not None:
            dense = cosines(segment, rows, self.direction)
        keys = np.zeros(len(rows), np.float32)
        if self.keys:
            keys = segment.shared_keys(rows, self.keys, self.key_weights)
        return _Part(index, rows, rough, words, dense, keys)

    def _found(self, index: int, segment: Segment) -> tuple[Numbers, Floats]:
        share = segment.size / max(int(self.snapshot.bases[-1]), 1)
        found, rough = [np.empty(0, np.int64)], None
        for kind, weighed in (("words", self.words), ("letters", self.letters)):
            budget = max(int(BUDGET[kind] * share), LEAST_BUDGET)
            rough = segment.find(kind, weighed.places[index], weighed.weights, budget=budget)
            if rough is not None:
                found.append(highest(rough, FOUND[kind]))
        if self.direction is not None:
            found.append(near(segment, self.direction, wanted=FOUND["dense"]))
        for held, holders in zip(self.held, self.holders, strict=True):
            if held <= HOLDERS:
                found.append(holders[index].astype(np.int64))
        rows = distinct(np.concatenate(found))
        return rows, np.zeros(len(rows), np.float32) if rough is None else rough[rows]

    def chosen(self, parts: list[_Part], *, limit: int) -> Candidates:
        """Keep the best by each signal and by all; score their n-grams; order them."""
        snapshot = self.snapshot
        owners = np.repeat([part.index for part in parts], [len(part.rows) for part in parts])
        rows, rough, words, dense, keys = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "rough", "words", "dense", "keys")
        )
        present = np.concatenate([snapshot.segments[p.index].present[p.rows] for p in parts])
        moments = {
            "words": self.words.moments,
            "letters": self.letters.moments,
            "dense": self._dense_moments(present.shape[1]),
        }
        by_words = _best(words, present, moments["words"])
        by_dense = _best(dense, present, moments["dense"])
        by_letters = (rough - moments["letters"].mean[0]) / moments["letters"].std[0]
        by_dense *= MEANING
        kept = _kept([by_words, by_letters, by_dense, keys], limit)
        rows, owners = rows[kept], owners[kept]
        letters = self._letters(owners, rows)
        total = by_words[kept] + by_dense[kept] + keys[kept]
        lettered = np.arange(present.shape[1]) < LETTERED
        total += _best(letters, present[kept] & lettered, moments["letters"])
        order = np.argsort(-total, kind="stable")
        kept = kept[order]
        return Candidates(
            numbers=(snapshot.bases[owners] + rows)[order],
            words=words[kept],
            letters=letters[order],
            dense=dense[kept],
            keys=keys[kept],
            present=present[kept],
            moments=moments,
            total=len(snapshot),
            reader=snapshot,
        )

    def _letters(self, owners: Numbers, rows: Numbers) -> Floats:
        parts = []
        for index, segment in enumerate(self.snapshot.segments):
            places, weights = self.letters.places[index], self.letters.weights
            parts.append(segment.score("letters", rows[owners == index], places, weights))
        return np.concatenate(parts)

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
    spread = np.maximum(np.sqrt(np.maximum(variance, 0)), np.abs(mean) / 10)
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
    for least in (*(high / 2**halved for halved in range(1, 8)), 0):
        above = scores > least
        if np.count_nonzero(above) >= wanted:
            break
    found = np.flatnonzero(above)
    if len(found) > wanted:
        best = np.argpartition(-scores[found], wanted - 1)[:wanted]
        found = np.sort(found[best])
    return found


def _best(signal: Floats, present: NDArray[np.bool_], moments: Moments) -> Floats:
    """Return the highest z-score over the fields an entry has."""
    scores = (signal - moments.mean) / moments.std
    best: Floats = np.where(present, scores, -np.inf).max(1, initial=-np.inf)
    return np.where(np.isfinite(best), best, 0).astype(np.float32)


def _kept(signals: list[Floats], limit: int) -> Numbers:
    """Return two thirds of the limit by the sum of signals, the rest by each signal alone."""
    table = np.stack(signals)
    total: Floats = table.sum(0)
    if len(total) <= limit:
        return np.arange(len(total))
    each = limit // (3 * len(signals))
    by_total = np.argsort(-total, kind="stable")[: limit - each * len(signals)]
    by_signal = np.argsort(-table, axis=1, kind="stable")[:, :each]
    return distinct(np.concatenate([by_total, by_signal.ravel()]))
