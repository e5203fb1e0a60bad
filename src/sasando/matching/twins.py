"""Twins: several known things about one claim, told from their own texts alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from sasando.matching.index import Field, Stored

ALIKE = 85.0  # of 100: likeness of letters of two titles' stems, each once and in order
_LEAST = 3  # words a title needs to be anybody's twin


def twins_of(stored: Sequence[Stored], clusters: Sequence[str]) -> NDArray[np.int64]:
    """Return for each candidate the place of the first one it is a twin of (often itself).

    ``clusters`` are the editors' own, which count first; "" says none.
    """
    words = [sorted(set(one.texts[Field.TITLE][0].split())) for one in stored]
    titles = [" ".join(title) for title in words]
    likeness = cdist(titles, titles, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32)
    long = np.array([len(title) >= _LEAST for title in words], bool)
    same = (likeness >= ALIKE) & long & long[:, None]
    if any(clusters):
        names = np.array(clusters)
        same |= (names == names[:, None]) & (names != "")
    groups = np.arange(len(stored))
    earlier = same & (groups < groups[:, None])
    for place in np.flatnonzero(earlier.any(1)).tolist():
        groups[place] = groups[earlier[place].argmax()]
    return groups
