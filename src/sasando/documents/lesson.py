"""What a lesson is beside its steps: what it is for, how long it takes, and the same in easy words.

The steps are the Document's body: a heading begins a step; text, picture, film, "try it" and a
question with its feedback stand under it.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sasando.documents.blocks import Line
from sasando.documents.frozen import Frozen


class Term(Frozen):
    """A word that learners may not know, and what it means in one sentence."""

    term: Annotated[str, Field(min_length=1, max_length=120)]
    meaning: Annotated[str, Field(min_length=1, max_length=300)]


class LessonStatement(Frozen):
    """One lesson. Its Document's body has the steps and says where each fact is from."""

    aim: Annotated[str, Field(min_length=1, max_length=300)]  # what learners can do afterwards
    minutes: Annotated[int, Field(ge=1, le=20)]  # to read it
    easy: Annotated[tuple[Line, ...], Field(min_length=1)]  # easy language, a sentence an entry
    terms: tuple[Term, ...] = ()  # in the order they are explained

    @model_validator(mode="after")
    def _a_term_means_one_thing(self) -> Self:
        names = [term.term.casefold() for term in self.terms]
        if len(set(names)) < len(names):
            raise ValueError("a lesson explains each term once")
        return self
