"""Who asked about a claim, and who of them was told what is true: one reckoning for every figure.

Told is who has the platform's own receipt for that claim or its answer. A receipt for anything else
the same person asked is none, and neither is one for what was taken back since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Case, F, QuerySet, When

from sasando.claims.models import Reply, Tip

_LONGEST_CHAIN = 50  # of merges; a ring is a mistake, and no reason to go round for ever


@dataclass(frozen=True, slots=True)
class People:
    """Keys of askers: who asked about one claim and can be written to, and who of them was told."""

    asked: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Received:
    """What one person has receipts for."""

    claims: set[int] = field(default_factory=set)  # those that stand
    answers: set[str] = field(default_factory=set)  # ``known_id``


def stands_for(merged_into: Mapping[int, int | None]) -> dict[int, int]:
    """Return for each claim the one that stands for it, from the one it was merged into, if any."""
    found = {}
    for claim in merged_into:
        last = claim
        for _step in range(_LONGEST_CHAIN):
            onward = merged_into.get(last)
            if onward is None:
                break
            last = onward
        found[claim] = last
    return found


def people_of(tips: QuerySet[Tip], stands: Mapping[int, int]) -> dict[int, People]:
    """Return by claim who asked about it in ``tips``, and who of them was told. Two queries.

    ``stands`` names for each claim the one that stands for it; what is not in it is not counted.
    """
    asking = tips.filter(claim__isnull=False, asker__isnull=False).order_by()
    received = _received(asking, stands)
    found: dict[int, People] = defaultdict(People)
    for asker, filed, known in asking.values_list("asker", "claim", "known_id").distinct():
        claim = stands.get(filed)
        if claim is None:
            continue
        found[claim].asked.add(asker)
        theirs = received.get(asker)
        if theirs and (claim in theirs.claims or (known and known in theirs.answers)):
            found[claim].told.add(asker)
    return found


def _received(asking: QuerySet[Tip], stands: Mapping[int, int]) -> Mapping[int, _Received]:
    """By asker of ``asking``: of which claims and by which known things they were told."""
    # What a message was answered before somebody said "not this" is no answer to its claim.
    still_its_answer = When(
        tip__state=Tip.State.ANSWERED,
        created_at__gte=F("tip__answered_at"),
        then=F("tip__claim"),
    )
    rows = (
        Reply.objects.telling()
        .not_taken_back()
        .filter(state=Reply.State.SENT, asker__in=asking.values("asker"))
        .order_by()
        .annotate(asked=Case(still_its_answer, output_field=BigIntegerField()))
        .values_list("asker", "version__item__answers_claim__claim", "asked", "known_id")
        .distinct()
    )
    found: dict[int, _Received] = defaultdict(_Received)
    for asker, *claims, known in rows:
        found[asker].claims.update(stands[claim] for claim in claims if claim in stands)
        found[asker].answers.add(known)
    return found
