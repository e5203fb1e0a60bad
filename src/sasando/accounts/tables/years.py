"""The years in which there is anything to account for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Min

from sasando.claims.models import Tip
from sasando.desk.models import LogLeaf
from sasando.reach.figures.period import day_of


def first_day(at: datetime) -> date:
    """Return the day of the first publication or the first message, at the latest that of ``at``."""
    moments = (
        LogLeaf.objects.aggregate(first=Min("at"))["first"],
        Tip.objects.aggregate(first=Min("received_at"))["first"],
    )
    return min([day_of(moment) for moment in moments if moment is not None] + [day_of(at)])


def years_until(at: datetime) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each year up to the day of ``at``. Two queries."""
    today = day_of(at)
    for year in range(first_day(at).year, today.year + 1):
        yield date(year, 1, 1), min(date(year, 12, 31), today)
