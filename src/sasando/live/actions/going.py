"""Questions that are gone where they were asked: hidden, also from the screen, and nobody stands behind them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sasando.live import telling
from sasando.live.actions.grouping import put_behind, settle_groups
from sasando.live.actions.screen import take_off
from sasando.live.models import OnAir, Question
from sasando.live.models.onair import Layer


@transaction.atomic
def hide_as_gone(*, questions: QuerySet[Question], at: datetime) -> int:
    """Hide what of ``questions`` is not hidden yet; return how many that were.

    Who asked the same and still stands leads the group from then on.
    """
    rows = questions.select_for_update(of=("self",)).exclude(state=Question.State.HIDDEN)
    found = list(rows)
    for row in found:
        if row.state == Question.State.ON_AIR:
            _take_off_screen(row, at)
        Question.objects.filter(pk=row.pk).update(
            state=Question.State.HIDDEN, hidden=Question.Hidden.GONE
        )
        _hand_on(row)
    for production in {row.production_id: row.production for row in found}.values():
        telling.tell_desk(production, telling.QUESTIONS, at=at)
    return len(found)


def _take_off_screen(row: Question, at: datetime) -> None:
    """Nobody's name stands below it: who asked did it, on behalf of who put it there."""
    on_air = OnAir.objects.filter(production=row.production_id).first()
    if on_air is None or on_air.layers.get(Layer.QUESTION, {}).get("question") != row.pk:
        return
    last = on_air.changes.filter(layer=Layer.QUESTION).select_related("by").first()
    if last is not None:
        take_off(
            production=row.production, layer=Layer.QUESTION, seen=on_air.number, by=last.by, at=at
        )


def _hand_on(row: Question) -> None:
    if row.leader is not None:
        settle_groups(leaders=[row.leader])
        return
    others = row.alike.exclude(state=Question.State.HIDDEN).order_by("pk")
    first = others.first()
    if first is None:
        return
    Question.objects.filter(pk=first.pk).update(
        leader=None,
        matched_at=row.matched_at,
        known_id=row.known_id,
        known=row.known,
    )
    first.leader = None
    put_behind(leader=first, others=list(others.exclude(pk=first.pk)))
