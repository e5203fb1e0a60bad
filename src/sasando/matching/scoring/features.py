"""Everything a scorer may weigh about a candidate, as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sasando.matching import late
from sasando.matching.index import MEANING, Candidates, Field, Stored
from sasando.matching.known import Known
from sasando.matching.scoring.asked import Asked
from sasando.matching.scoring.pairs import HEADS, PAIRS, pairs
from sasando.matching.scoring.years import YEAR, near_in_time

Floats = NDArray[np.float32]

SIGNALS = ("total", "words", "letters", "dense", "words_body", "dense_body")
_OWN = (*SIGNALS, "raw_letters", "raw_dense", "keys", *late.SIGNALS, *PAIRS, YEAR)
RELATIVE = (
    *SIGNALS,
    *late.SIGNALS,
    "held",
    "held_alike",
    "held_here",
    "held_alike_here",
    "asked_held",
    "asked_alone",
    "alike_alone",
    "pairs_held",
)
FEATURES = (
    *_OWN,
    *(f"{name}_behind" for name in RELATIVE),
    "rank",
    "margin",
    "asked_words",
)
_COMPARED = [_OWN.index(name) for name in RELATIVE]


def features(
    asked: Asked, found: Candidates, stored: Sequence[Stored], known: Sequence[Known]
) -> Floats:
    """Return the features of each candidate, (candidates, ``FEATURES``)."""
    signals = _signals(found)
    words = pairs(asked, stored, found.reader)
    own = np.concatenate(
        [signals, _late(asked, found), words, near_in_time(asked, known)[:, None]], axis=1
    )
    relative = own[:, _COMPARED]
    relative = relative - relative.max(0, initial=-np.inf)
    total = signals[:, 0]
    others = np.partition(total, -2)[-2] if len(total) > 1 else 0.0
    margin = np.where(total >= total.max(initial=0), total - others, total - total.max(initial=0))
    order = np.argsort(np.argsort(-total, kind="stable"), kind="stable")
    query = np.full(len(total), len(set(asked.content)), np.float32)
    rest = np.stack([order, margin, query], axis=1)
    return np.concatenate([own, relative, rest], axis=1).astype(np.float32)


def _late(asked: Asked, found: Candidates) -> Floats:
    kept = found.reader.tokens(found.numbers) if len(asked.tokens) else None
    if kept is None:
        return np.zeros((len(found), len(late.SIGNALS)), np.float32)
    return late.held(asked.tokens, kept, len(found))


def _signals(found: Candidates) -> Floats:
    z = np.stack([found.z(name) for name in ("words", "letters", "dense")])
    best = np.where(found.present[:, HEADS], z[:, :, HEADS], -9).max(2, initial=-9)
    words, letters, dense = best
    words_body, _, dense_body = z[:, :, Field.EXPLANATION]
    total = letters + np.maximum(words, words_body)
    total = total + MEANING * np.maximum(dense, dense_body) + found.keys
    raw = [found.letters[:, HEADS].max(1), found.dense[:, HEADS].max(1), found.keys]
    return np.stack([total, *best, words_body, dense_body, *raw], axis=1).astype(np.float32)
