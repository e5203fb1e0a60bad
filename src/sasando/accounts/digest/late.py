"""What is late, as far as one person may know it: counted, and where it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from sasando.accounts.models import Goal, GoalVersion
from sasando.claims.models import Claim
from sasando.desk.waiting import overview
from sasando.openness.models import Matter
from sasando.openness.permissions import reads_requests
from sasando.parties.models import Person
from sasando.partnership.models import Deliverable, Proof, Terms
from sasando.partnership.pace import Standing, pace
from sasando.partnership.permissions import parties_of, shown_to
from sasando.reach.figures import corrected

_DAY = timedelta(hours=24)
_MONTH = timedelta(days=30)  # corrections of it are looked at
_WARNS = (Standing.BEHIND, Standing.MISSED)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits, in words, and the desk's page on which it is done."""

    words: str
    path: str


def late(person: Person, at: datetime) -> list[Task]:
    """Return what is late at ``at``; nine queries at most."""
    today = timezone.localdate(at)
    return [
        *_deliverables(person, today),
        *_requests(person, today),
        *_claims(person, at),
        *_corrections(today),
    ]


def to_do(person: Person, at: datetime) -> list[Task]:
    """Return what waits for ``person`` in particular; a fixed number of queries."""
    return [*_approvals(person, at), *_goals(person)]


def _deliverables(person: Person, today: date) -> list[Task]:
    rows = Deliverable.objects.filter(
        terms__in=Terms.objects.in_force().filter(agreement__in=shown_to(person).values("pk"))
    ).select_related("terms")
    proofs = Proof.objects.counted().order_by().values_list("agreement", "code")
    proven: dict[tuple[int, str], int] = defaultdict(int)
    for agreement, code, count in proofs.annotate(n=Count("pk")):
        proven[agreement, code] = count
    behind = [
        row
        for row in rows
        if pace(
            promised=row.number,
            proven=proven[row.terms.agreement_id, row.code],
            starts=row.terms.starts or row.deadline,
            deadline=row.deadline,
            today=today,
        ).standing
        in _WARNS
    ]
    if not behind:
        return []
    words = ngettext(
        "%(n)s deliverable is behind or missed: %(codes)s",
        "%(n)s deliverables are behind or missed: %(codes)s",
        len(behind),
    )
    codes = ", ".join(sorted({row.code for row in behind}))
    return [Task(words % {"n": len(behind), "codes": codes}, reverse("sasando_partnership"))]


def _requests(person: Person, today: date) -> list[Task]:
    if not reads_requests(person):
        return []
    count = Matter.objects.overdue(today).count()
    words = ngettext(
        "%(n)s matter of public information is past its deadline",
        "%(n)s matters of public information are past their deadline",
        count,
    )
    return [Task(words % {"n": count}, reverse("sasando_openness"))] if count else []


def _claims(person: Person, at: datetime) -> list[Task]:
    count = Claim.objects.shown_to(person).open().filter(first_seen__lt=at - _DAY).count()
    words = ngettext(
        "%(n)s rumour has waited more than a day for an answer",
        "%(n)s rumours have waited more than a day for an answer",
        count,
    )
    return [Task(words % {"n": count}, reverse("sasando_claims"))] if count else []


def _corrections(today: date) -> list[Task]:
    sums, _each = corrected(today - _MONTH, today, public=True)
    count = sum(sum(one.not_followed.values()) for one in sums)
    words = ngettext(
        "%(n)s copy has not followed a correction of the last 30 days",
        "%(n)s copies have not followed a correction of the last 30 days",
        count,
    )
    path = reverse("sasando_reach")
    return [Task(words % {"n": count}, path)] if count else []


def _approvals(person: Person, at: datetime) -> list[Task]:
    count = len(overview(person=person, at=at).tasks)
    words = ngettext(
        "%(n)s text waits for your approval or answer",
        "%(n)s texts wait for your approval or answer",
        count,
    )
    return [Task(words % {"n": count}, reverse("wagtailadmin_home"))] if count else []


def _goals(person: Person) -> list[Task]:
    codes = parties_of(person)
    waiting = GoalVersion.objects.filter(
        state=GoalVersion.State.PROPOSED, goal__in=Goal.objects.of_parties(codes).open()
    ).select_related("goal__commission", "goal__media")
    count = sum(_is_for(version, codes) for version in waiting)
    words = ngettext(
        "%(n)s proposed goal waits for your side",
        "%(n)s proposed goals wait for your side",
        count,
    )
    return [Task(words % {"n": count}, reverse("sasando_accounts_goals"))] if count else []


def _is_for(version: GoalVersion, codes: frozenset[str]) -> bool:
    other = version.goal.media if version.side == "commission" else version.goal.commission
    return other.code in codes
