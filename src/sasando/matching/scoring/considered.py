"""A message held against its candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index import Candidates, Stored
from sasando.matching.index.interface import Floats
from sasando.matching.known import Known
from sasando.matching.scoring.asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A message, or a passage of one, and its candidates, likeliest by the plain sum first.

    ``rows`` are their features; ``twins`` numbers the group of twins of each.
    """

    asked: Asked
    found: Candidates
    stored: tuple[Stored, ...]
    known: Sequence[Known]
    rows: Floats
    twins: NDArray[np.int64]

    @property
    def dense(self) -> bool:
        """Return whether the meaning was compared too."""
        return self.asked.vector is not None and bool(self.found.dense.any())
