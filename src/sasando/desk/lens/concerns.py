"""Which of women's concerns a text speaks of: by words, so that a stage without them is seen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sasando.desk.lens.findings import Guideline, Passage
from sasando.desk.lens.patterns import Pattern, matches
from sasando.desk.lens.rules import LANGUAGES, compiled, guidelines
from sasando.desk.lens.words import sentences

_FILE = Path(__file__).with_name("data") / "concerns.toml"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that concerns women in an election more than men, and the guideline that says so."""

    key: str
    label: Mapping[str, str]  # by the reader's language
    guideline: Guideline
    patterns: Mapping[str, tuple[Pattern, ...]]  # by the text's language


@cache
def concerns() -> tuple[Concern, ...]:
    """Return every concern, in the order of the file."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Concern(
            key=key,
            label=one["label"],
            guideline=guidelines()[one["guideline"]],
            patterns={language: compiled(one[language], language) for language in LANGUAGES},
        )
        for key, one in tables.items()
    )


def covered(passages: Sequence[Passage], *, language: str) -> tuple[Concern, ...]:
    """Return the concerns that ``passages`` speak of; none for a language that has no words here."""
    if language not in LANGUAGES:
        return ()
    item = [tokens for passage in passages for tokens in sentences(passage.text, language)]
    return tuple(
        concern
        for concern in concerns()
        if any(
            matches(pattern, tokens) for pattern in concern.patterns[language] for tokens in item
        )
    )
