"""What became of rumours, month by month: how many came, how fast they were answered, who was told."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from sasando.claims.models import Claim, Tip
from sasando.claims.told import people_of, stands_for
from sasando.education.suppression import SMALLEST
from sasando.parties.models import Person
from sasando.reach.figures.period import day_of, moments, months

AT_ONCE = timedelta(hours=1)
"""An answer within it came from what was known already; a later one took a person's work."""

_OPEN = (Claim.State.OPEN, Claim.State.CHECKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredMonth:
    """One month. ``None``: nothing to tell, or so few that it would point to a person.

    ``came`` is the sum of the five that follow it.
    """

    month: date  # its first day
    came: int  # messages
    at_once: int  # answered within the hour
    later: int  # answered after it
    asked_back: int  # the machine suggested answers or asked what is meant, and heard no more
    open: int  # nobody knows yet
    not_checked: int  # the desk decided that it is nothing to check
    rumours: int  # claims first seen in the month; those that were merged into another are none
    settled: int  # of them, with a published answer by now
    hours_median: float | None  # from the first message about a claim to its answer
    hours_p90: float | None
    asked: int | None  # people who asked about what is settled, as far as they are remembered
    told: int | None  # of them, by the platform's own receipt
    told_percent: int | None


@dataclass(frozen=True, slots=True)
class _Rumour:
    """A claim, as far as figures need it."""

    pk: int
    state: str
    first_seen: datetime
    closed_at: datetime | None

    @property
    def hours(self) -> float | None:
        if self.state != Claim.State.SETTLED or self.closed_at is None:
            return None
        return max(0.0, (self.closed_at - self.first_seen).total_seconds() / 3600)


@dataclass(slots=True)
class _Month:
    """What adds up to a month."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rumours: list[_Rumour] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)


def answered(since: date, until: date, *, seen_by: Person | None = None) -> list[AnsweredMonth]:
    """Return the months from that of ``since`` to that of ``until``, of these days only.

    Messages stand in the month in which they came, claims in that in which they were first seen.
    ``seen_by`` None is the public: then counts and times of fewer than five are not told. What the
    policy hides from ``seen_by`` is not counted for them, and neither for the public: that a check
    on the commission is going on is what the commission must not see. Four queries.
    """
    standing = _standing(seen_by)
    found = {month: _Month() for month in months(since, until)}
    _count_messages(found, _tips(since, until), standing)
    settled = []
    for rumour in {rumour.pk: rumour for rumour in standing.values() if rumour}.values():
        if since <= day_of(rumour.first_seen) <= until:
            found[day_of(rumour.first_seen).replace(day=1)].rumours.append(rumour)
            settled += [rumour] if rumour.hours is not None else []
    _count_people(found, settled, standing, since, until)
    return [_row(month, of, public=seen_by is None) for month, of in found.items()]


def _standing(seen_by: Person | None) -> Mapping[int, _Rumour | None]:
    """Every claim as the one it was merged into; ``None`` for what ``seen_by`` may not see."""
    claims = Claim.objects.order_by()
    shown = claims.unhidden() if seen_by is None else claims.shown_to(seen_by)
    visible = set(shown.values_list("pk", flat=True))
    rows = claims.values_list("pk", "state", "first_seen", "closed_at", "merged_into")
    known: dict[int, _Rumour] = {}
    merged_into: dict[int, int | None] = {}
    for pk, state, first, closed, into in rows:
        known[pk], merged_into[pk] = _Rumour(pk, state, first, closed), into
    return {
        pk: known[last] if last in visible else None for pk, last in stands_for(merged_into).items()
    }


def _tips(since: date, until: date) -> QuerySet[Tip]:
    start, end = moments(since, until)
    return Tip.objects.filter(received_at__gte=start, received_at__lt=end).exclude(
        state=Tip.State.QUIET
    )


def _count_messages(
    found: Mapping[date, _Month], tips: QuerySet[Tip], standing: Mapping[int, _Rumour | None]
) -> None:
    of_month = list(found.values())
    took = ExpressionWrapper(F("answered_at") - F("received_at"), output_field=DurationField())
    answered_at_once = Q(state=Tip.State.ANSWERED, took__lte=AT_ONCE)
    rows = (
        tips.order_by()
        .annotate(month=_month_of(list(found)), took=took)
        .values_list("month", "state", "claim")
        .annotate(count=Count("pk"), quick=Count("pk", filter=answered_at_once))
    )
    for place, state, claim, count, quick in rows:
        rumour = standing[claim] if claim is not None else None
        if claim is not None and rumour is None:
            continue  # hidden
        counts = of_month[place].counts
        if state == Tip.State.ANSWERED:
            counts["at_once"] += quick
            counts["later"] += count - quick
        else:
            counts[_fate(state, rumour)] += count


def _month_of(all_months: list[date]) -> Case:
    """The place of the month in which a message came. SQLite has no months: it would ask Python."""
    begins = [moments(month, month)[0] for month in all_months[1:]]
    whens = [When(received_at__lt=end, then=Value(at)) for at, end in enumerate(begins)]
    return Case(*whens, default=Value(len(begins)), output_field=IntegerField())


def _fate(state: str, rumour: _Rumour | None) -> str:
    """What became of a message that was not answered by itself."""
    if rumour is not None and rumour.state == Claim.State.SETTLED:
        return "later"
    if state in (Tip.State.SUGGESTED, Tip.State.ASKED_BACK):
        return "asked_back"
    if rumour is None or rumour.state in _OPEN:
        return "open"
    return "not_checked"


def _count_people(
    found: Mapping[date, _Month],
    settled: Iterable[_Rumour],
    standing: Mapping[int, _Rumour | None],
    since: date,
    until: date,
) -> None:
    """Who asked about ``settled``, and who of them was told, as the claims desk reckons it."""
    wanted = {rumour.pk: day_of(rumour.first_seen).replace(day=1) for rumour in settled}
    stands = {pk: one.pk for pk, one in standing.items() if one is not None and one.pk in wanted}
    start, end = moments(since, until)
    asking = Tip.objects.filter(
        Q(claim__first_seen__gte=start, claim__first_seen__lt=end)
        | Q(claim__merged_into__isnull=False)
    )
    for claim, people in people_of(asking, stands).items():
        of = found[wanted[claim]]
        of.asked |= people.asked
        of.told |= people.told


def _row(month: date, of: _Month, *, public: bool) -> AnsweredMonth:
    hours = sorted(h for rumour in of.rumours if (h := rumour.hours) is not None)
    few_answers = public and len(hours) < SMALLEST
    few_people = public and len(of.asked) < SMALLEST
    hidden = few_people or (public and len(of.told) < SMALLEST)
    counts = {name: of.counts[name] for name in _FATES}
    return AnsweredMonth(
        month=month,
        came=sum(counts.values()),
        **counts,
        rumours=len(of.rumours),
        settled=len(hours),
        hours_median=round(median(hours), 1) if hours and not few_answers else None,
        hours_p90=round(_p90(hours), 1) if len(hours) >= SMALLEST else None,
        asked=None if few_people else len(of.asked),
        told=None if hidden else len(of.told),
        told_percent=None
        if few_people or not of.asked
        else round(100 * len(of.told) / len(of.asked)),
    )


_FATES = ("at_once", "later", "asked_back", "open", "not_checked")


def _p90(hours: list[float]) -> float:
    """The time within which nine of ten were answered (nearest rank)."""
    return hours[math.ceil(0.9 * len(hours)) - 1]
