"""Which week a digest is of, by the house's own clock, whoever's machine it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from sasando.reach.figures.period import day_of, moments

SENT_AT = time(7, 0)  # on Monday, in the house's time zone
LATE = timedelta(days=3)  # what could not begin by then is news no more

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days before a Monday, and the seven before those."""

    monday: date

    @property
    def since(self) -> date:
        """The first day that is told of."""
        return self.monday - _WEEK

    @property
    def until(self) -> date:
        """The last day that is told of."""
        return self.monday - _DAY

    @property
    def begins(self) -> datetime:
        """The first moment of the week."""
        return moments(self.since, self.until)[0]

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return moments(self.since, self.until)[1]

    @property
    def before(self) -> Week:
        """The week before."""
        return Week(self.monday - _WEEK)


def week_of(at: datetime) -> Week:
    """Return the last whole week before ``at``."""
    today = day_of(at)
    return Week(today - timedelta(days=today.weekday()))


def is_time(at: datetime) -> bool:
    """Whether the digest of the last whole week is to be begun at ``at``: Monday morning, or soon after."""
    begins = datetime.combine(week_of(at).monday, SENT_AT, get_default_timezone())
    return begins <= at < begins + LATE
