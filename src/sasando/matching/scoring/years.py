"""The years a message speaks of, held against the day each candidate was published.

A check of last year's lottery and one of this year's say much the same; the year tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sasando.matching.known import Known
from sasando.matching.scoring.asked import Asked

YEAR = "year"
_YEAR = re.compile(r"(?<!\S)20\d\d(?!\S)")
_NEXT = 0.5  # of a check published the year before or after


def near_in_time(asked: Asked, known: Sequence[Known]) -> NDArray[np.float32]:
    """Return, a value a candidate, 1 where a year asked about is that of publication, else -1.

    ``_NEXT`` in between; 0 where no year is asked about or the candidate has no date.
    """
    years = list(map(int, _YEAR.findall(" ".join(asked.letters))))
    found = np.zeros(len(known), np.float32)
    if not years:
        return found
    for place, one in enumerate(known):
        if one.published is not None:
            apart = min(abs(one.published.year - year) for year in years)
            found[place] = {0: 1.0, 1: _NEXT}.get(apart, -1.0)
    return found
