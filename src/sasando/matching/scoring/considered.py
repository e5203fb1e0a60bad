"""A message held against its candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index import Candidates, Stored
from sasando.matching.index.interface import Floats
from sasando.matching.known import Known
from sasando.matching.late import SIGNALS
from sasando.matching.scoring.asked import Asked
from sasando.matching.scoring.features import FEATURES
from sasando.matching.scoring.model import Kind

_LATE = [FEATURES.index(name) for name in SIGNALS]


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

    @property
    def kind(self) -> Kind:
        """Return which scorer judges it: by what was compared."""
        if not self.dense:
            return "plain"
        return "late" if self.rows[:, _LATE].any() else "dense"
