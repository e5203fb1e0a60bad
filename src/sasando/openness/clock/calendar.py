"""Which days are worked: weekends, holidays, joint leave, and what an office decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

_SATURDAY = 5  # ``date.weekday``


class Kind(StrEnum):
    """Why a day is not counted, or is."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # national, by decree of three ministers
    JOINT_LEAVE = "joint-leave"  # cuti bersama, by the same decree
    CLOSED = "closed"  # the office itself, by an act it can name
    WORKED = "worked"  # a day off that is worked after all


@dataclass(frozen=True, slots=True)
class Off:
    """One day that is not as the weekday says; ``names`` by language, Indonesian at least."""

    kind: Kind
    names: Mapping[str, str] = field(default_factory=dict)
    source: str = ""  # who decided it, as far as that is not the yearly decree
    estimated: bool = False  # the decree of its year is not out: a date of the moon

    def name_in(self, language: str) -> str:
        """Its name in ``language``; Indonesian where the other is not given, "" for a weekend."""
        return self.names.get(language) or self.names.get("id", "")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days off, and the days worked although they are off, of one authority.

    ``decreed`` are the years whose holidays and joint leave are known; a sum that enters another
    year says so.
    """

    off: Mapping[date, Off] = field(default_factory=dict)
    worked: Mapping[date, Off] = field(default_factory=dict)
    decreed: frozenset[int] = frozenset()

    def why_off(self, day: date) -> Off | None:
        """Return why ``day`` is not counted; ``None`` for a working day."""
        if day in self.worked:
            return None
        if day in self.off:
            return self.off[day]
        return Off(Kind.WEEKEND) if day.weekday() >= _SATURDAY else None
