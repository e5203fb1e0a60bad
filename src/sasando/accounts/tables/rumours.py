"""Rumours seen and answered, month by month; what would point to a person is withheld and marked."""

from __future__ import annotations

from datetime import datetime

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.defined import filled
from sasando.accounts.tables.years import first_day
from sasando.reach.figures import AnsweredMonth, answered
from sasando.reach.figures.period import day_of


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return the months up to ``at``, as the public may see them."""
    months = answered(first_day(at).replace(day=1), day_of(at))
    return (filled("rumours", (_record(one) for one in months)),)


def _record(one: AnsweredMonth) -> dict[str, Cell]:
    withheld = one.settled > 0 and (one.asked is None or one.told is None)
    return {
        "month": f"{one.month:%Y-%m}",
        "messages": one.came,
        "at_once": one.at_once,
        "later": one.later,
        "asked_back": one.asked_back,
        "open": one.open,
        "not_checked": one.not_checked,
        "rumours": one.rumours,
        "settled": one.settled,
        "hours_median": one.hours_median,
        "hours_p90": one.hours_p90,
        "times_withheld": one.settled > 0 and one.hours_median is None,
        "people_asked": one.asked,
        "people_told": one.told,
        "told_percent": None if withheld else one.told_percent,  # it would tell the count
        "people_withheld": withheld,
    }
