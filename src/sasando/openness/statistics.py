"""The figures of a year as Law 14/2008, Article 12 asks for them: from the rows, knowing nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q, Sum

from sasando.openness.clock import WorkCalendar
from sasando.openness.models import Decision, Dispute, Objection, PublishedCount, Request
from sasando.openness.timing import calendar
from sasando.parties.models import Organisation

_GIVEN = (Request.Outcome.GRANTED, Request.Outcome.PARTLY)


@dataclass(frozen=True, slots=True)
class Taken:
    """How long answers took, in working days: the day after receipt is the first."""

    count: int
    shortest: int
    middle: float
    mean: float
    longest: int
    in_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of requests, by the letters of Article 12 and what stands around them."""

    year: int
    received: int  # a
    by_way: tuple[tuple[str, int], ...]
    by_kind: tuple[tuple[str, int], ...]
    taken: Taken | None  # b
    extended: int
    outcomes: tuple[tuple[str, int], ...]  # c
    given: int
    refused: int
    reasons: tuple[tuple[str, int], ...]  # d: article, requests
    waiting: int
    objections: int
    grounds: tuple[tuple[str, int], ...]
    upheld: int
    disputes: int
    offered: int  # asked for what is published: shown it at once
    taken_at_once: int  # of them, it was what they wanted


def years_of(organisation: Organisation) -> list[int]:
    """Return the years in which something was asked, the newest first; one query."""
    rows = Request.objects.filter(organisation=organisation).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def year_of(organisation: Organisation, year: int) -> Year:
    """Return the figures of ``year``: of the requests registered in it, as they stand now.

    Ten queries, however many requests there are.
    """
    rows = Request.objects.of_year(organisation, year).order_by()
    outcomes = dict(rows.values_list("outcome").annotate(n=Count("pk")))
    objections = Objection.objects.filter(request__in=rows)
    grounds = dict(objections.order_by().values_list("ground").annotate(n=Count("pk")))
    found = rows.aggregate(
        received=Count("pk"),
        extended=Count("pk", filter=Q(extended_from__isnull=False)),
        waiting=Count("pk", filter=~Q(state=Request.State.CLOSED)),
    )
    return Year(
        year=year,
        **found,
        by_way=_named(rows, "via", Request.Via.choices),
        by_kind=_named(rows, "kind", Request.Applicant.choices),
        taken=_taken(rows),
        outcomes=tuple(
            (str(label), outcomes.get(value, 0)) for value, label in Request.Outcome.choices
        ),
        given=sum(outcomes.get(value, 0) for value in _GIVEN),
        refused=outcomes.get(Request.Outcome.REFUSED, 0),
        reasons=_reasons(organisation, year),
        objections=sum(grounds.values()),
        grounds=tuple(
            (f"({value}) {label}", grounds[value])
            for value, label in Objection.Ground.choices
            if value in grounds
        ),
        upheld=objections.filter(outcome=Objection.Outcome.UPHELD).count(),
        disputes=Dispute.objects.filter(objection__in=objections)
        .values("objection")
        .distinct()
        .count(),
        **_at_once(year),
    )


def working_days(first: date, last: date, days: WorkCalendar) -> int:
    """Return the working days from the day after ``first`` to ``last``; 0 on the same day."""
    span = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(days.why_off(date.fromordinal(day)) is None for day in span)


def _at_once(year: int) -> dict[str, int]:
    """Count who asked for what is published; they are in no register."""
    rows = PublishedCount.objects.filter(day__year=year).order_by().values_list("kind")
    counts = dict(rows.annotate(n=Sum("count")))
    return {
        "offered": counts.get(PublishedCount.Kind.OFFERED, 0),
        "taken_at_once": counts.get(PublishedCount.Kind.TAKEN, 0),
    }


def _named(rows: Iterable[Request], field: str, choices: object) -> tuple[tuple[str, int], ...]:
    counts = dict(rows.values_list(field).annotate(n=Count("pk")))  # type: ignore[attr-defined]
    return tuple((str(label), counts.get(value, 0)) for value, label in choices)  # type: ignore[attr-defined]


def _taken(rows: object) -> Taken | None:
    """How long each answered request took, by the few pairs of days there are."""
    answered = rows.filter(outcome__in=Decision.Outcome.values)  # type: ignore[attr-defined]
    pairs = list(
        answered.values_list("clock_on", "closed_on", "due_on").annotate(n=Count("pk")).order_by()
    )
    if not pairs:
        return None
    spans: list[int] = []
    in_time = 0
    calendars: dict[int, WorkCalendar] = {}
    for clock_on, closed_on, due_on, count in pairs:
        days = calendars.setdefault(clock_on.year, calendar(around=clock_on))
        spans += [working_days(clock_on, closed_on, days)] * count
        in_time += count if closed_on <= due_on else 0
    return Taken(
        count=len(spans),
        shortest=min(spans),
        middle=median(spans),
        mean=round(sum(spans) / len(spans), 1),
        longest=max(spans),
        in_time=in_time,
    )


def _reasons(organisation: Organisation, year: int) -> tuple[tuple[str, int], ...]:
    """The articles by which something was withheld, each with how many requests that met."""
    refused = Request.objects.filter(
        organisation=organisation,
        year=year,
        outcome__in=(Request.Outcome.REFUSED, Request.Outcome.PARTLY),
        matter__decisions__outcome__in=(Decision.Outcome.REFUSED, Decision.Outcome.PARTLY),
        matter__decisions__final=True,
        matter__decisions__after_objection=False,
    ).exclude(matter__decisions__article="")
    counted = refused.order_by().values_list("matter__decisions__article")
    return tuple(sorted(counted.annotate(n=Count("pk", distinct=True)), key=lambda row: -row[1]))
