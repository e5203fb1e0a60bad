"""Sums of decision trees, read by NumPy: what a gradient boosting left behind.

No tree is walked. All nodes of all trees are tried at once; each that sends a row to the right
strikes out the leaves to its left, and the leftmost that remains is the one a walk would reach
(Lucchese and others, "QuickScorer", SIGIR 2015).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
_SETS = (np.uint8, np.uint16, np.uint32, np.uint64)  # of leaves, a bit each, the leftmost lowest


@dataclass(frozen=True, slots=True)
class Trees:
    """The nodes of all trees, in arrays of shape (nodes, trees, 1 for the rows), and their leaves.

    A row of which ``features[feature] <= threshold`` is not true keeps the leaves in the set
    ``kept``. ``values`` are those of the leaves, one tree after another from ``firsts`` on.
    """

    feature: Numbers  # (nodes, trees)
    threshold: Floats
    kept: NDArray[Any]
    values: Floats
    firsts: Numbers

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Trees:
        """Return the trees kept under ``prefix``, one a row; node 0 is the root.

        A node sends a row of features ``left`` when ``features[feature] <= threshold``, else
        ``right``; a negative child ``-1 - leaf`` is a leaf with its value in ``values``. Leaves are
        numbered from left to right. Raises ``ValueError`` for more than 64 of them in a tree.
        """
        left, right, feature = (
            np.asarray(arrays[f"{prefix}.{name}"], np.int64)
            for name in ("left", "right", "feature")
        )
        threshold, values = (
            np.asarray(arrays[f"{prefix}.{name}"], np.float32) for name in ("threshold", "values")
        )
        kind = next((one for one in _SETS if np.iinfo(one).bits >= values.shape[1]), None)
        if kind is None:
            raise ValueError(f"{prefix} has trees of {values.shape[1]} leaves; 64 are the most")
        numbers = [_leftmost(left, side).T for side in (left, right)]
        first, end = (np.array([2**n for n in range(65)], object)[number] for number in numbers)
        kept = np.iinfo(kind).max - (end - first)
        return cls(
            np.ascontiguousarray(feature.T),
            np.ascontiguousarray(threshold.T)[..., None],
            kept.astype(kind)[..., None],
            values.ravel(),
            (np.arange(len(values)) * values.shape[1])[:, None],
        )

    def __call__(self, rows: Floats) -> NDArray[np.float64]:
        """Return the sum of all trees for each row of features."""
        columns = np.ascontiguousarray(rows.T, np.float32)
        below = columns.take(self.feature, axis=0) <= self.threshold
        there = below.view(np.uint8).astype(self.kept.dtype, copy=False)
        # 0 - 1 is the set of all leaves: such a node strikes out none.
        left = np.bitwise_and.reduce(self.kept | -there, axis=0)
        leaf = np.bitwise_count(~left & (left - 1))  # the bits below the lowest that is set
        values = self.values.take(self.firsts + leaf)
        total = np.ones(len(values), np.float32) @ values  # quicker than a sum along the first axis
        return total.astype(np.float64)


def _leftmost(left: Numbers, nodes: Numbers) -> Numbers:
    """Return the leftmost leaf under each of ``nodes``, which may be leaves themselves."""
    while (inner := nodes >= 0).any():
        nodes = np.where(inner, np.take_along_axis(left, np.maximum(nodes, 0), axis=1), nodes)
    return -1 - nodes
