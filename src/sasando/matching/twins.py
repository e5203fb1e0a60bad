"""Twins: several known things about one claim, told from their own texts alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from sasando.matching.index import Field, Stored

ALIKE = 85.0  # of 100: token_set_ratio of the stems of two titles
_LEAST = 3  # words a title needs to be anybody's twin


def twins_of(stored: Sequence[Stored], clusters: Sequence[str]) -> NDArray[np.int64]:
    """Return for each candidate the place of the first one it is a twin of (often itself).

    ``clusters`` are the editors' own, which count first; "" says none.
    """
    groups = np.arange(len(stored))
    titles = [" ".join(sorted(set(one.fields[Field.TITLE].words))) for one in stored]
    sizes = np.array([len(title.split()) for title in titles])
    likeness = cdist(titles, titles, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    for place in range(len(stored)):
        for other in range(place):
            same = bool(clusters[place]) and clusters[place] == clusters[other]
            alike = likeness[place, other] >= ALIKE and min(sizes[place], sizes[other]) >= _LEAST
            if same or alike:
                groups[place] = groups[other]
                break
    return groups
