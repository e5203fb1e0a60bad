"""Requests for information: a year as Law 14/2008, Article 12 asks for it, and month by month.

No count is withheld here: the register shows everybody each request, without who asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from django.db.models import Count

from sasando.accounts.package import Cell, Resource, Words
from sasando.accounts.tables.codes import CODES, Codes
from sasando.accounts.tables.defined import filled
from sasando.openness.clock import WorkCalendar
from sasando.openness.models import Decision, Request
from sasando.openness.statistics import Year, working_days, year_of, years_of
from sasando.openness.timing import calendar
from sasando.parties.models import Organisation


@dataclass(slots=True)
class _Month:
    received: int = 0
    answered: int = 0
    in_time: int = 0
    still_open: int = 0
    spans: list[int] = field(default_factory=list)


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return years, their details and months; a fixed number of queries a year of a public body."""
    asked = Organisation.objects.filter(information_requests__isnull=False).distinct()
    bodies = list(asked.order_by("name"))
    years = [(body.name, year_of(body, year)) for body in bodies for year in years_of(body)]
    return (
        filled("requests", (_year(name, found) for name, found in years)),
        filled("request-details", _details(years)),
        filled("requests-by-month", _months()),
    )


def _year(organisation: str, found: Year) -> dict[str, Cell]:
    taken = found.taken
    outcomes = [count for _label, count in found.outcomes]
    names = (value.replace("-", "_") for value in Request.Outcome.values)
    return {
        "organisation": organisation,
        "year": found.year,
        "received": found.received,
        "shown_at_once": found.offered,
        "enough_at_once": found.taken_at_once,
        "answered": taken.count if taken else 0,
        "in_time": taken.in_time if taken else 0,
        "extended": found.extended,
        **dict(zip(names, outcomes, strict=True)),
        "still_open": found.waiting,
        "shortest_days": taken.shortest if taken else None,
        "median_days": taken.middle if taken else None,
        "mean_days": taken.mean if taken else None,
        "longest_days": taken.longest if taken else None,
        "objections": found.objections,
        "upheld": found.upheld,
        "disputes": found.disputes,
    }


def _details(years: Sequence[tuple[str, Year]]) -> Iterator[dict[str, Cell]]:
    ways, applicants, grounds = (CODES[name]() for name in ("ways", "applicants", "grounds"))
    for organisation, found in years:
        articles = {article: (Words(article, article), count) for article, count in found.reasons}
        parts: Mapping[str, Mapping[str, tuple[Words, int]]] = {
            "way": _counted(ways, [count for _label, count in found.by_way]),
            "applicant": _counted(applicants, [count for _label, count in found.by_kind]),
            "ground": _grounds(grounds, found),
            "article": articles,
        }
        for part, counts in parts.items():
            for code, (words, count) in counts.items():
                yield {
                    "organisation": organisation,
                    "year": found.year,
                    "part": part,
                    "code": code.strip(),
                    "label_id": words.id.strip(),
                    "label_en": words.en.strip(),
                    "requests": count,
                }


def _counted(codes: Codes, counts: Sequence[int]) -> dict[str, tuple[Words, int]]:
    pairs = zip(codes.items(), counts, strict=True)
    return {code: (words, count) for (code, words), count in pairs}


def _grounds(codes: Codes, found: Year) -> dict[str, tuple[Words, int]]:
    """The grounds that occurred; ``statistics`` names each by its letter: ``(a) …``."""
    letters = {label[1]: count for label, count in found.grounds}
    return {code: (codes[code], letters[code]) for code in codes if code in letters}


def _months() -> Iterator[dict[str, Cell]]:
    rows = (
        Request.objects.order_by()
        .values_list(
            "organisation__name", "received_on", "clock_on", "closed_on", "due_on", "outcome"
        )
        .annotate(n=Count("pk"))
    )
    months: dict[tuple[str, str], _Month] = {}
    calendars: dict[int, WorkCalendar] = {}
    for organisation, received, clock, closed, due, outcome, count in rows:
        found = months.setdefault((organisation, f"{received:%Y-%m}"), _Month())
        found.received += count
        if closed is None:
            found.still_open += count
        elif outcome in Decision.Outcome.values:
            found.answered += count
            found.in_time += count if closed <= due else 0
            found.spans += [_days(clock, closed, calendars)] * count
    for (organisation, month), found in sorted(months.items()):
        yield {
            "organisation": organisation,
            "month": month,
            "received": found.received,
            "answered": found.answered,
            "in_time": found.in_time,
            "still_open": found.still_open,
            "median_days": median(found.spans) if found.spans else None,
        }


def _days(first: date, last: date, calendars: dict[int, WorkCalendar]) -> int:
    days = calendars.setdefault(first.year, calendar(around=first))
    return working_days(first, last, days)
