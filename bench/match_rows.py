"""Gather what the engine saw: the features of every candidate of every question, once."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sasando.matching.encoder import Encoder, Floats, shortened
from sasando.matching.engine import CANDIDATES, Index
from sasando.matching.evaluation import Asked
from sasando.matching.normalise import normalise
from sasando.matching.scoring import FEATURES


class Remembering:
    """An encoder that keeps every vector in a file, since encoding takes most of the time."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._path = path = folder / f"{encoder.name.replace('/', '-')}.npz"
        self._kept: dict[str, NDArray[np.float16]] = {}
        self._new = 0
        if path.is_file():
            with np.load(path) as kept:
                self._kept = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return vectors as the encoder would."""
        keys = [
            blake2b(f"{query}{shortened(t)}".encode(), digest_size=12).hexdigest() for t in texts
        ]
        fresh = [(k, t) for k, t in zip(keys, texts, strict=True) if k not in self._kept]
        if fresh:
            rows = self._encoder.encode([text for _, text in fresh], query=query)
            self._kept |= {k: r.astype(np.float16) for (k, _), r in zip(fresh, rows, strict=True)}
            self._new += len(fresh)
            if self._new > 500:
                self.save()
        return np.array([self._kept[key] for key in keys], np.float32)

    def save(self) -> None:
        """Write the file anew."""
        self._new = 0
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".fresh.npz")
        np.savez(fresh, keys=list(self._kept), vectors=np.array(list(self._kept.values())))
        fresh.replace(self._path)


@dataclass(frozen=True)
class Rows:
    """Questions × candidates: features, whether right, twin groups, ids; padded with NaN, -1, ""."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    twins: NDArray[np.int64]
    ids: NDArray[np.str_]
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Rows:
        return Rows(
            self.features[chosen],
            self.right[chosen],
            self.twins[chosen],
            self.ids[chosen],
            self.counts[chosen],
        )


def gather(index: Index, asked: Sequence[Asked], *, own_out: bool = False, title: str = "") -> Rows:
    """Hold every question against the index. ``own_out`` hides what would be right."""
    count = len(asked)
    features = np.zeros((count, CANDIDATES, len(FEATURES)), np.float32)
    right = np.zeros((count, CANDIDATES), bool)
    twins = np.full((count, CANDIDATES), -1, np.int64)
    ids = np.full((count, CANDIDATES), "", dtype="<U120")
    counts = np.zeros(count, np.int64)
    for place, one in enumerate(asked):
        hidden: Collection[str] = one.right if own_out else ()
        look = index.consider(normalise(one.text), hidden=hidden)
        size = min(len(look.known), CANDIDATES)
        counts[place] = size
        features[place, :size] = look.rows[:size]
        twins[place, :size] = look.twins[:size]
        ids[place, :size] = [known.id for known in look.known[:size]]
        right[place, :size] = [known.id in one.right for known in look.known[:size]]
        if place % 500 == 0:
            print(f"{title}: {place} of {count}", file=sys.stderr, flush=True)
    return Rows(features, right, twins, ids, counts)
