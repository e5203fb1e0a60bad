"""Gather what the engine saw: the features of every candidate of every question, once."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sasando.matching.encoder import Floats, TokenEncoder, shortened
from sasando.matching.engine import CANDIDATES, Index
from sasando.matching.evaluation import Asked
from sasando.matching.late import NO_TOKENS, STEPS, Tokens, in_steps
from sasando.matching.normalise import normalise
from sasando.matching.scoring import FEATURES


class Remembering:
    """An encoder that keeps what it said in a file, since encoding takes most of the time."""

    def __init__(self, encoder: TokenEncoder, folder: Path) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._path = path = folder / f"{encoder.name.replace('/', '-')}.npz"
        self._kept: dict[str, _Said] = {}
        self._new = 0
        if path.is_file():
            with np.load(path) as kept:
                arrays = dict(kept)
            bounds = arrays["bounds"].tolist()
            for place, key in enumerate(arrays["keys"].tolist()):
                own = slice(bounds[place], bounds[place + 1])
                self._kept[key] = _Said(
                    arrays["vectors"][place], arrays["tokens"][own], arrays["shares"][own]
                )

    def encode(self, texts: Sequence[str], *, query: bool) -> Floats:
        """Return vectors as the encoder would."""
        return self.encode_tokens(texts, query=query)[0]

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool
    ) -> tuple[Floats, Sequence[Tokens]]:
        """Return vectors and tokens as the encoder would."""
        keys = [
            blake2b(f"{query}{shortened(t)}".encode(), digest_size=12).hexdigest() for t in texts
        ]
        fresh = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._kept}
        if fresh:
            said = self._encoder.encode_tokens(list(fresh.values()), query=query)
            for key, vector, some in zip(fresh, *said, strict=True):
                self._kept[key] = _Said.of(vector, some)
            self._new += len(fresh)
            if self._new > 2000:
                self.save()
        found = [self._kept[key] for key in keys]
        vectors = np.array([one.vector for one in found], np.float32)
        return vectors, [one.text() for one in found]

    def save(self) -> None:
        """Write the file anew, if something is new."""
        if not self._new:
            return
        self._new = 0
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".fresh.npz")
        said = list(self._kept.values())
        np.savez(
            fresh,
            keys=list(self._kept),
            vectors=np.array([one.vector for one in said]),
            bounds=np.cumsum([0, *(len(one.shares) for one in said)]),
            tokens=np.concatenate([one.tokens for one in said if len(one.shares)] or [_NONE]),
            shares=np.concatenate([one.shares for one in said]),
        )
        fresh.replace(self._path)


_NONE = np.zeros((0, 0), np.int8)


class _Said(NamedTuple):
    """What an encoder said of a text, in as many bits as an index keeps."""

    vector: NDArray[np.float16]
    tokens: NDArray[np.int8]
    shares: NDArray[np.float16]

    @classmethod
    def of(cls, vector: Floats, text: Tokens) -> _Said:
        shares = text.shares.astype(np.float16)
        return cls(vector.astype(np.float16), in_steps(text.vectors), shares)

    def text(self) -> Tokens:
        if not len(self.shares):
            return NO_TOKENS
        return Tokens(self.tokens.astype(np.float32) / STEPS, self.shares.astype(np.float32))


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
