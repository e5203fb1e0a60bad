"""The public figures of the answer desk, from counts that know nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate

from sasando.claims.models import Claim, TipCount
from sasando.desk.models import Version
from sasando.documents.verdict import Rating
from sasando.site.setting import ZONE

DAYS = 30
OUTCOMES: tuple[str, ...] = ("answered", "suggested", "asked-back", "unknown")
"""States of a tip in the order they are stacked; what was only counted was no question."""

_MOST = 10
_WIDTH, _HEIGHT = 640.0, 150.0  # of the chart, in its own units


@dataclass(frozen=True, slots=True)
class Day:
    """How the questions of one day ended, by state."""

    day: date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))

    @property
    def asked(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of the chart."""

    outcome: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim that has a verdict: only what was published is said of it."""

    headline: str
    path: str
    rating: Rating
    count: int


def days_before(today: date) -> list[Day]:
    """Return the last ``DAYS`` days where the desk is, ``today`` included; one query."""
    first = today - timedelta(days=DAYS - 1)
    days = {first + timedelta(days=n): Day(first + timedelta(days=n)) for n in range(DAYS)}
    rows = (
        TipCount.objects.filter(
            hour__gte=datetime.combine(first, time(), ZONE), outcome__in=OUTCOMES
        )
        .order_by()
        .annotate(day=TruncDate("hour", tzinfo=ZONE))
        .values_list("day", "outcome")
        .annotate(n=Sum("count"))
    )
    for day, outcome, count in rows:
        if day in days:
            days[day].counts[outcome] = count
    return list(days.values())


def total_of(days: Iterable[Day]) -> dict[str, int]:
    """Return the sums by state."""
    total = dict.fromkeys(OUTCOMES, 0)
    for day in days:
        for outcome in OUTCOMES:
            total[outcome] += day.counts[outcome]
    return total


def bars_of(days: Sequence[Day]) -> list[Bar]:
    """Return the pieces of the chart, stacked from below; the highest day fills it."""
    highest = max(1, *(day.asked for day in days))
    step = _WIDTH / len(days)
    bars = []
    for number, day in enumerate(days):
        y = _HEIGHT
        for outcome in OUTCOMES:
            height = _HEIGHT * day.counts[outcome] / highest
            y -= height
            if height:
                bars.append(Bar(outcome, step * (number + 0.1), y, step * 0.8, height))
    return bars


def asked_most(language: str) -> list[Asked]:
    """Return the published verdicts most people asked for, in ``language`` where there is a twin."""
    standing = Version.objects.current().filter(
        item__answers_claim__claim__state=Claim.State.SETTLED
    )
    most = standing.select_related("item__answers_claim__claim").order_by(
        "-item__answers_claim__claim__tip_count", "pk"
    )
    chosen: dict[int, Version] = {}
    for version in most[: _MOST * len(("id", "en"))]:
        claim = version.item.answers_claim.claim_id
        if claim not in chosen or version.language == language:
            chosen[claim] = version
    found = []
    for version in list(chosen.values())[:_MOST]:
        verdict = version.content.verdict
        if verdict is not None:
            count = version.item.answers_claim.claim.tip_count
            found.append(Asked(version.headline, version.path, verdict.rating, count))
    return found


__all__ = [
    "DAYS",
    "OUTCOMES",
    "Asked",
    "Bar",
    "Day",
    "asked_most",
    "bars_of",
    "days_before",
    "total_of",
]
