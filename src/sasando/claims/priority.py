"""Which claim matters most: a sum of parts, each of which the desk can show.

The weights are the house's own judgement, written down once, here, and explained in
``docs/explanation/claims.md``: a rumour that may keep people from voting outweighs one that is only
popular, and the nearer voting day, the more everything counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

HARM_WEIGHT: Mapping[str, float] = {
    "disenfranchising": 4.0,
    "violence": 4.0,
    "harassment": 3.5,
    "hate": 3.0,
    "integrity": 2.5,
    "fraud": 2.0,
    "other": 0.5,
    "": 0.0,
}
NEAR_DAYS = 30  # from here on voting day presses


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a claim has been seen."""

    people: int  # who asked about it
    total: int  # how often it was seen in all
    last_hours: int  # how often in the last three hours
    day_before: int  # how often in the 24 hours before those
    places: int  # in how many places
    forwarded_many: bool = False


@dataclass(frozen=True, slots=True)
class Priority:
    """The parts of a priority, none below 0; their sum is multiplied by how near voting day is."""

    reach: float
    speed: float
    places: float
    harm: float
    nearness: float  # 1 (far off, or past) to 2 (voting day)

    @property
    def total(self) -> float:
        """The number claims are ordered by."""
        return round((self.reach + self.speed + self.places + self.harm) * self.nearness, 3)


def priority_of(spread: Spread, *, harm: str, days_to_voting: int | None) -> Priority:
    """Return how much a claim matters.

    ``days_to_voting``: whole days until the next voting day, ``None`` when none is known.
    """
    usual = spread.day_before / 8  # three hours of the day before
    return Priority(
        reach=log2(1 + spread.people) + log2(1 + spread.total) / 2,
        speed=log2(1 + max(0.0, spread.last_hours - usual)) + spread.forwarded_many,
        places=log2(max(1, spread.places)),
        harm=HARM_WEIGHT.get(harm, 0.0),
        nearness=_nearness(days_to_voting),
    )


def _nearness(days: int | None) -> float:
    if days is None or days < 0 or days >= NEAR_DAYS:
        return 1.0
    return 2.0 - days / NEAR_DAYS
