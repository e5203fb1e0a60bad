"""The weighted sum of features."""

import numpy as np
import pytest

from sasando.matching.scoring.weighing import Weighing


def test_features_are_evened_cut_and_summed() -> None:
    arrays = {
        "w.means": np.array([1, 0]),
        "w.spreads": np.array([2, 0.5]),
        "w.weights": np.array([3, -1]),
    }
    weighing = Weighing.of(arrays, "w")
    rows = np.array([[1, 0], [5, 1], [1000, -1000]], np.float32)
    assert weighing(rows) == pytest.approx([0, 6 - 2, 12 + 4])
