"""What is asked, held against the words of each candidate.

A known thing has a title and a claim, its heads; each is held against what is asked and the better
one counts. Some signals say what tells a head from those of its rivals, which all are about much the
same: there a word counts the more, the fewer of them hold it. All is arrays over the words of all
heads at once: the time hardly grows with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from sasando.matching.index import Field, Stored
from sasando.matching.index.hashing import distinct
from sasando.matching.index.interface import Floats, Reader
from sasando.matching.scoring.asked import Asked

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]

HEADS = (Field.TITLE, Field.CLAIM)
_ALIKE = 0.6  # similarity of letters below which words have nothing to do with each other
_WORDS = 60  # words asked that are compared letter by letter
_LITTLE = np.float32(1e-6)

PAIRS = (
    "held",  # share of the head that is asked, by rarity
    "held_alike",  # the same, words alike in letters counting in part
    "held_here",  # both once more, by rarity among the rivals too
    "held_alike_here",
    "asked_held",  # share of what is asked that the head holds
    "shared",
    "rarest",
    "second_rarest",
    "pairs_held",  # share of the head's pairs of neighbours
    "triples_held",
    "numbers_shared",
    "numbers_missing",
    "head_words",
    "rarest_missing",
    "weight",
    "asked_alike",  # share of what is asked that has a word alike in the head
    "asked_alone",  # share of what is asked, each word shared out among the heads that hold it
    "alike_alone",  # or a word alike
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words asked, each once, and after them those of the heads: a word is its number here."""

    asked: tuple[str, ...]
    row: list[int]  # the words asked in a row, with repetitions
    every: tuple[str, ...]
    rarity: Floats


@dataclass(frozen=True, slots=True)
class _Heads:
    """The words of all heads, one head after another, and how many each has."""

    words: Ints
    lengths: Ints

    @property
    def owners(self) -> Ints:
        """The head of each word."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def chosen(self, heads: Ints) -> _Heads:
        """Return some of the heads, which ascend."""
        kept = np.zeros(len(self.lengths), bool)
        kept[heads] = True
        return _Heads(self.words[np.repeat(kept, self.lengths)], self.lengths[heads])

    def share(self, part: NDArray[Any], weight: Floats) -> Floats:
        """Return the share of each head that is ``part`` of it, both a value a word."""
        whole, held = self.by_head(np.add, np.stack([weight, weight * part], axis=1)).T
        share: Floats = held / (whole + _LITTLE)
        return share

    def by_head(self, fold: np.ufunc, values: NDArray[np.generic]) -> Floats:
        """Fold the rows of ``values``, one a word, to one a head; a head without words gets 0."""
        folded = np.zeros((len(self.lengths), values.shape[1]), np.float32)
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            begins = np.cumsum(self.lengths) - self.lengths
            folded[filled] = fold.reduceat(values, begins[filled], axis=0)
        return folded


@dataclass(frozen=True, slots=True)
class _Alike:
    """How alike each word is to the nearest asked, and each word asked to the nearest of each head."""

    words: Floats
    heads: Floats  # heads × asked


def pairs(asked: Asked, stored: Sequence[Stored], reader: Reader) -> Floats:
    """Return ``PAIRS`` of the better head of each candidate, (candidates, pairs)."""
    texts, candidates = _texts(stored)
    words, heads = _numbered(asked, texts, reader)
    alike = _alike(words, heads)
    rarity = words.rarity[: alike.heads.shape[1]]
    held_alike = heads.share(alike.words[heads.words], words.rarity[heads.words])
    asked_alike = alike.heads @ rarity / (rarity.sum() + _LITTLE)
    better = _better(held_alike + asked_alike, candidates)
    heads = heads.chosen(better)
    columns = {
        "held_alike": held_alike[better],
        "asked_alike": asked_alike[better],
        "alike_alone": _alone(alike.heads[better], rarity),
    }
    once = _once(words, heads)
    telling = _telling(words, heads, once[1])
    columns |= _shares(words, heads, alike, telling) | _rarest(words, heads)
    columns |= _numbers(words, heads, *once)
    table = np.empty((len(PAIRS), len(stored)), np.float32)
    for row, name in enumerate(PAIRS):
        table[row] = columns[name]
    return table.T


def _texts(stored: Sequence[Stored]) -> tuple[list[tuple[str, str]], Ints]:
    """Return words and letters of all heads, and whose each is; every candidate has a title."""
    texts: list[tuple[str, str]] = []
    candidates: list[int] = []
    for place, one in enumerate(stored):
        for field in HEADS:
            if field == Field.TITLE or one.texts[field][1]:
                texts.append(one.texts[field])
                candidates.append(place)
    return texts, np.array(candidates, np.int64)


def _numbered(
    asked: Asked, texts: Sequence[tuple[str, str]], reader: Reader
) -> tuple[_Words, _Heads]:
    numbers: dict[str, int] = defaultdict(count().__next__)
    number = numbers.__getitem__
    row = list(map(number, asked.content))
    content = tuple(numbers)
    said = " ".join([text for text, _ in texts if text]).split()
    own = np.fromiter(map(number, said), np.int64, len(said))
    lengths = np.array([text.count(" ") + 1 if text else 0 for text, _ in texts], np.int64)
    every = tuple(numbers)
    return _Words(content, row, every, reader.rarities(every)), _Heads(own, lengths)


def _alike(words: _Words, heads: _Heads) -> _Alike:
    asked = words.asked[:_WORDS]
    if not asked or not len(heads.words):
        nothing = np.zeros((len(heads.lengths), len(asked)), np.float32)
        return _Alike(np.zeros(len(words.every), np.float32), nothing)
    table = cdist(
        asked,
        words.every,
        scorer=Indel.normalized_similarity,
        score_cutoff=_ALIKE,
        dtype=np.float32,
    )
    best = heads.by_head(np.maximum, np.ascontiguousarray(table.T).take(heads.words, axis=0))
    return _Alike(table.max(0), best)


def _alone(table: Floats, rarity: Floats) -> Floats:
    """Return what share of what is asked is each head's alone (heads × asked)."""
    shared_out = table / np.maximum(table.sum(0), _LITTLE)
    alone: Floats = shared_out @ rarity / (rarity.sum() + _LITTLE)
    return alone


def _better(worth: Floats, candidates: Ints) -> Ints:
    """Return the head of each candidate that is worth most, the first of equals."""
    order = np.lexsort((-worth, candidates))
    first = np.ones(len(order), bool)
    np.not_equal(candidates[1:], candidates[:-1], out=first[1:])
    better: Ints = order[first]
    return better


def _once(words: _Words, heads: _Heads) -> tuple[Ints, Ints]:
    """Return the words of all heads, each once a head: whose each is, and its number."""
    every = max(len(words.every), 1)
    owners, own = np.divmod(distinct(heads.owners * every + heads.words), every)
    return owners, own


def _telling(words: _Words, heads: _Heads, once: Ints) -> Floats:
    """Return, a value a word of the heads, its rarity times its rarity among them."""
    holders = np.bincount(once, minlength=len(words.every))
    here = np.log((len(heads.lengths) + 1) / (holders + 0.5))
    return (words.rarity * here.astype(np.float32))[heads.words]


def _shares(words: _Words, heads: _Heads, alike: _Alike, telling: Floats) -> Columns:
    """Return how much of each head is asked: its words, and its words in a row."""
    weight = words.rarity[heads.words]
    inside = heads.words < len(words.asked)
    told = telling * inside, telling * alike.words[heads.words]
    values = np.stack([weight, weight * inside, telling, *told, *_runs(words, heads)], axis=1)
    sums = heads.by_head(np.add, values).T
    whole, held, whole_here, held_here, alike_here, pairs_held, triples_held = sums
    whole, whole_here = whole + _LITTLE, whole_here + _LITTLE
    return {
        "held": held / whole,
        "held_here": held_here / whole_here,
        "held_alike_here": alike_here / whole_here,
        "pairs_held": pairs_held / np.maximum(heads.lengths - 1, 1),
        "triples_held": triples_held / np.maximum(heads.lengths - 2, 1),
        "head_words": heads.lengths,
        "weight": whole,
    }


def _runs(words: _Words, heads: _Heads) -> tuple[Flags, Flags]:
    """Return the words of heads which, with one or two before them, are asked in a row too."""
    count = len(words.asked)
    follows = np.zeros((count + 1, count + 1), bool)  # the last stands for all that is not asked
    follows[words.row[:-1], words.row[1:]] = True
    own, owners = np.minimum(heads.words, count), heads.owners
    two, three = np.zeros((2, len(own)), bool)
    two[1:] = follows[own[:-1], own[1:]] & (owners[1:] == owners[:-1])
    asked = set(zip(words.row, words.row[1:], words.row[2:], strict=False))
    for place in np.flatnonzero(two[1:] & two[:-1]).tolist():
        three[place + 1] = tuple(own[place - 1 : place + 2].tolist()) in asked
    return two, three


def _rarest(words: _Words, heads: _Heads) -> Columns:
    """Return what of what is asked each head holds: how many words, how much, how rare."""
    weight = words.rarity[heads.words]
    inside = heads.words < len(words.asked)
    table = np.zeros((len(heads.lengths), len(words.asked) + 2), np.float32)
    table[heads.owners[inside], heads.words[inside]] = weight[inside]
    second, rarest = np.partition(table, -2, axis=1)[:, -2:].T
    rarity = words.rarity[: len(words.asked)]
    missing = heads.by_head(np.maximum, np.where(inside, 0, weight)[:, None])
    return {
        "asked_held": table.sum(1) / (rarity.sum() + _LITTLE),
        "asked_alone": _alone((table[:, : len(rarity)] > 0).astype(np.float32), rarity),
        "shared": np.count_nonzero(table, axis=1),
        "rarest": rarest,
        "second_rarest": second,
        "rarest_missing": missing[:, 0],
    }


def _numbers(words: _Words, heads: _Heads, owners: Ints, own: Ints) -> Columns:
    """Return how many numbers of each head are asked, and how many are not.

    ``owners`` and ``own`` are the words of all heads, each once a head.
    """
    numeric = np.zeros(len(words.every), bool)
    numeric[
        [
            place
            for place, word in enumerate(words.every)
            if not word.isalpha() and any(map(str.isdigit, word))
        ]
    ] = True
    owners, own = owners[numeric[own]], own[numeric[own]]
    inside = own < len(words.asked)
    count = len(heads.lengths)
    return {
        "numbers_shared": np.bincount(owners[inside], minlength=count),
        "numbers_missing": np.bincount(owners[~inside], minlength=count),
    }
