"""Sums of decision trees, read by NumPy: what a gradient boosting left behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees side by side, one a row; node 0 is the root.

    A node sends a row of features ``left`` when ``features[feature] <= threshold``, else
    ``right``; a negative child ``-1 - leaf`` is a leaf with its value in ``values``.
    """

    feature: Numbers
    threshold: Floats
    left: Numbers
    right: Numbers
    values: Floats
    depth: int

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Trees:
        """Return the trees kept under ``prefix``."""
        feature, left, right = (
            np.asarray(arrays[f"{prefix}.{name}"], np.int16)
            for name in ("feature", "left", "right")
        )
        threshold, values = (
            np.asarray(arrays[f"{prefix}.{name}"], np.float32) for name in ("threshold", "values")
        )
        return cls(feature, threshold, left, right, values, int(arrays[f"{prefix}.depth"]))

    def __call__(self, rows: Floats) -> NDArray[np.float64]:
        """Return the sum of all trees for each row of features."""
        count, trees = len(rows), np.arange(len(self.feature))
        flat = np.ascontiguousarray(rows, np.float32).ravel()
        starts = (np.arange(count) * rows.shape[1])[:, None]
        base = trees * self.feature.shape[1]
        node = np.zeros((count, len(trees)), np.int64)
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        for _ in range(self.depth):
            at = base + np.maximum(node, 0)
            value = flat[starts + feature[at]]
            below = np.where(value <= threshold[at], left[at], right[at])
            node = np.where(node < 0, node, below)
        leaf = trees * self.values.shape[1] + (-1 - node)
        total: NDArray[np.float64] = self.values.ravel()[leaf].sum(1, dtype=np.float64)
        return total
