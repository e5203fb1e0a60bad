"""What the lens says of a text, and where in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where in an item words stand."""

    HEADLINE = "headline"
    TEXT = "text"
    QUOTE = "quote"  # direct speech: never changed, perhaps answered
    CAPTION = "caption"  # of a picture, and its alternative text


class Category(StrEnum):
    """What a rule looks for."""

    APPEARANCE = "appearance"
    FAMILY = "family"
    STEREOTYPE = "stereotype"
    MARKING = "marking"
    WORDING = "wording"
    DEMEANING = "demeaning"
    VIOLENCE = "violence"
    ADVICE = "advice"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Guideline:
    """A published guideline. ``year`` is ``None`` for one without a date."""

    key: str
    title: str
    publisher: str
    year: int | None
    address: str
    read_in: str = ""  # where ``address`` is a copy or a report of it: whose


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of an item's words that is read as one: a headline, a paragraph, a caption.

    ``block`` counts the blocks of the body from 0; ``None`` is outside the body.
    """

    place: Place
    text: str
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at again. ``start`` and ``end`` count characters of its passage's text."""

    rule: str
    category: Category
    passage: Passage
    start: int
    end: int
    reason: str
    suggestion: str
    guideline: Guideline
    named: bool  # whether the guideline names these words; else its rule is applied to them

    @property
    def words(self) -> str:
        """The words it is about, as they stand in the text."""
        return self.passage.text[self.start : self.end]
