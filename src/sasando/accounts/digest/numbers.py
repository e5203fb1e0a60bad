"""The five numbers of a week, each beside that of the week before. One query each; none is added to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from sasando.accounts.digest.week import Week
from sasando.claims.models import Claim, Tip
from sasando.desk.models import Version
from sasando.openness.models import Decision, Request
from sasando.parties.models import Person
from sasando.plugins import MeasureKind
from sasando.reach.models import PageViews


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the week, the one before, and what it means."""

    label: str
    value: int
    before: int
    means: str


def numbers(person: Person, week: Week) -> tuple[Number, ...]:
    """Return five numbers as ``person`` may know them; five queries."""
    return (
        _published(week),
        _shown(week),
        _answered(person, week),
        _settled(person, week),
        _requests(week),
    )


def _published(week: Week) -> Number:
    rows = Version.objects.public().filter(published_at__gte=week.before.begins)
    key = "item__translation_key"
    found = rows.aggregate(
        value=Count(key, filter=_in("published_at", week), distinct=True),
        before=Count(key, filter=_in("published_at", week.before), distinct=True),
    )
    return Number(
        label=_("Texts published or put right"),
        means=_("Languages of one text count once."),
        **found,
    )


def _shown(week: Week) -> Number:
    rows = PageViews.objects.filter(kind=MeasureKind.PAGE_VIEWS, day__gte=week.before.since)
    found = rows.aggregate(
        value=Sum("count", filter=Q(day__range=(week.since, week.until)), default=0),
        before=Sum("count", filter=Q(day__range=(week.before.since, week.before.until)), default=0),
    )
    return Number(
        label=_("Pages shown on the own site"),
        means=_("By readers, not by robots; platforms count by rules of their own."),
        **found,
    )


def _answered(person: Person, week: Week) -> Number:
    hidden = Claim.objects.exclude(pk__in=Claim.objects.shown_to(person).values("pk"))
    rows = Tip.objects.filter(state=Tip.State.ANSWERED, received_at__gte=week.before.begins)
    found = rows.exclude(claim__in=hidden).aggregate(
        value=Count("pk", filter=_in("received_at", week)),
        before=Count("pk", filter=_in("received_at", week.before)),
    )
    return Number(
        label=_("Messages that were answered"),
        means=_("Of those that came in the week, by messengers and on the site."),
        **found,
    )


def _settled(person: Person, week: Week) -> Number:
    rows = Claim.objects.shown_to(person).filter(
        state=Claim.State.SETTLED, closed_at__gte=week.before.begins
    )
    found = rows.aggregate(
        value=Count("pk", filter=_in("closed_at", week)),
        before=Count("pk", filter=_in("closed_at", week.before)),
    )
    return Number(
        label=_("Rumours with a published answer"),
        means=_("By the day the answer came out."),
        **found,
    )


def _requests(week: Week) -> Number:
    rows = Request.objects.filter(outcome__in=Decision.Outcome.values)
    days, earlier = (week.since, week.until), (week.before.since, week.before.until)
    found = rows.aggregate(
        value=Count("pk", filter=Q(closed_on__range=days)),
        before=Count("pk", filter=Q(closed_on__range=earlier)),
        late=Count("pk", filter=Q(closed_on__range=days, closed_on__gt=F("due_on"))),
    )
    late = found.pop("late")
    return Number(
        label=_("Requests for information answered"),
        means=_("Of them after their deadline: %(n)s.") % {"n": late},
        **found,
    )


def _in(column: str, week: Week) -> Q:
    moments: dict[str, datetime] = {f"{column}__gte": week.begins, f"{column}__lt": week.ends}
    return Q(**moments)
