"""Why a match was made: which passage of the message goes with which of the known thing."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sasando.matching.known import Known
from sasando.matching.message import Span
from sasando.matching.normalise import Normal, normalise, stem, stopwords
from sasando.matching.normalise.words import Word

_MISS = 0.34  # what a word that does not match costs: three of them outweigh a match


def explained(normal: Normal, known: Known) -> tuple[Span | None, Span | None]:
    """Return the passage of the message and the stretch of the known thing that match best.

    ``None`` where they share no word: then it was the meaning alone.
    """
    asked = _stems(normal.words)
    best: tuple[float, Span | None, str] = (0.0, None, "title")
    for field in ("claim", "title", "explanation"):
        found = normalise(known.field(field), framed=False, most=2000)
        worth, span = _densest(found.words, asked)
        if worth > best[0]:
            best = worth, span, field
    if best[1] is None:
        return None, None
    matched = Span(best[1].start, best[1].end, best[2])
    heard = normalise(matched.of(known.field(best[2])), framed=False)
    _, passage = _densest(normal.words, _stems(heard.words))
    return passage, matched


def _stems(words: tuple[Word, ...]) -> frozenset[str]:
    common = stopwords()
    return frozenset(stem(word.text) for word in words if word.text not in common)


def _densest(words: tuple[Word, ...], wanted: AbstractSet[str]) -> tuple[float, Span | None]:
    """Return the stretch with the most wanted words for its length (the largest partial sum)."""
    common = stopwords()
    best, worth, start = (0.0, 0, 0), 0.0, 0
    for place, word in enumerate(words):
        if worth <= 0:
            worth, start = 0.0, place
        if word.text not in common:
            worth += 1.0 if stem(word.text) in wanted else -_MISS
        if worth > best[0]:
            best = (worth, start, place + 1)
    if not best[2]:
        return 0.0, None
    stretch = words[best[1] : best[2]]
    return best[0], Span(min(w.start for w in stretch), max(w.end for w in stretch))
