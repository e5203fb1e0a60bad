"""What was counted of pieces: by platforms, on the own site, by the newsletter, in sessions, in quizzes.

Unlike numbers are never added up: each kind of measure is its own sum, over the last reading of
each copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Min, Sum

from sasando.channels.models import Issue
from sasando.education.models import Attendance, Dimension, Moment, QuizCount
from sasando.education.models.counts import LEARNERS
from sasando.elections.models import Stage
from sasando.plugins import MeasureKind
from sasando.reach.models import Measurement
from sasando.reach.own_site import shown_of
from sasando.reach.planning.scope import Scope

Reached = Mapping[str, int]  # kind of measure → how many
PARTICIPANTS = "participants"  # of sessions, by the attendance sheets
LEARNT = "learners"  # quizzes sent before a lesson or after it, whichever are more

# A correction that takes its place under the same identifier is the same copy.
_COPY = (
    "reading__hand_over__delivery__outlet",
    "reading__hand_over__delivery__item",
    "reading__hand_over__identifier",
)
_BROADCAST = ("reading__broadcast",)


def reached_by(keys: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return what was counted of each of the items with these translation keys. Five queries."""
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, kind, value in _last_readings(
        _COPY, "reading__hand_over__delivery__version__item__translation_key", keys
    ):
        found[key][kind] += value
    for key, kind, value in _last_readings(
        _BROADCAST, "reading__broadcast__production__episode__translation_key", keys
    ):
        found[key][kind] += value
    for key, shown in shown_of(keys).items():
        for kind, count in shown.items():
            found[key][kind] += count
    alerts = (
        Issue.objects.filter(
            version__item__translation_key__in=keys, occasion=Issue.Occasion.PUBLISHED
        )
        .order_by()
        .values_list("version__item__translation_key")
        .annotate(sent=Sum("sent"))
    )
    for key, sent in alerts:
        if sent:
            found[key][MeasureKind.RECIPIENTS.value] += sent
    return {key: dict(kinds) for key, kinds in found.items()}


def _last_readings(
    of: Sequence[str], key: str, keys: Collection[UUID]
) -> list[tuple[UUID, str, int]]:
    """Item, kind and value of the last reading that has numbers of each copy or broadcast.

    A platform that gives one kind under several names (all views, and those of members) counts once:
    the greatest, since the others are part of it.
    """
    rows = (
        Measurement.objects.filter(**{f"{key}__in": keys})
        .order_by("reading__at", "reading__step", "reading")
        .values_list(key, "kind", "value", "reading", *of)
    )
    last: dict[tuple[object, ...], int] = {}
    values: dict[tuple[tuple[object, ...], UUID, str, int], int] = {}
    for item, kind, value, reading, *copy_of in rows:
        copy = tuple(copy_of)
        last[copy] = reading
        place = copy, item, kind, reading
        values[place] = max(value, values.get(place, 0))
    return [
        (item, kind, value)
        for (copy, item, kind, reading), value in values.items()
        if last[copy] == reading
    ]


def learners_by(keys: Collection[UUID]) -> dict[tuple[UUID, str], int]:
    """Return how many of each audience did the quiz of each lesson, by (lesson, audience)."""
    rows = QuizCount.objects.of_lessons(*keys).filter(
        question=LEARNERS, dimension=Dimension.AUDIENCE
    )
    sent: dict[tuple[UUID, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        sent[row.lesson, row.value][row.moment] += row.count
    return {place: max(by[m] for m in Moment.values) for place, by in sent.items()}


def participants_by(scope: Scope) -> dict[str, int]:
    """Return how many came to sessions for each audience, within the days of ``scope``.

    Sessions belong to an election from its first stage until the next election's calendar begins.
    """
    rows = Attendance.objects.exclude(session__group__audience="")
    if scope.year is not None:
        rows = rows.filter(session__held_on__year=scope.year)
    else:
        since, until = _days_of(scope)
        if since is None:
            return {}
        rows = rows.filter(session__held_on__gte=since)
        rows = rows.filter(session__held_on__lt=until) if until else rows
    named = rows.order_by().values_list("session__group__audience")
    return dict(named.annotate(total=Sum("count")))


def _days_of(scope: Scope) -> tuple[date | None, date | None]:
    begins = dict(
        Stage.objects.dated()
        .taking_place()
        .order_by()
        .values_list("election")
        .annotate(first=Min("starts"))
    )
    since = begins.get(scope.election.pk) if scope.election else None
    later = [day for day in begins.values() if since and day > since]
    return since, min(later, default=None)
