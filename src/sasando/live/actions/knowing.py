"""What the answer desk knows of viewers' questions, written beside them; taken back when it falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from sasando.channels.leasing import Due, release
from sasando.channels.waking import wake_on_commit
from sasando.live import telling
from sasando.live.actions.grouping import join_alike
from sasando.live.actions.questions import MATCHING
from sasando.live.models import Production, Question
from sasando.live.models.productions import OVER

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Found:
    """One question with what is known of it; ``known_id`` "": nothing is."""

    question: Question
    known_id: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)


def _waiting(at: datetime) -> QuerySet[Question]:
    waiting = Question.objects.to_match(at).exclude(production__state__in=OVER)
    return waiting.select_related("production__episode__locale")


_due = Due(_waiting, lease=LEASE)


def claim_unmatched(*, at: datetime, limit: int) -> list[Question]:
    """Take questions that were held against nothing yet, the oldest first."""
    return _due.some(at, limit=limit)


def put_off_matching(*, questions: Sequence[Question], at: datetime) -> None:
    """It did not work: let them wait a little, and another worker try."""
    for question in questions:
        wait = timedelta(seconds=2 ** min(question.attempts, 5))
        Question.objects.filter(pk=question.pk, lease=question.lease).update(
            lease="", lease_until=at + wait
        )


@transaction.atomic
def note_known(*, found: Sequence[Found], at: datetime) -> None:
    """Write what is known of claimed questions, and group those that ask the same.

    Who lost its lease writes nothing.
    """
    told: dict[int, tuple[Production, list[Question]]] = {}
    for one in found:
        row = one.question
        changes = {"known_id": one.known_id, "known": dict(one.known), "matched_at": at}
        if not release(row, attempts=0, **changes):
            continue
        row.known_id, row.known, row.matched_at = one.known_id, dict(one.known), at
        told.setdefault(row.production_id, (row.production, []))[1].append(row)
    for production, questions in told.values():
        join_alike(production=production, questions=questions)
        telling.tell_desk(production, telling.QUESTIONS, at=at)


@transaction.atomic
def forget_known(*, known_id: str, at: datetime) -> None:
    """What stands beside questions does not hold any more, or not as it was: they are matched anew."""
    rows = Question.objects.filter(known_id=known_id).exclude(production__state__in=OVER)
    _match_anew(rows, at)


@transaction.atomic
def look_again(*, at: datetime) -> None:
    """Something new is known: what nobody knew is matched anew."""
    waiting = Question.objects.filter(known_id="", matched_at__isnull=False, leader__isnull=True)
    rows = waiting.exclude(production__state__in=OVER).exclude(state=Question.State.HIDDEN)
    _match_anew(rows, at)


def _match_anew(rows: Any, at: datetime) -> None:
    productions = list(Production.objects.filter(pk__in=rows.values("production")))
    if not productions:
        return
    rows.update(matched_at=None, known_id="", known={}, lease="", lease_until=None)
    wake_on_commit(MATCHING)
    for production in productions:
        telling.tell_desk(production, telling.QUESTIONS, at=at)
