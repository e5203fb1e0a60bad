"""Near-duplicates among great numbers of texts: MinHash sketches, found by their bands.

Broder, "On the resemblance and containment of documents" (1997). Of two texts, the share of equal
places in their sketches estimates the share of character n-grams they have in common.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.hashing import grams_of

Sketch = NDArray[np.uint32]

BANDS, ROWS = 20, 3  # two texts alike by half are found with 93 %, by three tenths with 42 %
ALIKE = 0.45
_SIZE = BANDS * ROWS
_RANDOM = np.random.default_rng(0x5A5A)
_FACTORS = _RANDOM.integers(1, 1 << 63, _SIZE, dtype=np.uint64) | np.uint64(1)
_SHIFTS = _RANDOM.integers(0, 1 << 63, _SIZE, dtype=np.uint64)


def sketch_of(letters: tuple[str, ...]) -> Sketch | None:
    """Return the sketch of a tokenised text; ``None`` of one without letters."""
    keys = grams_of(letters)
    if not len(keys):
        return None
    hashed = keys.astype(np.uint64)[:, None] * _FACTORS + _SHIFTS
    return (hashed >> np.uint64(32)).min(0).astype(np.uint32)


class Narratives:
    """Groups of texts that resemble each group's first one, in the order they came."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self._firsts: list[Sketch] = []
        self._bands: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]

    def __len__(self) -> int:
        return len(self.sizes)

    def add(self, sketch: Sketch) -> int:
        """Return the number of the group a text belongs to; a text like no other begins one."""
        bands = [sketch[i * ROWS : (i + 1) * ROWS].tobytes() for i in range(BANDS)]
        near = sorted(
            {n for held, band in zip(self._bands, bands, strict=True) for n in held.get(band, ())}
        )
        if near:
            equal = (np.stack([self._firsts[number] for number in near]) == sketch).mean(1)
            best = int(equal.argmax())
            if equal[best] >= ALIKE:
                self.sizes[near[best]] += 1
                return near[best]
        number = len(self.sizes)
        self.sizes.append(1)
        self._firsts.append(sketch)
        for held, band in zip(self._bands, bands, strict=True):
            held.setdefault(band, []).append(number)
        return number
