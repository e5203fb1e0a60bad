"""The count itself: from the day something happened to the last day it may be answered on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sasando.openness.clock.calendar import Off, WorkCalendar
from sasando.openness.clock.rules import Rule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a sum: its number if it is counted, why not if it is not."""

    day: date
    number: int | None
    off: Off | None = None
    worked: Off | None = None  # a day off that is worked after all


@dataclass(frozen=True, slots=True)
class Sum:
    """A deadline and how it came about. ``lines`` reach from the day after ``starts`` to ``due``."""

    rule: Rule
    starts: date  # the day it happened, where the authority is
    lines: tuple[Line, ...]
    unknown_years: tuple[int, ...]  # whose holidays nobody has decreed yet

    @property
    def due(self) -> date:
        """The last day, until midnight."""
        return self.lines[-1].day

    @property
    def estimated(self) -> bool:
        """Whether a day in it may still move: the decree of its year is not out."""
        return bool(self.unknown_years) or any(one.off and one.off.estimated for one in self.lines)


def count(rule: Rule, starts: date, calendar: WorkCalendar) -> Sum:
    """Return the sum of ``rule`` for what happened on ``starts``.

    Counting begins with the day after, or with ``starts`` itself where the rule says so and the day
    is worked. The last day is the ``rule.days``-th working day, to its end.
    """
    lines: list[Line] = []
    number = 0
    day = starts if rule.same_day else starts + _DAY
    while number < rule.days:
        off = calendar.why_off(day)
        number += off is None
        lines.append(
            Line(day, number if off is None else None, off=off, worked=calendar.worked.get(day))
        )
        day += _DAY
    years = {line.day.year for line in lines}
    unknown = tuple(sorted(years - calendar.decreed))
    return Sum(rule=rule, starts=starts, lines=tuple(lines), unknown_years=unknown)
