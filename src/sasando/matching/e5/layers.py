"""The layers of a BERT encoder, computed by NumPy in 32 bits for texts of one length.

``x`` is texts × pieces × width throughout. Sources: Vaswani et al. 2017, Devlin et al. 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sasando.matching.e5.model_file import Floats, ModelFile
from sasando.matching.gelu import double_gelu

WEIGHED = ("q", "k", "v", "ao", "fi", "fo")  # names of the file: attention, then inner layer
NORMED = ("aln", "oln")
_STEEP = 60.0  # beyond which an exponential would leave 32 bits


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights, inputs × outputs, and what is added."""

    weights: Floats
    added: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return the outputs."""
        # One product of all texts' pieces: one a text would read the weights as often.
        y = x.reshape(-1, x.shape[-1]) @ self.weights
        y += self.added
        return y.reshape(*x.shape[:-1], -1)


@dataclass(frozen=True, slots=True)
class Norm:
    """Brings each vector to mean 0 and variance 1, then stretches and moves it."""

    stretch: Floats
    added: Floats
    epsilon: float

    def __call__(self, x: Floats) -> Floats:
        """Return the vectors normed."""
        width = np.float32(x.shape[-1])
        centred = x - (x @ np.full(x.shape[-1], 1 / width, np.float32))[..., None]
        variance = np.einsum("...i,...i->...", centred, centred) / width
        centred /= np.sqrt(variance + np.float32(self.epsilon))[..., None]
        centred *= self.stretch
        centred += self.added
        return centred


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: attention, and the inner layer, whose outputs ``outer`` reads doubled."""

    heads: int
    asking: Linear
    attended: Linear
    attended_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm

    def __call__(self, x: Floats) -> Floats:
        """Return what the next layer reads."""
        attended = self.attended(self._attention(x))
        attended += x
        x = self.attended_norm(attended)
        outer = self.outer(double_gelu(self.inner(x)))
        outer += x
        return self.outer_norm(outer)

    def _attention(self, x: Floats) -> Floats:
        texts, pieces, width = x.shape
        three = self.asking(x).reshape(texts, pieces, 3, self.heads, -1)
        query, key, value = three.transpose(2, 0, 3, 1, 4)
        near = query @ np.ascontiguousarray(key.swapaxes(2, 3))
        if max(near.max(), -near.min()) > _STEEP:  # row by row it takes as long as the products
            near -= near.max(-1, keepdims=True)
        np.exp(near, out=near)
        attended = near @ value
        attended /= np.einsum("...i->...", near)[..., None]
        return attended.swapaxes(1, 2).reshape(texts, pieces, width)


def layer(file: ModelFile, number: int, tuned: Mapping[str, tuple[Floats, Floats]]) -> Layer:
    """Return a layer of the file; ``tuned`` holds what replaces its weights and norms.

    Queries are divided beforehand by the root of a head's width, which attention asks for.
    """
    dimensions = file.dimensions

    def linear(name: str) -> tuple[Floats, Floats]:
        added = file.floats(f"l{number}.{name}.b")
        return tuned.get(name) or (file.matrix(f"l{number}.{name}.w", len(added)), added)

    def norm(name: str) -> Norm:
        own = file.floats(f"l{number}.{name}.w"), file.floats(f"l{number}.{name}.b")
        return Norm(*(tuned.get(name) or own), dimensions.epsilon)

    shrunk = np.float32((dimensions.width // dimensions.heads) ** -0.5)
    (query, query_added), *others = (linear(name) for name in "qkv")
    three = [(query * shrunk, query_added * shrunk), *others]
    asking = np.concatenate([w for w, _ in three]), np.concatenate([b for _, b in three])
    outer, outer_added = linear("fo")
    return Layer(
        dimensions.heads,
        _linear(*asking),
        _linear(*linear("ao")),
        norm("aln"),
        _linear(*linear("fi")),
        _linear(outer * np.float32(0.5), outer_added),
        norm("oln"),
    )


def _linear(weights: Floats, added: Floats) -> Linear:
    return Linear(np.ascontiguousarray(weights.T), added)
