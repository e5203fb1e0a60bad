"""A weighted sum of features, bent by a small net: what trees cut into steps, it follows evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.gelu import double_gelu

Floats = NDArray[np.float32]

FARTHEST = 4.0  # spreads from the mean, beyond which a feature counts no more


@dataclass(frozen=True, slots=True)
class Weighing:
    """Brings each feature to mean 0 and spread 1, cuts what lies far out, and sums by weight.

    To the sum is added what a net of one hidden layer says: ``hidden`` (features × units),
    ``offsets`` and ``out`` (units).
    """

    means: Floats
    spreads: Floats
    weights: Floats
    hidden: Floats
    offsets: Floats
    out: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Weighing:
        """Return the sum kept under ``prefix``."""
        names = ("means", "spreads", "weights", "hidden", "offsets", "out")
        return cls(*(np.asarray(arrays[f"{prefix}.{name}"], np.float32) for name in names))

    def even(self, rows: Floats) -> Floats:
        """Return the features of each row as they are weighed."""
        found: Floats = (rows - self.means) / self.spreads
        return np.minimum(np.maximum(found, -FARTHEST), FARTHEST)

    def __call__(self, rows: Floats) -> Floats:
        """Return the sum of each row of features."""
        even = self.even(rows)
        bent = double_gelu(even @ self.hidden + self.offsets)
        found: Floats = even @ self.weights + (bent @ self.out) / np.float32(2)
        return found
