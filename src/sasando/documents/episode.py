"""What an episode is announced as: when, where, why, and who speaks.

The rundown, the questions and everything that happens on the day belong to the live desk and are no
part of what is signed: it changes by the minute.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from sasando.documents.blocks import Line
from sasando.documents.frozen import Frozen
from sasando.documents.vocabulary import Gender


class EpisodeFormat(StrEnum):
    """What kind of programme it is. Values are stable: they are part of every digest."""

    TALKSHOW = "talkshow"
    PRESS_CONFERENCE = "press-conference"
    EXPLAINER = "explainer"  # of a candidates' debate; neutral towards the candidates
    ELECTION_DAY = "election-day"


class PersonRole(StrEnum):
    """On which side of the microphone somebody sits."""

    HOST = "host"
    GUEST = "guest"


class EpisodePerson(Frozen):
    """Somebody who speaks. ``gender`` only as they stated it."""

    role: PersonRole
    name: Line
    office: str = ""
    organisation: str = ""
    gender: Gender | None = None


class EpisodeStatement(Frozen):
    """One episode as it is announced. Its Document's body says what it is about."""

    format: EpisodeFormat
    purpose: Annotated[str, Field(min_length=1, max_length=600)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    venue: str = ""
    people: Annotated[tuple[EpisodePerson, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("an episode ends after it starts")
        return self

    @property
    def hosts(self) -> tuple[EpisodePerson, ...]:
        """Who leads it."""
        return tuple(person for person in self.people if person.role is PersonRole.HOST)

    @property
    def guests(self) -> tuple[EpisodePerson, ...]:
        """Who is asked."""
        return tuple(person for person in self.people if person.role is PersonRole.GUEST)
