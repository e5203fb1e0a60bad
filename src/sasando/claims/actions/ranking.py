"""Open claims in the order in which they matter, worked out again as they spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from sasando.claims.actions.counting import hour_of
from sasando.claims.models import Claim, Sighting, Tip
from sasando.claims.priority import Priority, Spread, priority_of
from sasando.elections.models import Stage

_LATELY = timedelta(hours=3)
_BEFORE = timedelta(hours=24)


def rank(*, at: datetime) -> int:
    """Give every open claim its priority of this moment; return how many changed."""
    claims = list(Claim.objects.open())
    spreads, days = spreads_of(claims, at=at), days_to_voting(at.date())
    changed = []
    for claim in claims:
        total = priority_of(spreads[claim.pk], harm=claim.harm, days_to_voting=days).total
        if claim.priority != total:
            claim.priority = total
            changed.append(claim)
    Claim.objects.bulk_update(changed, ["priority"], batch_size=500)
    return len(changed)


def explain(claim: Claim, *, at: datetime) -> Priority:
    """Return the parts of the priority of ``claim`` as they are now."""
    spread = spreads_of([claim], at=at)[claim.pk]
    return priority_of(spread, harm=claim.harm, days_to_voting=days_to_voting(at.date()))


def days_to_voting(today: date) -> int | None:
    """Return the days until the next voting day of any election that takes place."""
    voting = Stage.objects.dated().taking_place().filter(kind=Stage.Kind.VOTING, ends__gte=today)
    first = voting.first()
    return None if first is None or first.starts is None else max(0, (first.starts - today).days)


def spreads_of(claims: Iterable[Claim], *, at: datetime) -> dict[int, Spread]:
    """Return how each of ``claims`` was seen, with all that was merged into it; four queries."""
    stands_for = _merged()
    roots = {claim.pk: claim for claim in claims}
    mine = {pk: pk for pk in roots} | {pk: root for pk, root in stands_for.items() if root in roots}
    lately = hour_of(at) - _LATELY + timedelta(hours=1)
    seen: dict[int, Counter[str]] = {pk: Counter() for pk in roots}
    places: dict[int, set[str]] = {pk: set() for pk in roots}
    rows = Sighting.objects.filter(claim__in=mine).order_by()
    for row in rows.values("claim", "place").annotate(
        total=Sum("count"),
        lately=Sum("count", filter=Q(hour__gte=lately), default=0),
        before=Sum("count", filter=Q(hour__lt=lately, hour__gte=lately - _BEFORE), default=0),
    ):
        root = mine[row["claim"]]
        seen[root].update({name: row[name] for name in ("total", "lately", "before")})
        places[root] |= {row["place"]} - {""}
    many = Tip.objects.filter(claim__in=mine, forwarded_many=True).order_by()
    forwarded = {mine[pk] for pk in many.values_list("claim", flat=True).distinct() if pk}
    return {
        pk: Spread(
            people=claim.asker_count,
            total=seen[pk]["total"],
            last_hours=seen[pk]["lately"],
            day_before=seen[pk]["before"],
            places=len(places[pk]),
            forwarded_many=pk in forwarded,
        )
        for pk, claim in roots.items()
    }


def _merged() -> dict[int, int]:
    """Return for every merged claim the one that stands for it."""
    rows = Claim.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    into = {pk: root for pk, root in rows if root is not None}
    found = {}
    for pk in into:
        root, steps = pk, 0
        while root in into and steps < len(into):
            root, steps = into[root], steps + 1
        found[pk] = root
    return found
