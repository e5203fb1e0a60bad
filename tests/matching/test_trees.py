"""Sums of trees: the same as walking each of them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.matching.scoring.trees import Trees

NODES = 40


def grown(draw: np.random.Generator, leaves: int) -> dict[str, list[Any]]:
    """Return a random tree of so many leaves, numbered from left to right."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": []}
    values: list[float] = []

    def grow(count: int) -> int:
        if count == 1:
            values.append(float(draw.normal()))
            return -len(values)
        here = len(tree["feature"])
        for name in tree:
            tree[name].append(0)
        tree["feature"][here] = int(draw.integers(5))
        tree["threshold"][here] = float(draw.integers(-3, 4))
        split = int(draw.integers(1, count))
        tree["left"][here] = grow(split)
        tree["right"][here] = grow(count - split)
        return here

    grow(leaves)
    return tree | {"values": values}


def walked(tree: dict[str, list[Any]], row: np.ndarray) -> float:
    node = 0 if tree["feature"] else -1
    while node >= 0:
        low = row[tree["feature"][node]] <= tree["threshold"][node]
        node = tree["left" if low else "right"][node]
    return float(np.float32(tree["values"][-1 - node]))


def arrays_of(trees: list[dict[str, list[Any]]], most: int) -> dict[str, np.ndarray]:
    rest = {"feature": 0, "threshold": np.inf, "left": -1, "right": -1, "values": 0.0}
    return {
        f"t.{name}": np.array([tree[name] + [fill] * (most - len(tree[name])) for tree in trees])
        for name, fill in rest.items()
    }


@given(st.integers(0, 2**32), st.lists(st.integers(1, NODES), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_the_sum_is_that_of_walking_every_tree(seed: int, leaves: list[int]) -> None:
    draw = np.random.default_rng(seed)
    trees = [grown(draw, count) for count in leaves]
    rows = draw.integers(-4, 5, (7, 5)).astype(np.float32)
    rows[0, 0] = np.nan
    wanted = [sum(walked(tree, row) for tree in trees) for row in rows]
    assert Trees.of(arrays_of(trees, max(leaves)), "t")(rows) == pytest.approx(wanted, abs=1e-5)


def test_a_tree_of_more_leaves_than_bits_is_refused() -> None:
    tree = grown(np.random.default_rng(1), 65)
    with pytest.raises(ValueError, match="65 leaves"):
        Trees.of(arrays_of([tree], 65), "t")
