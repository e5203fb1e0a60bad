"""Learn to rank: gradient-boosted trees, a conditional logit and a small net, summed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

from bench.match_net import Lists, nets
from bench.match_rows import Rows
from sasando.matching.scoring.weighing import Weighing

Floats = NDArray[np.float64]
RANKING = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 6,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambdarank_truncation_level": 6,
    "lambda_l2": 10,
    "verbose": -1,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
}
ROUNDS = 400
SHRUNK = 0.01  # what the square of a weight costs


@dataclass(frozen=True)
class Ranker:
    """The two sums that rank."""

    trees: lightgbm.Booster
    weighing: Weighing

    def predict(self, rows: Any) -> Floats:
        """Return the score of each row of features."""
        return np.asarray(self.trees.predict(rows), float) + self.weighing(rows)


def rank_model(rows: Sequence[Rows]) -> Ranker:
    """Learn to rank candidates from questions whose right one was found."""
    features, labels, groups = [], [], []
    for some in rows:
        for place in np.flatnonzero(some.right.any(1)):
            size = some.counts[place]
            features.append(some.features[place, :size])
            labels.append(some.right[place, :size])
            groups.append(size)
    data = lightgbm.Dataset(
        np.concatenate(features), np.concatenate(labels).astype(int), group=groups
    )
    return Ranker(lightgbm.train(RANKING, data, ROUNDS), weighed(rows))


def weighed(rows: Sequence[Rows]) -> Weighing:
    """Learn the weights by which the right candidate is the likeliest of its question's.

    A conditional logit (McFadden 1974), drawn towards 0 by ``SHRUNK``; then the net, from what that
    says on.
    """
    found = [some[some.right.any(1)] for some in rows]
    there = np.concatenate([np.arange(s.right.shape[1]) < s.counts[:, None] for s in found])
    every = np.concatenate([some.features for some in found])
    flat = every[there]
    nothing = [np.zeros(shape, np.float32) for shape in (flat.shape[1], (flat.shape[1], 0), 0, 0)]
    even = Weighing(flat.mean(0), flat.std(0) + 1e-3, *nothing)
    features = np.where(there[..., None], even.even(every), 0).astype(np.float64)
    right = np.concatenate([some.right for some in found]).astype(float)
    right /= right.sum(1, keepdims=True)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.where(there, features @ weights, -np.inf)
        chances = softmax(scores, axis=1)
        told = -(right * np.log(chances + 1e-12)).sum() / len(right)
        slope = np.einsum("qcf,qc->f", features, chances - right) / len(right)
        return told + SHRUNK * weights @ weights, slope + 2 * SHRUNK * weights

    start = np.zeros(features.shape[2])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    base = np.where(there, features @ weights, -np.inf)
    hidden, offsets, out = nets(Lists(*(a.astype(np.float32) for a in (features, base, right))))
    return replace(
        even, weights=weights.astype(np.float32), hidden=hidden, offsets=offsets, out=out
    )


def scores_of(model: Any, rows: Rows) -> Floats:
    """Return the score of each candidate, -inf where there is none."""
    flat = model.predict(rows.features.reshape(-1, rows.features.shape[2]))
    scores = np.asarray(flat, float).reshape(rows.right.shape)
    there = np.arange(scores.shape[1]) < rows.counts[:, None]
    return np.where(there, scores, -np.inf)
