"""Days of the house: a platform's clock or a reader's own time zone moves nothing into another day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    """Return the time zone of the house, also where a person of the desk has chosen another."""
    return ZoneInfo(settings.TIME_ZONE)


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the first moment of ``since`` and the first after ``until``."""
    first = datetime.combine(since, time(), zone())
    return first, datetime.combine(until + timedelta(days=1), time(), zone())


def day_of(moment: datetime) -> date:
    """Return the day of the house on which ``moment`` is."""
    return moment.astimezone(zone()).date()


def months(since: date, until: date) -> Iterator[date]:
    """Yield the first day of each month from that of ``since`` to that of ``until``."""
    month = since.replace(day=1)
    while month <= until:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
