"""The learned scorer: which candidate is best, and how sure that is.

Made by ``bench/match_train.py``: a sum of trees and a weighted sum of the same features, bent by a
small net, together rank candidates; another sum of trees tells from the first how likely it answers.
Each exists thrice: with an encoder that gives tokens, with one that gives none, and without. Data
card: ``docs/explanation/matching-data-card.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sasando.matching.scoring.features import FEATURES
from sasando.matching.scoring.trees import Floats, Trees
from sasando.matching.scoring.weighing import Weighing

Kind = Literal["late", "dense", "plain"]  # tokens and vectors and words; vectors and words; words
SURE = ("score", "score_margin", "score_third", "score_spread", "rivals")


@dataclass(frozen=True, slots=True)
class Scorer:
    """Ranks candidates and says how likely the first is right.

    ``answer_at`` is the probability from which on an answer is right in 97 of 100 cases,
    ``suggest_at`` the one from which on a suggestion is worth reading.
    """

    ranking: Trees
    weighing: Weighing
    certainty: Trees
    knots: Floats
    chances: Floats
    answer_at: float
    suggest_at: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], kind: Kind) -> Scorer:
        """Return the scorer kept under ``kind``."""
        return cls(
            Trees.of(arrays, f"{kind}.ranking"),
            Weighing.of(arrays, f"{kind}.weighing"),
            Trees.of(arrays, f"{kind}.certainty"),
            np.asarray(arrays[f"{kind}.knots"], np.float32),
            np.asarray(arrays[f"{kind}.chances"], np.float32),
            float(arrays[f"{kind}.answer_at"]),
            float(arrays[f"{kind}.suggest_at"]),
        )

    def scores(self, rows: Floats) -> NDArray[np.float64]:
        """Return a score for each candidate; only their order and distance say something."""
        return self.ranking(rows) + self.weighing(rows)

    def chance(self, rows: Floats, scores: NDArray[np.float64], twins: NDArray[np.int64]) -> float:
        """Return the calibrated probability that the first candidate answers what is asked."""
        raw = float(self.certainty(sure_row(rows, scores, twins)[None])[0])
        return float(np.interp(raw, self.knots, self.chances))


def sure_row(rows: Floats, scores: NDArray[np.float64], twins: NDArray[np.int64]) -> Floats:
    """Return the features of certainty: those of the first, and how far the rivals are behind.

    ``twins`` numbers the cluster of each candidate; a twin of the first is no rival.
    """
    order = np.argsort(-scores, kind="stable")
    first = order[0]
    rivals = scores[order][twins[order] != twins[first]]
    second = rivals[0] if len(rivals) else scores[first] - 10
    third = rivals[2] if len(rivals) > 2 else second
    near = float((rivals > scores[first] - 1).sum())
    spread = float(scores[first] - scores.sum() / len(scores))
    more = [scores[first], scores[first] - second, scores[first] - third, spread, near]
    return np.concatenate([rows[first], more]).astype(np.float32)


@cache
def scorer(kind: Kind) -> Scorer:
    """Return the scorer that came with the product, for what was compared."""
    with as_file(files("sasando.matching.scoring") / "model.npz") as path, np.load(path) as kept:
        if tuple(kept["features"]) != FEATURES:
            raise ValueError(
                "model.npz was made for other features: run python -m bench.match --learn"
            )
        return Scorer.of(dict(kept), kind)
