"""Everything a scorer may weigh about a candidate, as numbers.

A known thing has a title and a claim; each is held against what is asked and the better one
counts. All is arrays over the words of all candidates at once: the time hardly grows with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from sasando.matching.index import Candidates, Field, Stored
from sasando.matching.index.hashing import word_keys
from sasando.matching.scoring.asked import Asked

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_HEADS = (Field.TITLE, Field.CLAIM)
_ALIKE = 0.6  # similarity of letters below which words have nothing to do with each other
_DENSE = 1.5  # what meaning weighs against words, and letters against both
_WORDS = 60  # words asked that are compared letter by letter
_LETTERS = 400  # letters asked that are aligned

SIGNALS = ("total", "words", "letters", "dense", "words_body", "letters_body", "dense_body")
PAIRS = (
    "held",  # share of the head that is asked, by rarity
    "held_alike",  # the same, words alike in letters counting in part
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
    "token_set",
    "partial",
    "token_sort",
    "begins",
    "asked_alike",  # share of what is asked that has a word alike in the head
)
RELATIVE = (*SIGNALS, "held", "held_alike", "asked_held", "pairs_held", "partial", "token_set")
FEATURES = (
    *SIGNALS,
    "raw_letters",
    "raw_dense",
    "keys",
    *PAIRS,
    *(f"{name}_behind" for name in RELATIVE),
    "rank",
    "margin",
    "asked_words",
)


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of all candidates in one row of words. ``owners`` are ascending."""

    words: tuple[str, ...]
    owners: Ints  # head of each word
    texts: tuple[str, ...]
    candidates: Ints  # candidate of each head


def features(asked: Asked, found: Candidates, stored: Sequence[Stored]) -> Floats:
    """Return the features of each candidate, (candidates, ``FEATURES``)."""
    signals = _signals(found)
    heads = _heads(stored)
    pairs = _better(_compared(asked, heads, found), heads, len(stored))
    own = np.concatenate([signals, pairs], axis=1)
    names = (*SIGNALS, "raw_letters", "raw_dense", "keys", *PAIRS)
    relative = own[:, [names.index(name) for name in RELATIVE]]
    relative = relative - relative.max(0, initial=-np.inf)
    total = signals[:, 0]
    others = np.partition(total, -2)[-2] if len(total) > 1 else 0.0
    margin = np.where(total >= total.max(initial=0), total - others, total - total.max(initial=0))
    order = np.argsort(np.argsort(-total, kind="stable"), kind="stable")
    query = np.full(len(total), len(set(asked.content)), np.float32)
    rest = np.stack([order, margin, query], axis=1)
    return np.concatenate([own, relative, rest], axis=1).astype(np.float32)


def _signals(found: Candidates) -> Floats:
    z = {name: found.z(name) for name in ("words", "letters", "dense")}
    present = found.present
    head = list(_HEADS)
    best = {
        name: np.where(present[:, head], values[:, head], -9).max(1, initial=-9)
        for name, values in z.items()
    }
    body = {
        name: np.where(present[:, Field.EXPLANATION], values[:, Field.EXPLANATION], 0)
        for name, values in z.items()
    }
    total = best["letters"] + np.maximum(best["words"], body["words"])
    total = total + _DENSE * np.maximum(best["dense"], body["dense"]) + found.keys
    columns = [total, *best.values(), *body.values()]
    raw = [found.letters[:, head].max(1), found.dense[:, head].max(1), found.keys]
    return np.stack([*columns, *raw], axis=1).astype(np.float32)


def _heads(stored: Sequence[Stored]) -> _Heads:
    words: list[str] = []
    owners: list[int] = []
    texts: list[str] = []
    candidates: list[int] = []
    for place, one in enumerate(stored):
        for field in _HEADS:
            terms = one.fields[field]
            if not terms.letters and field != Field.TITLE:
                continue
            owners += [len(texts)] * len(terms.words)
            words += terms.words
            texts.append(" ".join(terms.letters))
            candidates.append(place)
    return _Heads(
        tuple(words), np.array(owners, np.int64), tuple(texts), np.array(candidates, np.int64)
    )


def _compared(asked: Asked, heads: _Heads, found: Candidates) -> Floats:
    """Return ``PAIRS`` of each head, (heads, pairs)."""
    count = len(heads.texts)
    content = tuple(dict.fromkeys(asked.content))
    vocabulary = tuple(dict.fromkeys((*content, *heads.words)))
    place = {word: number for number, word in enumerate(vocabulary)}
    rarity = found.reader.rarity("words", word_keys(vocabulary))
    own = np.array([place[word] for word in heads.words], np.int64)
    weight = rarity[own]
    asked_weight = float(rarity[: len(content)].sum()) + 1e-6
    inside = own < len(content)
    alike, back = _alike(vocabulary, content, rarity, own, heads.owners, count)
    digits = np.array([any(map(str.isdigit, word)) for word in vocabulary], bool)

    def by_head(values: NDArray[Any]) -> Floats:
        return np.bincount(heads.owners, values.astype(np.float64), count).astype(np.float32)

    first = _first_of_each(own, heads.owners)
    length = by_head(np.ones(len(own)))
    whole = by_head(weight) + 1e-6
    shared = inside & first
    rarest, second = _two_highest(np.where(shared, weight, 0), heads.owners, count)
    missing, _ = _two_highest(np.where(inside, 0, weight), heads.owners, count)
    two, three = _runs(asked.content, place, own, heads.owners)
    columns: list[NDArray[Any]] = [
        by_head(weight * inside) / whole,
        by_head(weight * alike) / whole,
        by_head(weight * shared) / asked_weight,
        by_head(shared),
        rarest,
        second,
        by_head(two) / np.maximum(length - 1, 1),
        by_head(three) / np.maximum(length - 2, 1),
        by_head(shared & digits[own]),
        by_head(first & ~inside & digits[own]),
        length,
        missing,
        whole,
        *_aligned(" ".join(asked.letters), heads.texts),
        back,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _alike(
    vocabulary: tuple[str, ...],
    content: tuple[str, ...],
    rarity: Floats,
    own: Ints,
    owners: Ints,
    count: int,
) -> tuple[Floats, NDArray[np.float64]]:
    """Return how alike each head word is to any word asked, and the share asked of each head."""
    if not content or not len(own):
        return np.zeros(len(own), np.float32), np.zeros(count)
    asked = content[:_WORDS]
    table = cdist(
        vocabulary, asked, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE, dtype=np.float32
    )
    best = np.zeros((count, len(asked)), np.float32)
    np.maximum.at(best, owners, table[own])
    weights = rarity[: len(asked)]
    return table.max(1)[own], best @ weights / (weights.sum() + 1e-6)


def _first_of_each(own: Ints, owners: Ints) -> NDArray[np.bool_]:
    """Return which words are the first of their kind in their head."""
    first = np.zeros(len(own), bool)
    _, places = np.unique(owners * (own.max(initial=0) + 1) + own, return_index=True)
    first[places] = True
    return first


def _two_highest(values: NDArray[Any], owners: Ints, count: int) -> tuple[Floats, Floats]:
    """Return the highest and second highest value of each head; 0 where there is none."""
    order = np.lexsort((-values, owners))
    kept, where = values[order], owners[order]
    starts = np.searchsorted(where, np.arange(count))
    ends = np.searchsorted(where, np.arange(count), side="right")
    padded = np.append(kept, [0, 0]).astype(np.float32)
    highest = np.where(ends > starts, padded[starts], 0)
    second = np.where(ends > starts + 1, padded[np.minimum(starts + 1, len(kept))], 0)
    return highest.astype(np.float32), second.astype(np.float32)


def _runs(
    content: Sequence[str], place: dict[str, int], own: Ints, owners: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where two, and three, neighbours of a head stand together in what is asked too."""
    asked = np.array([place[word] for word in content], np.int64)
    size = len(place) + 1
    two = np.zeros(len(own), bool)
    three = np.zeros(len(own), bool)
    if len(own) > 1 and len(asked) > 1:
        pairs = own[:-1] * size + own[1:]
        known = asked[:-1] * size + asked[1:]
        two[1:] = np.isin(pairs, known) & (owners[1:] == owners[:-1])
    if len(own) > 2 and len(asked) > 2:
        triples = (own[:-2] * size + own[1:-1]) * size + own[2:]
        known = (asked[:-2] * size + asked[1:-1]) * size + asked[2:]
        three[2:] = np.isin(triples, known) & (owners[2:] == owners[:-2])
    return two, three


def _aligned(asked: str, texts: tuple[str, ...]) -> list[Floats]:
    """Return how the letters of each head align with what is asked, 0 to 1, four ways."""
    head = [asked[:_LETTERS]]
    ways = [(fuzz.token_set_ratio, head), (fuzz.partial_ratio, head)]
    ways += [(fuzz.token_sort_ratio, [asked[:200]]), (fuzz.ratio, [asked[:80]])]
    return [cdist(query, texts, scorer=scorer, dtype=np.float32)[0] / 100 for scorer, query in ways]


def _better(pairs: Floats, heads: _Heads, count: int) -> Floats:
    """Return the pairs of the better head of each candidate, by the share that is held."""
    worth = pairs[:, PAIRS.index("held_alike")] + pairs[:, PAIRS.index("asked_alike")]
    order = np.lexsort((-worth, heads.candidates))
    first = np.searchsorted(heads.candidates[order], np.arange(count))
    chosen: Floats = pairs[order[first]]
    return chosen
