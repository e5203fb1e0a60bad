"""The clock of this authority: its days off, the rule a day falls under, and each request's sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min
from django.utils import timezone

from sasando.elections.models import Stage
from sasando.openness.clock import (
    Kind,
    Off,
    Regime,
    Step,
    Sum,
    WorkCalendar,
    count,
    rule_called,
    rule_for,
)
from sasando.openness.decreed import days_off
from sasando.openness.models import DayOff, Objection, Request
from sasando.rendering.dates import local_day

ZONE = timezone.get_default_timezone()  # the authority's: its midnight ends a day


@dataclass(frozen=True, slots=True)
class Timed:
    """One step of a request with its sum."""

    step: Step
    found: Sum


def day_of(moment: datetime) -> date:
    """Return the day ``moment`` falls on where the authority is."""
    return local_day(moment, ZONE)


def calendar(*, around: date | None = None, at: datetime | None = None) -> WorkCalendar:
    """Return the days off for two years before ``around`` (today) and two after; one query.

    With ``at``, as they were known at that moment: what was closed then is explained as it was.
    """
    middle = (around or day_of(timezone.now())).year
    off: dict[date, Off] = {}
    known = set()
    for year in range(middle - 2, middle + 3):
        days, whole = days_off(year)
        off |= days
        if whole:
            known.add(year)
    worked = {}
    for row in DayOff.objects.standing(at):
        names = {"id": row.name} | ({"en": row.name_en} if row.name_en else {})
        told = Off(Kind(row.kind), names, source=row.source)
        if row.kind == DayOff.Kind.WORKED:
            worked[row.day] = told
        else:
            off[row.day] = told
    return WorkCalendar(off=off, worked=worked, decreed=frozenset(known))


def regime_on(day: date) -> Regime:
    """Return the rule a request of ``day`` falls under: that for elections from the first day of an
    election's calendar to its last. One query. An officer may put a matter under the other one.
    """
    spans = Stage.objects.dated().taking_place().order_by().values("election")
    spans = spans.annotate(first=Min("starts"), last=Max("ends"))
    in_one = spans.filter(first__lte=day, last__gte=day).exists()
    return Regime.ELECTION if in_one else Regime.GENERAL


def begin(step: Step, regime: Regime, day: date, days: WorkCalendar) -> Sum:
    """Return the sum of a step that begins on ``day``. Raises ``NoRule``."""
    return count(rule_for(step, regime, day), day, days)


def sums_of(request: Request, days: WorkCalendar) -> list[Timed]:
    """Return how the deadline of ``request`` comes about: the answer, and its extension."""
    found = count(rule_called(request.rule), request.clock_on, days)
    sums = [Timed(Step.ANSWER, found)]
    if request.extended_from is not None:
        more = count(rule_called(request.extension_rule), request.extended_from, days)
        sums.append(Timed(Step.EXTENSION, more))
    return sums


def sum_of_objection(objection: Objection, days: WorkCalendar) -> Sum:
    """Return how the deadline of the superior comes about."""
    return count(rule_called(objection.rule), objection.filed_on, days)


def last_day_to_object(request: Request, days: WorkCalendar) -> Sum | None:
    """Return until when an objection may be filed against what was decided; ``None`` before that."""
    if request.closed_on is None:
        return None
    return begin(Step.OBJECT, Regime(request.matter.regime), request.closed_on, days)
