"""Why a match was made: which passage of the message goes with which of the known thing."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from sasando.matching.index import Field, Stored
from sasando.matching.known import Known
from sasando.matching.message import Span
from sasando.matching.normalise import Normal, Word, known_words, stem, stopwords

_MISS = 0.34  # what a word that does not match costs: three of them outweigh a match
_MOST = 2_000  # letters of a field that are looked at
_FIELDS = (Field.CLAIM, Field.TITLE, Field.EXPLANATION)  # of equals the first is shown


def explained(normal: Normal, known: Known, stored: Stored) -> tuple[Span | None, Span | None]:
    """Return the passage of the message and the stretch of the known thing that match best.

    ``stored`` is the known thing as the index has it, its words cut already. ``None`` where they
    share no word: then it was the meaning alone.
    """
    asked = _roots(tuple(word.text for word in normal.words))
    wanted = frozenset(asked) - {""}

    best, densest = _FIELDS[0], 0.0
    for field in _FIELDS:
        letters = stored.texts[field][1][:_MOST]
        roots = tuple(map(_root, letters.split()))
        if sum(map(wanted.__contains__, roots)) > densest:  # no stretch is worth more
            worth = _densest(roots, wanted)[0]
            if worth > densest:
                best, densest = field, worth
    name = best.name.lower()
    words = known_words(known.field(name), most=_MOST)
    told = tuple(_root(word.text) for word in words)
    _, held = _densest(told, wanted)
    if not held:
        return None, None
    _, passage = _densest(asked, frozenset(told[held.start : held.stop]))
    return _span(normal.words, passage), _span(words, held, name)


@lru_cache(maxsize=65536)
def _root(word: str) -> str:
    """Return the stem of a word; "" for one too common to compare by."""
    return "" if word in stopwords() else stem(word)


@lru_cache(maxsize=64)
def _roots(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_root, words))


def _densest(roots: Sequence[str], wanted: AbstractSet[str]) -> tuple[float, range]:
    """Return the stretch with the most wanted words for its length (the largest partial sum)."""
    best, worth, start = 0.0, 0.0, 0
    stretch = range(0)
    for place, root in enumerate(roots):
        if worth <= 0:
            worth, start = 0.0, place
        if root:
            worth += 1.0 if root in wanted else -_MISS
            if worth > best:
                best, stretch = worth, range(start, place + 1)
    return best, stretch


def _span(words: Sequence[Word], stretch: range, field: str = "text") -> Span | None:
    """Return where the words of a stretch stand in their text."""
    chosen = words[stretch.start : stretch.stop]
    if not chosen:
        return None
    return Span(min(word.start for word in chosen), max(word.end for word in chosen), field)
