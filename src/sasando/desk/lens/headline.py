"""The headline test: read it with the sexes exchanged. If it sounds odd, it says something odd.

The rule of reversibility (Women's Media Center, 2012; International Federation of Journalists,
2024): what would not be written of a man is not written of a woman.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sasando.desk.lens.findings import Finding, Guideline, Place
from sasando.desk.lens.rules import LANGUAGES, exchanges, guidelines

GUIDELINE = "ifj-reversibility"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class HeadlineTest:
    """A headline, and the same with the sexes exchanged; empty where there is nothing to exchange."""

    headline: str
    exchanged: str
    findings: tuple[Finding, ...]  # of the headline
    guideline: Guideline

    @property
    def passed(self) -> bool:
        """Whether no rule found anything; the exchanged headline is for a person to judge."""
        return not self.findings


def headline_test(headline: str, findings: Sequence[Finding], *, language: str) -> HeadlineTest:
    """Test the item's ``headline``; ``findings`` are those of the whole item."""
    exchanged = _exchange(headline, language) if language in LANGUAGES else headline
    own = (f for f in findings if f.passage.place is Place.HEADLINE and f.passage.block is None)
    return HeadlineTest(
        headline=headline,
        exchanged="" if exchanged == headline else exchanged,
        findings=tuple(own),
        guideline=guidelines()[GUIDELINE],
    )


def _exchange(text: str, language: str) -> str:
    """Exchange every word that has a counterpart, capitals as they stand."""
    words = exchanges(language)

    def other(match: re.Match[str]) -> str:
        word = match[0]
        new = words.get(word.lower())
        if new is None:
            return word
        if word.isupper() and len(word) > 1:
            return new.upper()
        if word[0].isupper():
            return "-".join(part.capitalize() for part in new.split("-"))
        return new

    return _WORD.sub(other, text)
