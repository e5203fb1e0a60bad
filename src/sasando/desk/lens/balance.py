"""Who is quoted and who is shown, counted. Gender only as stated; what was not stated is said, too.

Source of what is counted: UNESCO, Gender-Sensitive Indicators for Media (2012), women and men as
sources and experts; WACC, Global Media Monitoring Project, who is heard and as what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sasando.desk.lens.rules import guidelines

GUIDELINE_KEYS = ("unesco-gsim", "gmmp")
GUIDELINES = tuple(guidelines()[key] for key in GUIDELINE_KEYS)


@dataclass(frozen=True, slots=True)
class Count:
    """People by their gender as they stated it."""

    women: int = 0
    men: int = 0
    other: int = 0
    unstated: int = 0

    @classmethod
    def of(cls, genders: Iterable[str | None]) -> Count:
        """Count people by their genders ("female", "male", "other"; anything else is unstated)."""
        every = list(genders)
        women, men, other = (every.count(one) for one in ("female", "male", "other"))
        return cls(women, men, other, len(every) - women - men - other)

    def __add__(self, more: Count) -> Count:
        return Count(
            self.women + more.women,
            self.men + more.men,
            self.other + more.other,
            self.unstated + more.unstated,
        )

    @property
    def stated(self) -> int:
        """How many stated their gender."""
        return self.women + self.men + self.other

    @property
    def total(self) -> int:
        """How many people there are in all."""
        return self.stated + self.unstated

    @property
    def share(self) -> float | None:
        """The share of women among those who stated their gender, 0 to 1; ``None`` for nobody."""
        return self.women / self.stated if self.stated else None


@dataclass(frozen=True, slots=True)
class Balance:
    """The people of one item, or of many: a person counts once an item in each row."""

    speakers: Count = field(default_factory=Count)
    experts: Count = field(default_factory=Count)
    pictured: Count = field(default_factory=Count)
    active: Count = field(default_factory=Count)  # of those pictured: who speaks, decides or works
    guests: Count = field(default_factory=Count)

    def __add__(self, more: Balance) -> Balance:
        return Balance(
            self.speakers + more.speakers,
            self.experts + more.experts,
            self.pictured + more.pictured,
            self.active + more.active,
            self.guests + more.guests,
        )

    @property
    def is_empty(self) -> bool:
        """Whether it counts nobody."""
        return not (self.speakers.total or self.pictured.total or self.guests.total)


_ACTIVE = ("speaks", "works")


def balance_of(content: Mapping[str, Any]) -> Balance:
    """Return the balance of one Document, given as its canonical JSON says it (a mapping).

    Reads ``body`` (quotes, pictures) and ``episode`` (guests); asks for nothing else, so that a
    year of Documents is counted without building one.
    """
    blocks: Sequence[Mapping[str, Any]] = content.get("body", ())
    quotes = _once(block for block in blocks if block.get("type") == "quote")
    experts = [quote for quote in quotes if quote.get("role") == "expert"]
    pictured = [
        person
        for block in blocks
        if block.get("type") == "image"
        for person in block.get("people") or ()
    ]
    episode = content.get("episode") or {}
    guests = [person for person in episode.get("people", ()) if person.get("role") == "guest"]
    return Balance(
        speakers=Count.of(quote.get("gender") for quote in quotes),
        experts=Count.of(quote.get("gender") for quote in experts),
        pictured=Count.of(person.get("gender") for person in pictured),
        active=Count.of(
            person.get("gender") for person in pictured if person.get("role") in _ACTIVE
        ),
        guests=Count.of(person.get("gender") for person in guests),
    )


def _once(quotes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each speaker once, however often quoted; what any of the quotes states of them holds."""
    people: dict[str, dict[str, Any]] = {}
    for quote in quotes:
        person = people.setdefault(str(quote.get("speaker", "")).strip().casefold(), {})
        for name in ("gender", "role"):
            if quote.get(name) and not person.get(name):
                person[name] = quote[name]
    return list(people.values())
