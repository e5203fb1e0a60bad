"""Learn the scorer of matching, cross-fitted: five folds by the right document.

No document's questions are on both sides. ``python -m bench.match --learn`` writes what is shipped,
``src/sasando/matching/scoring/model.npz``. Data card: ``docs/explanation/matching-data-card.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench.match_ranking import RANKING, Floats, rank_model, scores_of
from bench.match_rows import Rows
from bench.match_trees import arrays_of, check, mean_of
from sasando.matching.scoring import FEATURES, sure_row

FOLDS = 5
PRECISION, MOST_NEWS, MOST_OWN = 0.97, 0.005, 0.03
OWN, HEADLINE = "own", "news headline"  # names of parts; the second as kinds of negatives begin
CERTAINTY = RANKING | {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 8,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.5,
}
CERTAINTY_ROUNDS = 180
SEEDS = (7, 11, 23, 31, 43)


def fold_of(right: Sequence[str]) -> int:
    """Return the fold of a question by its right document."""
    return blake2b(min(right).encode(), digest_size=2).digest()[0] % FOLDS


def sure_rows(rows: Rows, scores: Floats) -> Floats:
    """Return the features of certainty of every question."""
    width = len(FEATURES) + 5
    out = np.zeros((len(rows), width), np.float32)
    for place, size in enumerate(rows.counts):
        if size:
            given = rows.features[place, :size], scores[place, :size], rows.twins[place, :size]
            out[place] = sure_row(*given)
    return out


def firsts(rows: Rows, scores: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether the first candidate is right, and whether it or a twin of it is."""
    first = scores.argmax(1)
    at = np.arange(len(rows))
    strict = rows.right[at, first] & (rows.counts > 0)
    same = rows.twins == rows.twins[at, first][:, None]
    return strict, (rows.right & same).any(1) & (rows.counts > 0)


def certainty_models(
    rows: Floats, labels: NDArray[np.bool_], weights: Floats
) -> list[lightgbm.Booster]:
    """Learn to tell whether the first candidate answers: several times, whose mean is steadier."""
    found = []
    for seed in SEEDS:
        data = lightgbm.Dataset(rows, labels.astype(int), weight=weights)
        found.append(lightgbm.train(CERTAINTY | {"seed": seed}, data, CERTAINTY_ROUNDS))
    return found


def calibrated(raw: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[Floats, Floats]:
    """Return the knots of a rising curve from raw certainty to probability (isotonic, PAVA).

    Its steps lean towards their neighbours, so that a threshold can lie within one.
    """
    order = np.argsort(raw)
    blocks: list[list[float]] = []  # mean, weight, lowest raw, highest raw
    for x, y, w in zip(raw[order], labels[order], weights[order], strict=True):
        blocks.append([float(y), float(w), float(x), float(x)])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, weight, _, high = blocks.pop()
            low = blocks[-1]
            total = low[1] + weight
            blocks[-1] = [(low[0] * low[1] + mean * weight) / total, total, low[2], high]
    knots = [edge for block in blocks for edge in (block[2], block[3] + 1e-6)]
    means = np.array([block[0] for block in blocks])
    lean = np.diff(means, prepend=means[0], append=means[-1]) / 4
    chances = np.stack([means - lean[:-1], means + lean[1:]], axis=1).ravel()
    return np.array(knots), chances.clip(0.001, 0.999)


@dataclass(frozen=True)
class Part:
    """Questions of one kind with their folds, and what they weigh when certainty is learned.

    What does not ``calibrate`` teaches certainty, but says nothing of how often it is right: noise is
    rarer in use than here. ``alike`` marks candidates that are another check of the claim whose right answer was taken out:
    a question that such a one comes first to weighs nothing, since that answer is not false.
    """

    name: str
    rows: Rows
    folds: NDArray[np.int64]
    weight: float
    alike: NDArray[np.bool_] | None = None
    calibrates: bool = True

    def excused(self, scores: Floats) -> NDArray[np.bool_]:
        """Return for which questions the first candidate is another check of the same claim."""
        if self.alike is None:
            return np.zeros(len(self.rows), bool)
        return self.alike[np.arange(len(self.rows)), scores.argmax(1)]

    def weights(self, scores: Floats) -> Floats:
        """Return what each question weighs."""
        return np.where(self.excused(scores), 0.0, self.weight)


@dataclass(frozen=True)
class Crossed:
    """What cross-fitting gave for one part: scores, first right, raw certainty."""

    part: Part
    scores: Floats
    strict: NDArray[np.bool_]
    twin: NDArray[np.bool_]
    raw: Floats


def crossed(asked: Sequence[Part], unanswerable: Sequence[Part]) -> list[Crossed]:
    """Return every part scored by models that saw nothing of its fold."""
    parts = [*asked, *unanswerable]
    scores = [np.full(part.rows.right.shape, -np.inf) for part in parts]
    raw = [np.zeros(len(part.rows)) for part in parts]
    for fold in range(FOLDS):
        ranker = rank_model([part.rows[part.folds != fold] for part in asked])
        for part, into in zip(parts, scores, strict=True):
            into[part.folds == fold] = scores_of(ranker, part.rows[part.folds == fold])
    sure = [sure_rows(part.rows, into) for part, into in zip(parts, scores, strict=True)]
    both = [firsts(part.rows, into) for part, into in zip(parts, scores, strict=True)]
    weights = [part.weights(into) for part, into in zip(parts, scores, strict=True)]
    for fold in range(FOLDS):
        models = certainty_models(*_stacked(parts, sure, both, weights, fold))
        for part, rows, into in zip(parts, sure, raw, strict=True):
            here = part.folds == fold
            if here.any():
                into[here] = mean_of(models, rows[here])
    return [
        Crossed(part, into, strict, twin, sureness)
        for part, into, (strict, twin), sureness in zip(parts, scores, both, raw, strict=True)
    ]


def _stacked(
    parts: Sequence[Part],
    sure: Sequence[Floats],
    both: Sequence[Any],
    weights: Sequence[Floats],
    fold: int,
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    rows, labels, weigh = [], [], []
    for part, features, (_, twin), own in zip(parts, sure, both, weights, strict=True):
        kept = (part.folds != fold) & (own > 0)
        rows.append(features[kept])
        labels.append(twin[kept])
        weigh.append(own[kept])
    return np.concatenate(rows), np.concatenate(labels), np.concatenate(weigh)


def curve(results: Sequence[Crossed]) -> tuple[Floats, Floats]:
    """Return the curve from raw certainty to probability; no question counts more than one asked."""
    told = [one for one in results if one.part.calibrates]
    return calibrated(
        np.concatenate([one.raw for one in told]),
        np.concatenate([one.twin for one in told]),
        np.concatenate([one.part.weights(one.scores).clip(max=1) for one in told]),
    )


def final(asked: Sequence[Part], results: Sequence[Crossed], kind: str) -> dict[str, Any]:
    """Learn from everything; calibrate by the cross-fitted certainties."""
    ranker = rank_model([part.rows for part in asked])
    parts = [one.part for one in results]
    sure = [sure_rows(one.part.rows, one.scores) for one in results]
    both = [(one.strict, one.twin) for one in results]
    weights = [one.part.weights(one.scores) for one in results]
    models = certainty_models(*_stacked(parts, sure, both, weights, -2))
    knots, chances = curve(results)
    arrays = arrays_of([ranker.trees], f"{kind}.ranking")
    arrays |= arrays_of(models, f"{kind}.certainty")
    arrays |= {f"{kind}.weighing.{name}": array for name, array in asdict(ranker.weighing).items()}
    some = asked[0].rows.features[:50].reshape(-1, asked[0].rows.features.shape[2])
    check(arrays, f"{kind}.ranking", [ranker.trees], some)
    check(arrays, f"{kind}.certainty", models, sure[0][:1000])
    return arrays | {
        f"{kind}.knots": knots.astype(np.float32),
        f"{kind}.chances": chances.astype(np.float32),
    }


def threshold_of(results: Mapping[str, Crossed], knots: Floats, chances: Floats) -> float:
    """Return the lowest probability from which on answers may be given.

    Of the answers to questions that have one, 97 in 100 are right; of news headlines at most 5 in
    1,000 are answered, and 3 in 100 of the questions whose right answer was taken out, other checks
    of the same claim not counted.
    """
    asked = results["all"]
    order = np.argsort(-asked.raw, kind="stable")
    share = np.cumsum(asked.strict[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= PRECISION)
    lowest = float(asked.raw[order[enough[-1]]]) if len(enough) else np.inf
    for name, one in results.items():
        most = MOST_NEWS if name.startswith(HEADLINE) else MOST_OWN if name == OWN else None
        if most is not None and len(one.raw):
            unsure = np.where(one.part.excused(one.scores), -np.inf, one.raw)
            allowed = int(most * len(unsure))
            lowest = max(lowest, float(np.sort(unsure)[::-1][allowed]) + 1e-6)
    return float(np.interp(lowest, knots, chances))
