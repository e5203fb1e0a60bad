"""Tell whether two known things are about one claim: a corpus of checks holds several of many.

Where the right answer of a question is taken out of the index, another check of the same claim may
be left, and to answer with it is no false answer. Such answers are counted apart: by the titles
alone, with fixed bounds, knowing nothing of how the engine decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from sasando.matching.encoder import Encoder, encoded
from sasando.matching.index.assembling import whiten
from sasando.matching.known import Known
from sasando.matching.normalise import normalise
from sasando.matching.whitening import fit_whitening

# Of 50 pairs of MAFINDO's checks found so and read, 43 are about one claim.
WORDS_SHARED = 75.0  # of 100, by ``token_set_ratio``
NEAR = 0.5  # cosine of whitened vectors


class SameClaim:
    """What is known, by title; ``encoder`` also tells claims that are worded otherwise."""

    def __init__(self, known: Iterable[Known], encoder: Encoder | None = None) -> None:
        self._titles = {one.id: normalise(one.title, framed=False).plain for one in known}
        self._places = {id_: place for place, id_ in enumerate(self._titles)}
        told = encoded(encoder, list(self._titles.values()), query=False)
        self._vectors = None if told is None else whiten(told[0], fit_whitening(told[0]))

    def __call__(self, one: str, others: Iterable[str]) -> bool:
        """Return whether the known thing ``one`` is about the claim of any of the others."""
        return any(self._same(one, other) for other in others)

    def _same(self, one: str, other: str) -> bool:
        if fuzz.token_set_ratio(self._titles[one], self._titles[other]) >= WORDS_SHARED:
            return True
        if self._vectors is None:
            return False
        a, b = (self._vectors[self._places[id_]] for id_ in (one, other))
        return bool(a @ b >= NEAR)
