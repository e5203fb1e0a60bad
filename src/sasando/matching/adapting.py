"""Bring the vectors of an encoder we know into the space where messages meet what they are about.

Messages and titles are centred each by their own mean, since they are different kinds of text; then
one matrix whitens what all texts share and what differs between a message and its right title
(as linear discriminant analysis does, half way). Learned by ``bench/match_train.py``; see
``docs/explanation/matching-data-card.md``. An encoder without an adapter is whitened by the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np

from sasando.matching.encoder import Encoder, Floats, TokenEncoder
from sasando.matching.late import Tokens

POWER = -0.4
DIFFERENCE = 0.6  # share of the covariance between a message and its title in what is whitened


@dataclass(frozen=True, slots=True)
class Adapter:
    """The two means and the matrix, for vectors of the encoder called ``encoder``."""

    encoder: str
    asked: Floats
    known: Floats
    matrix: Floats

    def __call__(self, vectors: Floats, *, query: bool) -> Floats:
        """Return the vectors adapted, of length 1."""
        moved = (vectors - (self.asked if query else self.known)) @ self.matrix
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        adapted: Floats = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
        return adapted

    @classmethod
    def fit(cls, encoder: str, known: Floats, asked: Floats, pairs: Sequence[int]) -> Adapter:
        """Fit to vectors of titles and messages; ``pairs`` says the title of each message."""
        asked_mean, known_mean = asked.mean(0), known.mean(0)
        a = (asked - asked_mean).astype(np.float64)
        k = (known - known_mean).astype(np.float64)
        every, apart = np.cov(np.concatenate([k, a]).T), np.cov((a - k[list(pairs)]).T)
        mixed = (1 - DIFFERENCE) * every / np.trace(every) + DIFFERENCE * apart / np.trace(apart)
        values, axes = np.linalg.eigh(mixed)
        matrix = axes * np.maximum(values, 1e-6 * values.max()) ** POWER
        return cls(
            encoder,
            asked_mean.astype(np.float32),
            known_mean.astype(np.float32),
            (matrix / np.abs(matrix).max()).astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class Adapted:
    """An encoder with its adapter; tokens stay as the encoder gives them."""

    encoder: TokenEncoder
    adapter: Adapter

    @property
    def name(self) -> str:
        """Return the encoder's name with that of the adaption."""
        return f"{self.encoder.name}+adapted"

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return adapted vectors. Raises ``EncoderError``."""
        return self.adapter(self.encoder.encode(texts, query=query), query=query)

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[Floats, Sequence[Tokens]]:
        """Return adapted vectors, and tokens. Raises ``EncoderError``."""
        vectors, tokens = self.encoder.encode_tokens(texts, query=query)
        return self.adapter(vectors, query=query), tokens


@cache
def shipped() -> Adapter:
    """Return the adapter that came with the product."""
    with as_file(files("sasando.matching.scoring") / "adapter.npz") as path, np.load(path) as kept:
        return Adapter(
            str(kept["encoder"]),
            kept["asked"].astype(np.float32),
            kept["known"].astype(np.float32),
            kept["matrix"].astype(np.float32),
        )


def adapted(encoder: Encoder | None) -> Encoder | None:
    """Return the encoder with its adapter, where there is one for it."""
    if isinstance(encoder, TokenEncoder) and encoder.name == shipped().encoder:
        return Adapted(encoder, shipped())
    return encoder
