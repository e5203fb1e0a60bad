"""Days of the house: a platform's clock or a reader's own time zone moves nothing into another day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the first moment of ``since`` and the first after ``until``."""
    zone = get_default_timezone()
    first = datetime.combine(since, time(), zone)
    return first, datetime.combine(until + timedelta(days=1), time(), zone)


def day_of(moment: datetime) -> date:
    """Return the day of the house on which ``moment`` is."""
    return moment.astimezone(get_default_timezone()).date()


def months(since: date, until: date) -> Iterator[date]:
    """Yield the first day of each month from that of ``since`` to that of ``until``."""
    month = since.replace(day=1)
    while month <= until:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
