"""Where a text uses a term that the house's glossary explains: the first place of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sasando.desk.lens.findings import Passage, Place
from sasando.desk.lens.patterns import Part, Pattern, matches
from sasando.desk.lens.words import sentences


@dataclass(frozen=True, slots=True)
class Mark:
    """One term where it stands first, with its meaning in one sentence."""

    term: str
    meaning: str
    passage: Passage
    start: int
    end: int


def marks(
    passages: Sequence[Passage], glossary: Mapping[str, str], *, language: str
) -> tuple[Mark, ...]:
    """Return where terms of ``glossary`` (term → meaning) stand first, in the order of the text.

    Direct speech is left alone. Terms are plain words; the longer of two that begin alike wins.
    """
    open_terms = {
        term: _plain(term) for term in sorted(glossary, key=len, reverse=True) if _plain(term)
    }
    found: list[Mark] = []
    for passage in passages:
        if passage.place is Place.QUOTE:
            continue
        for tokens in sentences(passage.text, language):
            for term in list(open_terms):
                for first, behind in matches(open_terms[term], tokens)[:1]:
                    start, end = tokens[first].start, tokens[behind - 1].end
                    if _is_covered(found, passage, start, end):
                        continue
                    found.append(Mark(term, glossary[term], passage, start, end))
                    del open_terms[term]
    return tuple(found)


def _plain(term: str) -> Pattern:
    words = [word.strip("()[].,;:/") for word in term.lower().split()]
    return tuple(Part(words=frozenset({word})) for word in words if word)


def _is_covered(found: Sequence[Mark], passage: Passage, start: int, end: int) -> bool:
    return any(m.passage is passage and m.start <= start and end <= m.end for m in found)
