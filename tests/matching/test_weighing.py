"""The weighted sum of features, and the net beside it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.match_net import slope
from sasando.matching.gelu import double_gelu
from sasando.matching.scoring.weighing import Weighing

ARRAYS = {
    "w.means": np.array([1, 0]),
    "w.spreads": np.array([2, 0.5]),
    "w.weights": np.array([3, -1]),
    "w.hidden": np.zeros((2, 0)),
    "w.offsets": np.zeros(0),
    "w.out": np.zeros(0),
}
ROWS = np.array([[1, 0], [5, 1], [1000, -1000]], np.float32)


def test_features_are_evened_cut_and_summed() -> None:
    assert Weighing.of(ARRAYS, "w")(ROWS) == pytest.approx([0, 6 - 2, 12 + 4])


def test_a_net_adds_what_it_says_of_the_same_features() -> None:
    net = {
        "w.hidden": np.array([[1, 0], [0, 2]]),
        "w.offsets": np.array([0, 1]),
        "w.out": np.array([1, 0.5]),
    }
    added = Weighing.of(ARRAYS | net, "w")(ROWS) - Weighing.of(ARRAYS, "w")(ROWS)
    even = [(0, 0), (2, 2), (4, -4)]
    assert added == pytest.approx([gelu(a) + gelu(2 * b + 1) / 2 for a, b in even], abs=2e-3)


def gelu(x: float) -> float:
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


@given(st.floats(-6, 6))
def test_the_slope_is_that_of_the_curve(x: float) -> None:
    places = np.array([x - 1e-4, x + 1e-4, x])
    below, above, _ = double_gelu(places) / 2
    assert slope(places)[2] == pytest.approx((above - below) / 2e-4, abs=1e-4)
