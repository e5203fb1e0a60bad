"""What is known: one official fact, fact-check, date or lesson, as the index keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sasando.matching.pictures import Picture


class Source(StrEnum):
    """Where something known comes from; readers are told."""

    OFFICIAL = "official"
    CHECK = "check"
    FOREIGN = "foreign"
    CALENDAR = "calendar"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing that is known, with everything a message can be recognised by.

    ``id`` is stable across rebuilds: ``version:<uuid>``, ``foreign:<id>``,
    ``stage:<election>/<code>``. Title, claim and explanation are matched apart and the best
    counts. ``cluster`` is shared by twins: several checks of one claim. ``valid_until`` is aware;
    after it, the thing is never answered as current. ``pictures`` are prints of what circulated; a
    known thing that the index gives back comes without them.
    """

    id: str
    source: Source
    title: str
    claim: str = ""
    explanation: str = ""
    language: str = "id"
    href: str = ""
    links: tuple[str, ...] = ()
    published: date | None = None
    valid_until: datetime | None = None
    cluster: str = ""
    pictures: tuple[Picture, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a known thing needs an id")
        if self.valid_until is not None and self.valid_until.tzinfo is None:
            raise ValueError(f"valid_until of {self.id} has no time zone")

    def current(self, at: datetime) -> bool:
        """Return whether this may still be answered as current at ``at`` (aware)."""
        return self.valid_until is None or at <= self.valid_until

    def field(self, name: str) -> str:
        """Return the text of a field that a match may point into; unknown names raise KeyError."""
        return {"title": self.title, "claim": self.claim, "explanation": self.explanation}[name]
