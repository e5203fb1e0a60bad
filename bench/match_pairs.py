"""What the encoder is tuned by: messages, the titles they belong to, and titles of the same claim."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bench.match_train import fold_of
from sasando.matching import Index
from sasando.matching.e5 import E5, Tuning, carried
from sasando.matching.encoder import Floats
from sasando.matching.entries import telling
from sasando.matching.evaluation import Asked, EvaluationSet
from sasando.matching.evaluation.same_claim import WORDS_SHARED
from sasando.matching.index import Field
from sasando.matching.normalise import normalise

ALL_NOISE = "combo"
ONE_NOISE = ("typo", "slang", "first12", "chat", "ocr")


class Below(NamedTuple):
    """What the lower layers say of a text's pieces, and how rare those are (0: prefix or mark)."""

    states: NDArray[np.float16]
    rarity: Floats


class Texts:
    """Texts as the untuned encoder reads them; what its lower layers say is computed once."""

    def __init__(self, encoder: E5, texts: Sequence[str], *, query: bool) -> None:
        self._encoder, self._texts, self._query = encoder, texts, query
        self._below: dict[int, list[Below]] = {}

    @cached_property
    def vectors(self) -> Floats:
        """Return the vectors of the untuned encoder."""
        return self._encoder.encode(self._texts, query=self._query)

    def __len__(self) -> int:
        return len(self._texts)

    def below(self, place: int, first: int, longest: int) -> Below:
        """Return what the layers below ``first`` say of a text's pieces, at most so many of them."""
        if first not in self._below:
            found: dict[int, Below] = {}
            said = self._encoder.states(self._texts, query=self._query, layers=first)
            for places, rarity, states in said:
                for one, *own in zip(places, states.astype(np.float16), rarity, strict=True):
                    found[one] = Below(*own)
            self._below[first] = [found[one] for one in range(len(self._texts))]
        whole = self._below[first][place]
        if len(whole.states) <= longest:
            return whole
        return Below(*(np.concatenate([part[: longest - 1], part[-1:]]) for part in whole))


class Pairs:
    """All questions of a set with their right titles; ``explained`` says whose explanation is which.

    ``asked[name]`` are the questions as they are (``all``) and with noise, ``rivals`` the titles that
    words and letters find for each as it is, likeliest first.
    """

    def __init__(self, of: EvaluationSet) -> None:
        encoder = E5(tuning=Tuning({}))
        self.file = carried()
        places = {one.id: place for place, one in enumerate(of.known)}
        self.folds = np.array([fold_of(sorted(one.right)) for one in of.asked])
        self.right = np.array([places[min(one.right)] for one in of.asked])
        self._rights = [[places[id_] for id_ in one.right] for one in of.asked]
        titles = [telling(normalise(one.title, framed=False), Field.TITLE) for one in of.known]
        self.titles = Texts(encoder, titles, query=False)
        bodies = [normalise(one.explanation, framed=False) for one in of.known]
        told = [telling(body, Field.EXPLANATION) for body in bodies]
        self.explained = np.cumsum([bool(text) for text in told]) - 1
        self.explained[[not text for text in told]] = -1
        self.explanations = Texts(encoder, [text for text in told if text], query=False)
        with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder:
            index = Index.open(Path(folder))
            index.put(of.known)
            index.fit()
            kinds = {"all": of.asked} | dict(of.variants)
            self.asked = {
                name: Texts(encoder, _mended(index, some), query=True)
                for name, some in kinds.items()
            }
            looks = (index.consider(normalise(one.text)) for one in of.asked)
            self.rivals = [np.array([places[one.id] for one in look.known], int) for look in looks]
        self._same = _same_claims(titles, set(self.right.tolist()))

    def same(self, questions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each question which titles are about its claim, the right one among them."""
        found = np.zeros((len(questions), len(self.titles.vectors)), bool)
        for row, place in enumerate(questions):
            found[row, self._same[int(self.right[place])]] = True
            found[row, self._rights[place]] = True
        return found


def _mended(index: Index, asked: Sequence[Asked]) -> list[str]:
    return [" ".join(index.mended(normalise(one.text).letters)) for one in asked]


def _same_claims(titles: Sequence[str], of: set[int]) -> dict[int, NDArray[np.int64]]:
    """Return the titles that share most words with each of some."""
    chosen = sorted(of)
    found: dict[int, NDArray[np.int64]] = {}
    for start in range(0, len(chosen), 500):
        some = chosen[start : start + 500]
        table = cdist(
            [titles[place] for place in some],
            titles,
            scorer=fuzz.token_set_ratio,
            score_cutoff=WORDS_SHARED,
            dtype=np.uint8,
        )
        for place, row in zip(some, table, strict=True):
            found[place] = np.union1d(np.flatnonzero(row), [place])
    return found
