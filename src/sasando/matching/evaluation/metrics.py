"""The figures: success, reciprocal rank, average precision, and how certain each figure is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with the interval that holds it in 95 of 100 draws of the questions (bootstrap)."""

    value: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float] | Floats) -> Figure:
        """Return the mean of values between 0 and 1; of none it is 0."""
        given = np.asarray(values, float)
        if not len(given):
            return cls(0.0, 0.0, 0.0, 0)
        random = np.random.default_rng(2024)
        means = [random.choice(given, len(given)).mean() for _ in range(_DRAWS)]
        low, high = np.percentile(means, [2.5, 97.5])
        return cls(float(given.mean()), float(low), float(high), len(given))

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})"


def success(order: Sequence[str], right: AbstractSet[str], at: int) -> float:
    """Return 1 where something right is among the first ``at``."""
    return float(any(name in right for name in order[:at]))


def reciprocal_rank(order: Sequence[str], right: AbstractSet[str], at: int) -> float:
    """Return 1 by the place of the first right one among ``at``, else 0."""
    return next((1 / place for place, name in enumerate(order[:at], 1) if name in right), 0.0)


def average_precision(order: Sequence[str], right: AbstractSet[str], at: int) -> float:
    """Return the mean precision at each right one among the first ``at``."""
    hits, total = 0, 0.0
    for place, name in enumerate(order[:at], 1):
        if name in right:
            hits += 1
            total += hits / place
    return total / max(min(len(right), at), 1)


Metric = Callable[[Sequence[str], AbstractSet[str], int], float]
RANKING: dict[str, tuple[Metric, int]] = {
    "S@1": (success, 1),
    "S@5": (success, 5),
    "S@10": (success, 10),
    "MRR@10": (reciprocal_rank, 10),
    "MAP@5": (average_precision, 5),
}


def ranking(
    orders: Sequence[Sequence[str]], rights: Sequence[AbstractSet[str]]
) -> dict[str, Figure]:
    """Return every figure of ranking over many questions."""
    pairs = list(zip(orders, rights, strict=True))
    return {
        name: Figure.of([metric(order, right, at) for order, right in pairs])
        for name, (metric, at) in RANKING.items()
    }
