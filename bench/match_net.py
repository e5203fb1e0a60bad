"""Learn a small net that bends the weighted sum: one hidden layer, told apart listwise.

The loss is that of the weighted sum (ListNet's, Cao and others 2007): the chance of the right
candidate among those of its question. Adam with decoupled decay (Loshchilov and Hutter 2019),
dropout (Srivastava and others 2014), and a rate that falls to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.gelu import CUBED, ROOT, double_gelu

Floats = NDArray[np.float32]

HIDDEN, NETS = 64, 3
EPOCHS, AT_ONCE = 60, 128
RATE, DECAY, DROPPED = 3e-3, 0.1, 0.5
_MOMENTS, _LITTLE = (0.9, 0.999), 1e-8


@dataclass(frozen=True)
class Lists:
    """Questions with their candidates: even features, what the plain sum says, which is right.

    ``base`` is -inf where there is no candidate; ``right`` sums to 1 over each question.
    """

    features: Floats  # (questions, candidates, features)
    base: Floats
    right: Floats


def nets(lists: Lists) -> list[Floats]:
    """Return one net that is the mean of several: weights and offsets of its hidden layer, and the
    weights of what that gives.
    """
    hidden, offsets, out = zip(*(_net(lists, seed) for seed in range(NETS)), strict=True)
    return [np.concatenate(hidden, axis=1), np.concatenate(offsets), np.concatenate(out) / NETS]


def _net(lists: Lists, seed: int) -> list[Floats]:
    draw = np.random.default_rng(seed)
    width = lists.features.shape[2]
    spread = width**-0.5
    parameters = [
        draw.uniform(-spread, spread, (width, HIDDEN)).astype(np.float32),
        draw.uniform(-spread, spread, HIDDEN).astype(np.float32),
        (draw.uniform(-1, 1, HIDDEN) * 0.1 * HIDDEN**-0.5).astype(np.float32),
    ]
    adam = _Adam(parameters)
    steps = EPOCHS * -(-len(lists.base) // AT_ONCE)
    for _ in range(EPOCHS):
        order = draw.permutation(len(lists.base))
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            shape = len(chosen), lists.base.shape[1], HIDDEN
            kept = (draw.random(shape, np.float32) >= DROPPED) / np.float32(1 - DROPPED)
            adam.step(_slopes(parameters, lists, chosen, kept), steps)
    return parameters


def _slopes(parameters: list[Floats], lists: Lists, chosen: Any, kept: Floats) -> list[Floats]:
    """Return the slope of the loss by every parameter, for some of the questions."""
    weights, offsets, out = parameters
    features, base = lists.features[chosen], lists.base[chosen]
    inside = features @ weights + offsets
    hidden = double_gelu(inside) / 2 * kept
    scores = base + hidden @ out
    chances = np.exp(scores - scores.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    wrong = (chances - lists.right[chosen]) / len(chosen)
    inner = wrong[..., None] * out * kept * slope(inside)
    flat = inner.reshape(-1, inner.shape[2])
    return [
        features.reshape(len(flat), -1).T @ flat,
        flat.sum(0),
        wrong.ravel() @ hidden.reshape(len(flat), -1),
    ]


def slope(x: Floats) -> Floats:
    """Return how steeply the Gaussian error linear unit rises at ``x``."""
    square = x * x
    tanh = np.tanh(x * (np.float32(ROOT) + np.float32(ROOT * CUBED) * square))
    inner = np.float32(ROOT) + np.float32(3 * ROOT * CUBED) * square
    found: Floats = (1 + tanh + x * (1 - tanh * tanh) * inner) / 2
    return found


class _Adam:
    def __init__(self, parameters: list[Floats]) -> None:
        self._parameters = parameters
        self._means = [np.zeros_like(one) for one in parameters]
        self._squares = [np.zeros_like(one) for one in parameters]
        self._taken = 0

    def step(self, slopes: list[Floats], steps: int) -> None:
        rate = RATE * (1 - self._taken / steps)
        self._taken += 1
        first, second = _MOMENTS
        for one, told, mean, square in zip(
            self._parameters, slopes, self._means, self._squares, strict=True
        ):
            mean += (1 - first) * (told - mean)
            square += (1 - second) * (told**2 - square)
            even = mean / (1 - first**self._taken)
            spread = np.sqrt(square / (1 - second**self._taken)) + _LITTLE
            one *= np.float32(1 - rate * DECAY)
            one -= (rate * even / spread).astype(np.float32)
