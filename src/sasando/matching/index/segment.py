"""One immutable segment, mapped into memory: looks terms up, finds entries, scores a few of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.assembling import POSTED, WEIGHTS
from sasando.matching.index.draft import unpack
from sasando.matching.index.files import Arrays, damaged, read_arrays
from sasando.matching.index.hashing import long_key
from sasando.matching.index.interface import CorruptIndex, Floats, Stored
from sasando.matching.index.looks import Looks
from sasando.matching.index.ragged import places_of, spread, stretches, take

SAMPLE = 256  # entries from which mean and spread of the cosine are estimated
Numbers = NDArray[np.int64]
Found = tuple[Numbers, NDArray[np.bool_]]  # places in the vocabulary, which are there


class Sample(NamedTuple):
    """Vectors of a few entries, the field of each, and how many entries each entry stands for."""

    vectors: Floats
    fields: NDArray[np.uint8]
    stands_for: float


class Segment:
    """A file of arrays and which of its entries are alive (``None``: all)."""

    def __init__(self, path: Path, *, dead: NDArray[np.uint32] | None = None) -> None:
        self.path = path
        self.arrays: Arrays = read_arrays(path)
        try:
            self.size = len(self.arrays["ids"])
            self.fields = int(self.arrays["fields"][0])
            self.present = self.arrays["present"]
            self.codes = self.arrays["dense.codes"]
            self._blobs = self.arrays["blob.starts"]
            self._packed = memoryview(self.arrays["blob.bytes"].data)
        except KeyError as error:
            raise damaged(path, f"{error} is missing") from error
        self.dead = np.empty(0, np.uint32) if dead is None else dead
        self._tables = threading.local()

    @cached_property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which entries are alive; ``None`` when all are."""
        if not len(self.dead):
            return None
        alive = np.ones(self.size, bool)
        alive[self.dead] = False
        return alive

    def __len__(self) -> int:
        return self.size - len(self.dead)

    def living(self) -> Numbers:
        """Return the places of the living."""
        return np.arange(self.size) if self.alive is None else np.flatnonzero(self.alive)

    def place_of(self, name: str) -> int | None:
        """Return where the living entry with this id stands, if it does."""
        return next((p for p in self.places_like(name) if self.stored(p).id == name), None)

    def places_like(self, name: str) -> list[int]:
        """Return the living whose ids have the number of this one: itself, but for a miracle."""
        key, ids = np.uint64(long_key(name)), self.arrays["ids.sorted"]
        first, last = ids.searchsorted(key), ids.searchsorted(key, side="right")
        places = self.arrays["ids.order"][first:last].tolist()
        return [place for place in places if self.alive is None or self.alive[place]]

    def stored(self, place: int) -> Stored:
        """Return an entry. Raises ``CorruptIndex``, naming the file, when it was damaged."""
        begin, end = self._blobs[place : place + 2].tolist()
        try:
            return unpack(bytes(self._packed[begin:end]))
        except (CorruptIndex, ValueError) as error:
            raise damaged(self.path, f"entry {place} is unreadable") from error

    def lookup(self, kind: str, keys: NDArray[np.uint32]) -> Found:
        """Return the place of each key in the vocabulary and whether it is there."""
        vocabulary = self.arrays[f"{kind}.keys"]
        if not len(vocabulary):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
        places = vocabulary.searchsorted(keys)
        np.minimum(places, len(vocabulary) - 1, out=places)
        return places, vocabulary.take(places) == keys

    def moments(self, kind: str, found: Found) -> Floats:
        """Return, (terms, 1 + 2 fields), each term's cells, sums of weights, sums of squares.

        The dead still count, as everywhere until they are merged away.
        """
        places, there = found
        moments = self.arrays[f"{kind}.moments"]
        if not len(moments):
            return np.zeros((len(places), 1 + 2 * self.fields), np.float32)
        held: Floats = moments.take(places, axis=0)
        held[~there] = 0
        return held

    def counts(self, kind: str, found: Found) -> Numbers:
        """Return in how many texts each term stands."""
        places, there = found
        moments = self.arrays[f"{kind}.moments"]
        if not len(moments):
            return np.zeros(len(places), np.int64)
        return moments[places, 0].astype(np.int64) * there

    @cached_property
    def looks(self) -> Looks | None:
        """The pictures of the entries; ``None`` when there are none."""
        return Looks.of(self.arrays, self.dead.astype(np.int64))

    @cached_property
    def filled(self) -> Numbers:
        """How many entries have each field."""
        return self.present.sum(0, dtype=np.int64)

    @cached_property
    def sample(self) -> Sample:
        """The vectors of some entries, evenly spread."""
        rows = np.unique(np.linspace(0, self.size - 1, SAMPLE).astype(np.int64))
        _, places = places_of(self.arrays["vectors.starts"], rows)
        scales = self.arrays["dense.scales"][places]
        vectors = self.arrays["dense.white"][places] * scales[:, None]
        fields = self.arrays["vectors.fields"][places]
        return Sample(vectors.astype(np.float32), fields, self.size / len(rows))

    def find(self, kind: str, found: Found, weights: Floats, *, budget: int) -> Floats | None:
        """Return a rough score of every entry, or ``None`` when no term is known.

        Rare terms first, at most ``budget`` postings: the list that goes beyond gives its
        weightiest, those after it nothing. ``score`` says more of what is found. The array is good
        until this thread asks again: a fresh one would cost as much as the search.
        """
        places, there = found
        places, weights = places[there], weights[there]
        if not len(places):
            return None
        starts = self.arrays[f"{kind}.find.starts"]
        begins = starts[places]
        lengths = starts[places + 1] - begins
        order = np.argsort(lengths, kind="stable")
        lengths = lengths[order]
        before = np.cumsum(lengths) - lengths
        read = order[: before.searchsorted(budget)]
        lengths = np.minimum(lengths, budget - before)[: len(read)]
        postings = stretches(self.arrays[f"{kind}.find.postings"], begins[read], lengths)
        values = WEIGHTS.take(postings >> POSTED)
        values *= np.repeat(weights[read], lengths)
        docs = (postings & ((1 << POSTED) - 1)).astype(np.int64)
        scores = self._zeros("scores", self.size)
        scores.fill(0)
        np.add.at(scores, docs, values)
        if len(self.dead):
            scores[self.dead] = 0
        return scores

    def score(self, kind: str, rows: Numbers, found: Found, weights: Floats) -> Floats:
        """Return, (rows, fields), the exact sum of ``weights`` over the terms each text holds.

        ``rows`` ascend and none repeats.
        """
        places, there = found
        cells = rows[:, None] * self.fields + np.arange(self.fields + 1)
        edges = self.arrays[f"{kind}.starts"].take(cells)
        if not there.any() or not len(rows):
            return np.zeros((len(rows), self.fields), np.float32)
        held_at = spread(edges[:, 0], edges[:, -1] - edges[:, 0])
        table = self._zeros(kind, len(self.arrays[f"{kind}.keys"]))
        places = places[there]
        table[places] = weights[there]
        held = table.take(self.arrays[f"{kind}.terms"].take(held_at))
        table[places] = 0
        if kind == "words":
            some = np.flatnonzero(held)  # few: weights of 16 bits are slow to read
            held[some] *= self.arrays["words.weights"].take(held_at.take(some))
        lengths = (edges[:, 1:] - edges[:, :-1]).ravel()
        sums = sums_of(held, lengths).reshape(len(rows), self.fields)
        if kind == "letters":
            norms = self.arrays["letters.norms"].reshape(-1, self.fields)[rows]
            sums /= np.maximum(norms, 1e-9)
        return sums

    def _zeros(self, name: str, size: int) -> Floats:
        """Return this thread's own array of that name: zeros at first, then as it was left."""
        tables: dict[str, Floats] = self._tables.__dict__
        if name not in tables:
            tables[name] = np.zeros(size, np.float32)
        return tables[name]

    def holders(self, key: int) -> NDArray[np.uint32]:
        """Return the living entries that have an exact key."""
        keys, wanted = self.arrays["exact.find.keys"], np.uint64(key)
        first, last = keys.searchsorted(wanted), keys.searchsorted(wanted, side="right")
        docs = self.arrays["exact.find.docs"][first:last]
        return docs if self.alive is None else docs[self.alive[docs]]

    def shared_keys(self, rows: Numbers, keys: Sequence[int], weights: Floats) -> Floats:
        """Return the sum of ``weights`` over the exact ``keys`` that each row has."""
        starts, held = take(self.arrays["exact.starts"], self.arrays["exact.keys"], rows)
        values = np.zeros(len(held), np.float32)
        for key, weight in zip(keys, weights, strict=True):
            values[held == np.uint64(key)] = weight
        return sums_of(values, np.diff(starts))


def sums_of(values: Floats, lengths: Numbers) -> Floats:
    """Return the sum of each stretch of ``values``; an empty stretch has 0."""
    sums = np.zeros(len(lengths), np.float32)
    filled = np.flatnonzero(lengths)
    if len(filled):
        begins = np.cumsum(lengths) - lengths
        sums[filled] = np.add.reduceat(values, begins[filled])
    return sums
