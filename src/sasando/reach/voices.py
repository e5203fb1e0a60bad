"""Who is heard and seen over time, and which of women's concerns each stage speaks of. Reads only.

Counted from what was published, and from the seconds the live desk kept; nothing is typed in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from sasando.desk.lens import Balance, Concern, Count, balance_of, covered, passages_of
from sasando.desk.models import Version
from sasando.documents import Audience, Document
from sasando.live.models import SpeakingTime

MONTHS = 12  # shown
MOST = 1000  # items read; of more, the newest
_FIRST = "id"  # of twins in two languages this one counts


@dataclass(frozen=True, slots=True)
class Month:
    """One month: what was published in it and who was in it."""

    first: date
    items: int
    balance: Balance
    spoken: Count  # seconds on air of guests, by gender as stated


@dataclass(frozen=True, slots=True)
class StageCoverage:
    """One stage: its items, those for women, and the concerns they speak of."""

    code: str
    name: str
    items: int
    for_women: int
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Everything of the page."""

    months: tuple[Month, ...]  # newest first
    total: Balance
    spoken: Count  # seconds
    stages: tuple[StageCoverage, ...]
    is_cut: bool  # whether there were more than ``MOST`` items


def last_months(at: datetime) -> tuple[datetime, datetime]:
    """Return the beginning of the ``MONTHS`` months that ``at`` ends, and ``at``."""
    first = _first_day(at)
    year, month = divmod(first.year * 12 + first.month - MONTHS, 12)
    return first.replace(year=year, month=month + 1), at


def whole_year(year: int) -> tuple[datetime, datetime]:
    """Return the beginning and the end of a calendar year of the house."""
    zone = timezone.get_current_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def years() -> list[int]:
    """Return the years in which something that stands in public was published, newest first."""
    days = Version.objects.current().filter(published_at__isnull=False)
    return [day.year for day in days.dates("published_at", "year", order="DESC")]


def voices(*, since: datetime, until: datetime) -> Voices:
    """Return who was heard and seen from ``since`` up to ``until``, in two queries."""
    documents = _published(since, until)
    seconds = _spoken(since, until)
    by_month: dict[date, list[Document]] = defaultdict(list)
    for published_at, document in documents:
        by_month[_first_day(published_at).date()].append(document)
    months = tuple(
        Month(
            first=first,
            items=len(by_month[first]),
            balance=_sum(_balance(document) for document in by_month[first]),
            spoken=seconds.get(first, Count()),
        )
        for first in sorted({*by_month, *seconds}, reverse=True)
    )
    return Voices(
        months=months,
        total=_sum(month.balance for month in months),
        spoken=sum(seconds.values(), Count()),
        stages=_stages(document for _at, document in documents),
        is_cut=len(documents) == MOST,
    )


def _first_day(at: datetime) -> datetime:
    local = timezone.localtime(at)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _published(since: datetime, until: datetime) -> list[tuple[datetime, Document]]:
    """What stands in public, one of each pair of twins, the newest first."""
    rows = (
        Version.objects.current()
        .filter(published_at__gte=since, published_at__lt=until)
        .newest_first()
        .values_list("published_at", "canonical", "language", "item__translation_key")
    )
    chosen: dict[Any, tuple[datetime, str, str]] = {}
    for published_at, canonical, language, key in rows[: 2 * MOST]:
        if published_at is not None and (key not in chosen or language == _FIRST):
            chosen[key] = (published_at, canonical, language)
    return [
        (published_at, Document.from_canonical(canonical.encode()))
        for published_at, canonical, _language in list(chosen.values())[:MOST]
    ]


def _balance(document: Document) -> Balance:
    return balance_of(json.loads(document.canonical))


def _sum(balances: Iterable[Balance]) -> Balance:
    return sum(balances, Balance())


def _spoken(since: datetime, until: datetime) -> dict[date, Count]:
    """Seconds guests spoke on air, by month and gender."""
    rows = SpeakingTime.objects.filter(started_at__gte=since, started_at__lt=until, role="guest")
    found: dict[date, Count] = defaultdict(Count)
    for row in rows.only("started_at", "ended_at", "gender"):
        seconds = row.seconds(until)
        gender = {"female": "women", "male": "men", "other": "other"}.get(row.gender, "unstated")
        found[_first_day(row.started_at).date()] += Count(**{gender: seconds})
    return dict(found)


def _stages(documents: Iterable[Document]) -> tuple[StageCoverage, ...]:
    items: dict[str, list[Document]] = defaultdict(list)
    names: dict[str, str] = {}
    for document in documents:
        for stage in document.stages:
            items[stage.code].append(document)
            names.setdefault(stage.code, stage.name)
    return tuple(
        StageCoverage(
            code=code,
            name=names[code],
            items=len(of_stage),
            for_women=sum(Audience.WOMEN in document.audiences for document in of_stage),
            concerns=_concerns(of_stage),
        )
        for code, of_stage in sorted(items.items())
    )


def _concerns(documents: Iterable[Document]) -> tuple[Concern, ...]:
    found: dict[str, Concern] = {}
    for document in documents:
        for concern in covered(passages_of(document), language=document.language):
            found.setdefault(concern.key, concern)
    return tuple(found.values())
