"""Late interaction: each token of one text looks for the nearest of the other's (MaxSim).

One vector a text forgets single names; the vectors of its tokens, compared one by one, do not
(Khattab and Zaharia 2020, "ColBERT"). Too dear to find with, it tells a few candidates apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

STEPS = 127  # of a component that is kept as one byte
SIGNALS = ("late_known", "late_asked", "late_together", "late_alone")
_BLOCK = 8  # tokens of what is asked; two in a row are a stretch
_BEHIND = 0.1  # by which a candidate that comes less near has e times less of a token


@dataclass(frozen=True, slots=True)
class Tokens:
    """Vectors of length 1, tokens × width, and what share of the text each token is (sum 1)."""

    vectors: Floats
    shares: Floats

    def __len__(self) -> int:
        return len(self.shares)

    def beginning(self, most: int) -> Tokens:
        """Return the first tokens, which then are the whole."""
        if len(self) <= most:
            return self
        shares = self.shares[:most]
        return Tokens(self.vectors[:most], shares / max(float(shares.sum()), 1e-9))


NO_TOKENS = Tokens(np.zeros((0, 0), np.float32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Side:
    """How the states of an encoder's tokens become those that are compared: of what is asked, or known.

    States are centred by ``mean`` (width), turned by ``matrix`` (width × narrower) and brought to
    length 1; how much a token tells, beyond how rare it is, grows with its nearness to ``gate``.
    """

    mean: Floats
    matrix: Floats
    gate: Floats

    def __call__(self, states: Floats, rarity: Floats) -> Tokens:
        """Return the tokens of a text from their states (tokens × width) and their rarity."""
        if not len(states):
            return NO_TOKENS
        centred = states - self.mean
        turned = centred @ self.matrix
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
        shares = rarity * np.exp((centred @ self.gate).clip(-3, 3))
        return Tokens(
            turned.astype(np.float32), (shares / max(float(shares.sum()), 1e-9)).astype(np.float32)
        )


class Kept(NamedTuple):
    """The tokens of several texts, one text after another, as an index keeps them.

    ``vectors`` in ``STEPS`` steps, ``owners`` the candidate of each token, ``fields`` which of its
    texts the token stands in.
    """

    vectors: NDArray[np.int8]
    shares: NDArray[np.float16]
    owners: NDArray[np.int64]
    fields: NDArray[np.uint8]


def in_steps(vectors: Floats) -> NDArray[np.int8]:
    """Return vectors of length 1 as an index keeps them."""
    return np.rint(vectors * STEPS).astype(np.int8)


def joined(parts: Sequence[Kept]) -> Kept | None:
    """Return the tokens of all parts together; ``None`` where there are no parts."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return Kept(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def held(asked: Tokens, known: Kept, candidates: int) -> Floats:
    """Return ``SIGNALS`` of each candidate, (candidates, signals): the best over its texts.

    ``late_known``: how near what is asked comes to each token of the text; ``late_asked``: the
    other way round; ``late_together``: as the first, but one stretch of what is asked, the best,
    since a long message comes near to anything somewhere; all -1 to 1. ``late_alone``: the share
    of what is asked that comes nearer to this candidate than to its rivals, 0 to 1. All are 0
    where there are no tokens.
    """
    found = np.zeros((candidates, len(SIGNALS)), np.float32)
    if not len(asked) or not len(known.owners):
        return found
    near = known.vectors.astype(np.float32) @ (asked.vectors.T / STEPS)
    texts = known.owners * (int(known.fields.max()) + 1) + known.fields
    begins = np.flatnonzero(np.diff(texts, prepend=-1))
    owners, nearest = known.owners[begins], np.maximum.reduceat(near, begins, axis=0)
    blocks = np.maximum.reduceat(near, np.arange(0, len(asked), _BLOCK), axis=1)
    stretches = np.maximum(blocks[:, :-1], blocks[:, 1:]) if blocks.shape[1] > 1 else blocks
    by_stretch = np.add.reduceat(stretches * known.shares[:, None], begins, axis=0)
    by_known = np.add.reduceat(blocks.max(1) * known.shares, begins)
    by_text = np.stack([by_known, nearest @ asked.shares, by_stretch.max(1)], axis=1)
    best = np.full((candidates, by_text.shape[1] + len(asked)), -1, np.float32)
    np.maximum.at(best, owners, np.concatenate([by_text, nearest], axis=1))
    nearest = best[:, by_text.shape[1] :]
    alone = np.exp((nearest - nearest.max(0)) / _BEHIND)
    alone /= alone.sum(0)
    there = np.unique(owners)
    found[there] = np.column_stack([best[:, : by_text.shape[1]], alone @ asked.shares])[there]
    return found
