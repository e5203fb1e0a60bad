"""Open claims in the order in which they matter, worked out again as they spread."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from sasando.claims.actions.counting import hour_of
from sasando.claims.models import Claim, Tip
from sasando.claims.models.claims import ClaimQuerySet
from sasando.claims.priority import Priority, Spread, priority_of
from sasando.elections.models import Stage

_LATELY = timedelta(hours=3)
_BEFORE = timedelta(hours=24)


def rank(*, at: datetime) -> int:
    """Give every open claim its priority of this moment; return how many changed."""
    days = days_to_voting(at.date())
    changed = []
    for claim in _with_spread(at):
        total = parts_of(claim, days).total
        if claim.priority != total:
            claim.priority = total
            changed.append(claim)
    Claim.objects.bulk_update(changed, ["priority"], batch_size=500)
    return len(changed)


def explain(claim: Claim, *, at: datetime) -> Priority:
    """Return the parts of the priority of ``claim`` as they are now."""
    with_spread = _with_spread(at, Claim.objects.filter(pk=claim.pk))[0]
    return parts_of(with_spread, days_to_voting(at.date()))


def parts_of(claim: Any, days: int | None) -> Priority:
    """Return the priority of a ``claim`` that came from ``_with_spread``."""
    spread = Spread(
        people=claim.asker_count,
        total=claim.seen,
        last_hours=claim.lately,
        day_before=claim.day_before,
        places=claim.places,
        forwarded_many=claim.forwarded_many,
    )
    return priority_of(spread, harm=claim.harm, days_to_voting=days)


def days_to_voting(today: date) -> int | None:
    """Return the days until the next voting day of any election that takes place."""
    voting = Stage.objects.dated().taking_place().filter(kind=Stage.Kind.VOTING, ends__gte=today)
    first = voting.first()
    return None if first is None or first.starts is None else max(0, (first.starts - today).days)


def _with_spread(at: datetime, claims: ClaimQuerySet | None = None) -> list[Any]:
    """Return open claims with what was counted of them, in one query."""
    lately = hour_of(at) - _LATELY + timedelta(hours=1)
    rows = Claim.objects.open() if claims is None else claims
    many = Tip.objects.filter(claim=OuterRef("pk"), forwarded_many=True)
    return list(
        rows.annotate(
            seen=Coalesce(Sum("sightings__count"), 0),
            lately=Coalesce(
                Sum("sightings__count", filter=Q(sightings__hour__gte=lately)),
                0,
            ),
            day_before=Coalesce(
                Sum(
                    "sightings__count",
                    filter=Q(sightings__hour__lt=lately, sightings__hour__gte=lately - _BEFORE),
                ),
                0,
            ),
            places=Count("sightings__place", filter=~Q(sightings__place=""), distinct=True),
            forwarded_many=Exists(many),
        )
    )
