"""A weighted sum of features: what trees cut into steps, it follows evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FARTHEST = 4.0  # spreads from the mean, beyond which a feature counts no more


@dataclass(frozen=True, slots=True)
class Weighing:
    """Brings each feature to mean 0 and spread 1, cuts what lies far out, and sums by weight."""

    means: Floats
    spreads: Floats
    weights: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Weighing:
        """Return the sum kept under ``prefix``."""
        names = ("means", "spreads", "weights")
        return cls(*(np.asarray(arrays[f"{prefix}.{name}"], np.float32) for name in names))

    def even(self, rows: Floats) -> Floats:
        """Return the features of each row as they are weighed."""
        found: Floats = ((rows - self.means) / self.spreads).clip(-FARTHEST, FARTHEST)
        return found

    def __call__(self, rows: Floats) -> Floats:
        """Return the sum of each row of features."""
        found: Floats = self.even(rows) @ self.weights
        return found
