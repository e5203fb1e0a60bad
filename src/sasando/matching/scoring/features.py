"""Everything a scorer may weigh about a candidate, as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index import Candidates, Field, Stored
from sasando.matching.scoring.asked import Asked
from sasando.matching.scoring.pairs import HEADS, PAIRS, pairs

Floats = NDArray[np.float32]

_DENSE = 1.5  # what meaning weighs against words, and letters against both

SIGNALS = ("total", "words", "letters", "dense", "words_body", "letters_body", "dense_body")
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


def features(asked: Asked, found: Candidates, stored: Sequence[Stored]) -> Floats:
    """Return the features of each candidate, (candidates, ``FEATURES``)."""
    signals = _signals(found)
    own = np.concatenate([signals, pairs(asked, stored, found.reader)], axis=1)
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
    head = list(HEADS)
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
