"""Matches chunks of posts, in whatever process it is made in."""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from sasando.matching.encoder import Encoder
from sasando.matching.engine import Index
from sasando.matching.index import Candidates, Query, Terms
from sasando.matching.message import Message
from sasando.matching.normalise import Normal, normalise
from sasando.matching.scan.posts import Post
from sasando.matching.scan.sketch import Sketch, sketch_of

SEEN = 50_000  # texts whose outcome a process remembers: posts go round
GATE = 12  # candidates looked at before the engine is asked
SHORT = 3  # words that carry meaning; fewer say nothing
# Whether the engine would say something: weights of ``signals`` and their sum from which on it is
# asked. Fitted by ``python -m bench.match_gate``: of the answers there all but one in two hundred get
# through, five in six suggestions, and one in twelve of what is not known.
WEIGHTS = (10.541, 2.103, 2.161, 0.092)
ENOUGH = 17.59

MakeEncoder = Callable[[], Encoder | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a post: "answer", "suggest", "none" or "short"; ``known`` by likelihood.

    ``sketch`` is of a post that is not known, to group it by.
    """

    post: str
    outcome: str
    known: tuple[str, ...] = ()
    probability: float = 0.0
    how: str = ""
    sketch: str = ""


class Matcher:
    """Opens the index once; ``run`` may then be called with chunk after chunk.

    The cheap decides first: the memory of texts seen, aliases, the likeness of letters. Only what
    gets through is weighed by the whole engine, and only then encoded.
    """

    def __init__(self, folder: Path, *, at: datetime, encoder: MakeEncoder | None = None) -> None:
        self.index = Index.open(folder, encoder=encoder() if encoder else None)
        self.at = at
        self._seen: OrderedDict[tuple[str, ...], Outcome] = OrderedDict()

    def run(self, posts: Sequence[Post]) -> list[Outcome]:
        """Return what became of each post, in order."""
        return [self._outcome(post) for post in posts]

    def _outcome(self, post: Post) -> Outcome:
        normal = normalise(post.text)
        mark = (*normal.letters, *normal.keys)
        known = self._seen.get(mark)
        if known is None:
            known = self._seen[mark] = self._matched(post, normal)
            if len(self._seen) > SEEN:
                self._seen.popitem(last=False)
        return replace(known, post=post.id)

    def _matched(self, post: Post, normal: Normal) -> Outcome:
        terms = Terms(words=normal.content, letters=normal.letters)
        if len(set(terms.words)) < SHORT and not normal.keys:
            return Outcome(post.id, "short")
        if not self._may_match(terms, normal.keys):
            return _unmatched(post, normal)
        decision = self.index.answer_read(Message(text=post.text), normal, at=self.at)
        if not decision.matches:
            return _unmatched(post, normal)
        return Outcome(
            post.id,
            decision.outcome.value,
            tuple(match.known.id for match in decision.matches),
            round(decision.matches[0].probability, 4),
            decision.matches[0].how.value,
        )

    def _may_match(self, terms: Terms, keys: tuple[str, ...]) -> bool:
        """Return whether anything known is at all like it, by letters, keys or an alias."""
        found = self.index.store.candidates(Query(terms=terms, keys=keys), limit=GATE)
        if found.keys.any():
            return True
        if len(found) and np.dot(signals(found, len(terms.letters)), WEIGHTS) >= ENOUGH:
            return True
        return any(max(hit.covered, hit.covers) >= 0.5 for hit in self.index.store.recognise(terms))


def signals(found: Candidates, words: int) -> tuple[float, float, float, float]:
    """Return what tells early whether the engine will answer a text of so many words.

    The highest cosine of n-grams, the highest BM25, the length, the margin before the fourth.
    """
    scores = np.sort(found.z("letters").max(1) + found.z("words").max(1))
    margin = scores[-1] - scores[-min(4, len(scores))]
    best = float(found.letters.max()), float(np.log1p(found.words.max()))
    return *best, float(np.log(max(words, 1))), float(margin)


def _unmatched(post: Post, normal: Normal) -> Outcome:
    sketch = sketch_of(normal.letters)
    return Outcome(post.id, "none", sketch="" if sketch is None else packed(sketch))


def packed(sketch: Sketch) -> str:
    """Return a sketch as text."""
    return base64.b85encode(sketch.tobytes()).decode("ascii")


def unpacked(text: str) -> Sketch:
    """Return the sketch that ``packed`` wrote."""
    return np.frombuffer(base64.b85decode(text), np.uint32)
