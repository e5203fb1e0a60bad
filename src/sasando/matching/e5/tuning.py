"""What was learned about the upper layers of the encoder, and how its pieces are compared.

Each tuned matrix W becomes W + B·A with A of eight rows (Hu et al. 2021); what is added and the norms
are learned whole (LoRA). Made by ``bench/match_encoder.py``; data card:
``docs/explanation/matching-data-card.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from sasando.matching.e5.layers import NORMED, WEIGHED
from sasando.matching.e5.model_file import Floats, ModelFile
from sasando.matching.late import Side


@dataclass(frozen=True, slots=True)
class Tuning:
    """Arrays called ``l6.q.A``, ``l6.q.B``, ``l6.q.b``, ``l6.aln.w``, ``late.asked.mean`` and so on."""

    arrays: Mapping[str, Floats]

    @property
    def name(self) -> str:
        """Return the name of the encoder tuned so: another for other parameters."""
        digest = blake2b(digest_size=4)
        for key in sorted(self.arrays):
            digest.update(key.encode() + self.arrays[key].astype("<f2").tobytes())
        return f"multilingual-e5-small-q4/{digest.hexdigest()}"

    def of_layer(self, file: ModelFile, number: int) -> dict[str, tuple[Floats, Floats]]:
        """Return the tuned weights of a layer, and what is added to them, by their names."""
        found: dict[str, tuple[Floats, Floats]] = {}
        for name in WEIGHED:
            key = f"l{number}.{name}"
            if f"{key}.A" in self.arrays:
                added = self.arrays[f"{key}.b"]
                own = file.matrix(f"{key}.w", len(added))
                found[name] = own + self.arrays[f"{key}.B"] @ self.arrays[f"{key}.A"], added
        for name in NORMED:
            key = f"l{number}.{name}"
            if f"{key}.w" in self.arrays:
                found[name] = self.arrays[f"{key}.w"], self.arrays[f"{key}.b"]
        return found

    def side(self, name: str) -> Side | None:
        """Return how pieces of what is ``asked`` or ``known`` are compared, where it was learned."""
        if f"late.{name}.mean" not in self.arrays:
            return None
        return Side(*(self.arrays[f"late.{name}.{part}"] for part in ("mean", "matrix", "gate")))

    @classmethod
    def load(cls, path: Path) -> Tuning:
        """Return what ``save`` wrote."""
        with np.load(path) as kept:
            return cls({key: kept[key].astype(np.float32) for key in kept.files})

    def save(self, path: Path) -> None:
        """Write the parameters in 16 bits."""
        halves: dict[str, Any] = {k: a.astype(np.float16) for k, a in self.arrays.items()}
        np.savez_compressed(path, **halves)


@cache
def shipped() -> Tuning:
    """Return the tuning that came with the product."""
    with as_file(files("sasando.matching.e5") / "tuning.npz") as path:
        return Tuning.load(path)
