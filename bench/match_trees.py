"""From LightGBM's trees to the arrays that ``sasando.matching.scoring.trees`` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from sasando.matching.scoring.trees import Trees

Floats = NDArray[np.float64]


def mean_of(models: Sequence[lightgbm.Booster], rows: Any) -> Floats:
    """Return the mean of what models say of rows of features, before calibration."""
    said = [np.asarray(model.predict(rows, raw_score=True), float) for model in models]
    return np.mean(said, axis=0)


def arrays_of(models: Sequence[lightgbm.Booster], prefix: str) -> dict[str, NDArray[Any]]:
    """Return the trees of models, whose mean counts, as the arrays that ``Trees`` reads."""
    every = [tree for model in models for tree in model.dump_model()["tree_info"]]
    trees = [tree["tree_structure"] for tree in every]
    flat = [_flattened(tree) for tree in trees]
    nodes, leaves = max(len(n) for n, _ in flat), max(len(v) for _, v in flat)
    out = {
        f"{prefix}.feature": np.zeros((len(flat), nodes), np.int16),
        f"{prefix}.threshold": np.full((len(flat), nodes), np.inf, np.float32),
        f"{prefix}.left": np.full((len(flat), nodes), -1, np.int16),
        f"{prefix}.right": np.full((len(flat), nodes), -1, np.int16),
        f"{prefix}.values": np.zeros((len(flat), leaves), np.float32),
    }
    for place, (tree, values) in enumerate(flat):
        for number, (feature, threshold, left, right) in enumerate(tree):
            out[f"{prefix}.feature"][place, number] = feature
            out[f"{prefix}.threshold"][place, number] = _not_above(threshold)
            out[f"{prefix}.left"][place, number] = left
            out[f"{prefix}.right"][place, number] = right
        out[f"{prefix}.values"][place, : len(values)] = np.array(values) / len(models)
    return out


def _not_above(value: float) -> np.float32:
    """Return the highest float32 that is not above a float64: ``<=`` then says the same."""
    near = np.float32(value)
    return near if float(near) <= value else np.nextafter(near, np.float32(-np.inf))


def _flattened(tree: Mapping[str, Any]) -> tuple[list[tuple[int, float, int, int]], list[float]]:
    """Return a tree's nodes and the values of its leaves."""
    nodes: list[tuple[int, float, int, int]] = []
    values: list[float] = []

    def walk(node: Mapping[str, Any]) -> int:
        if "split_feature" not in node:
            values.append(float(node["leaf_value"]))
            return -len(values)
        here = len(nodes)
        nodes.append((0, 0.0, 0, 0))
        left, right = walk(node["left_child"]), walk(node["right_child"])
        nodes[here] = (int(node["split_feature"]), float(node["threshold"]), left, right)
        return here

    walk(tree)
    if not nodes:
        nodes.append((0, float("inf"), -1, -1))
    return nodes, values


def check(
    arrays: Mapping[str, Any], prefix: str, models: Sequence[lightgbm.Booster], rows: Any
) -> None:
    """Fail unless NumPy reads the trees as LightGBM does."""
    ours, theirs = Trees.of(arrays, prefix)(rows), mean_of(models, rows)
    if np.abs(ours - theirs).max() > 1e-2:
        off = np.abs(ours - theirs).max()
        raise SystemExit(f"{prefix}: NumPy reads the trees otherwise than LightGBM, by {off}")
