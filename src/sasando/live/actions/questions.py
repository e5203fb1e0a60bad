"""Viewers ask; the desk sorts, brings on air, and answers. Nothing that was asked is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sasando.channels.privacy import code_of
from sasando.channels.waking import wake_on_commit
from sasando.documents.digest import sha256_hex
from sasando.live import signals, telling
from sasando.live.abuse import why_hidden
from sasando.live.actions.screen import put_on_air
from sasando.live.actions.standing import locked
from sasando.live.cleaning import clean_name, clean_text
from sasando.live.exceptions import QuestionRefused, TooMany, WrongState
from sasando.live.models import Broadcast, OnAir, Production, Question, QuestionCount
from sasando.live.models.onair import Layer
from sasando.live.models.productions import OVER
from sasando.matching.normalise import normalise
from sasando.parties.models import Person

MATCHING = "questions"  # the worker's line that holds them against what is known
LEAST, PER_WINDOW, WINDOW = 3, 3, timedelta(minutes=2)  # letters; questions of one sender
_MOST_A_MINUTE = 600  # rows of one source: what comes past it is counted, not kept
_STATE = Question.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it came in. ``identifier`` tells a repeat from news; nothing is trusted."""

    identifier: str
    text: str
    name: str = ""
    sender: str = ""  # what floods are counted by: an account, an address
    handle: Mapping[str, Any] | None = None  # what a reply will need
    at: datetime


def ask(
    *,
    production: Production,
    text: str,
    name: str,
    sender: str,
    identifier: str,
    at: datetime,
) -> Question:
    """Take a question from the site; return it. Raises ``QuestionRefused``, ``TooMany``.

    Sent twice with one ``identifier`` (the form's own) it is one question.
    """
    if production.state in OVER:
        raise WrongState(_("This episode is over."))
    if len(clean_text(text)) < LEAST:
        raise QuestionRefused(_("Write your question."))
    asked = Asked(identifier=identifier, text=text, name=name, sender=sender, at=at)
    try:
        return _ask(production, asked, at)
    except IntegrityError:  # the same form was sent twice at the same instant
        return _ask(production, asked, at)


@transaction.atomic
def _ask(production: Production, asked: Asked, at: datetime) -> Question:
    code = code_of(Question.Source.SITE, asked.identifier)
    known = production.questions.filter(source=Question.Source.SITE, code=code).first()
    if known is not None:
        return known
    recent = production.questions.filter(sender=code_of("sender", asked.sender), at__gt=at - WINDOW)
    if recent.count() >= PER_WINDOW:
        raise TooMany(_("That were many questions in a short time. Wait two minutes."))
    (question,) = take_questions(
        production=production, source=Question.Source.SITE, asked=[asked], at=at
    )
    return question


@transaction.atomic
def take_questions(
    *,
    production: Production,
    source: str,
    asked: Sequence[Asked],
    at: datetime,
    broadcast: Broadcast | None = None,
) -> list[Question]:
    """Write down what came in together from one source; return what was new and kept.

    What came before is not written again. Past ``_MOST_A_MINUTE`` of one source they are counted
    only. Abuse is hidden and kept; the same question again stands behind the first.
    """
    fresh: dict[str, Question] = {}
    for one in asked:
        question = _question(production, source, one, broadcast)
        if question.text and question.code not in fresh:
            fresh[question.code] = question
    there = production.questions.filter(source=source, code__in=fresh)
    for code in there.values_list("code", flat=True):
        del fresh[code]
    kept = list(fresh.values())[: _room(production, source, at)]
    if dropped := len(fresh) - len(kept):
        _count_only(production, source, dropped, at)
    if not kept:
        return []
    _group(production, kept)
    Question.objects.bulk_create(kept)
    wake_on_commit(MATCHING)
    telling.tell_desk(production, telling.QUESTIONS, at=at)
    return kept


def _question(
    production: Production, source: str, one: Asked, broadcast: Broadcast | None
) -> Question:
    text = clean_text(one.text)
    hidden = why_hidden(text)
    return Question(
        production=production,
        source=source,
        broadcast=broadcast,
        code=code_of(source, one.identifier),
        sender=code_of("sender", one.sender) if one.sender else "",
        handle=dict(one.handle or {}),
        name=clean_name(one.name),
        text=text,
        at=one.at,
        state=_STATE.HIDDEN if hidden else _STATE.NEW,
        hidden=hidden,
        group_key=key_of(text),
    )


def key_of(text: str) -> str:
    """Return what questions are the same by: the stems of their telling words, in any order."""
    words = sorted(set(normalise(text).content))
    return sha256_hex(" ".join(words).encode()) if words else ""


def _room(production: Production, source: str, at: datetime) -> int:
    since = at - timedelta(minutes=1)
    return max(0, _MOST_A_MINUTE - production.questions.filter(source=source, at__gt=since).count())


def _count_only(production: Production, source: str, count: int, at: datetime) -> None:
    row, _made = QuestionCount.objects.get_or_create(
        production=production, source=source, minute=at.replace(second=0, microsecond=0)
    )
    QuestionCount.objects.filter(pk=row.pk).update(count=F("count") + count)


def _group(production: Production, kept: list[Question]) -> None:
    """Put each question behind the first one that asks the same; hidden ones lead nobody."""
    keys = {question.group_key for question in kept if question.group_key}
    leaders = {
        leader.group_key: leader
        for leader in production.questions.leading()
        .filter(group_key__in=keys)
        .exclude(state=_STATE.HIDDEN)
    }
    alike: dict[int, int] = {}
    for question in kept:
        leader = leaders.get(question.group_key) if question.state != _STATE.HIDDEN else None
        if leader is not None:
            question.leader = leader
            alike[leader.pk] = alike.get(leader.pk, 0) + 1
    for pk, count in alike.items():
        Question.objects.filter(pk=pk).update(count=F("count") + count)


# --- The desk sorts ------------------------------------------------------------------------------
@transaction.atomic
def hide_question(*, question: Question, by: Person, at: datetime, why: str = "desk") -> None:
    """Keep a question from the screen; it stays on record."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.state == _STATE.ON_AIR:
        raise WrongState(_("It is on air: take it off first."))
    row.state, row.hidden = _STATE.HIDDEN, why
    row.save(update_fields=["state", "hidden"])
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)


@transaction.atomic
def show_question(*, question: Question, by: Person, at: datetime) -> None:
    """Bring a hidden question back to the others."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.state != _STATE.HIDDEN:
        return
    row.state, row.hidden = _STATE.ANSWERED if row.answered_at else _STATE.NEW, ""
    row.save(update_fields=["state", "hidden"])
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)


@transaction.atomic
def group_questions(*, leader: Question, others: Iterable[Question], at: datetime) -> None:
    """Let ``others`` (and who stands behind them) stand behind ``leader``: they ask the same."""
    first = Question.objects.select_for_update(of=("self",)).get(pk=leader.pk)
    if first.leader_id is not None:
        raise WrongState(_("This question stands behind another one: choose that one."))
    pks = [other.pk for other in others if other.pk != first.pk]
    rows = Question.objects.filter(production=first.production_id)
    moved = rows.filter(pk__in=pks) | rows.filter(leader__in=pks)
    rows.filter(pk__in=list(moved.values_list("pk", flat=True))).update(leader=first, count=1)
    first.count = 1 + first.alike.count()
    first.save(update_fields=["count"])
    telling.tell_desk(first.production, telling.QUESTIONS, at=at)


@transaction.atomic
def ungroup_question(*, question: Question, at: datetime) -> None:
    """Let a question stand for itself again."""
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.leader_id is None:
        return
    Question.objects.filter(pk=row.leader_id).update(count=F("count") - 1)
    row.leader = None
    row.save(update_fields=["leader"])
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)


@transaction.atomic
def note_matches(
    *, question: Question, known_id: str, known: Mapping[str, Any], at: datetime
) -> None:
    """Write what the matching engine knows of a question; ``known_id`` "": it knows nothing."""
    rows = Question.objects.filter(pk=question.pk)
    rows.update(known_id=known_id, known=dict(known), matched_at=at, lease="", lease_until=None)
    if known_id:
        telling.tell_desk(question.production, telling.QUESTIONS, at=at)


# --- On air --------------------------------------------------------------------------------------
@transaction.atomic
def put_question_on_air(*, question: Question, seen: int, by: Person, at: datetime) -> OnAir:
    """Show a question on the screen. Raises ``ChangedMeanwhile``, ``WrongState``."""
    locked(question.production)
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.state == _STATE.HIDDEN:
        raise WrongState(_("It is hidden: show it again first."))
    shows = {
        "question": row.pk,
        "text": row.text,
        "name": row.name,
        "source": row.get_source_display(),
        "count": row.count,
    }
    on_air = put_on_air(
        production=row.production, layer=Layer.QUESTION, shows=shows, seen=seen, by=by, at=at
    )
    row.state, row.aired_at = _STATE.ON_AIR, row.aired_at or at
    row.save(update_fields=["state", "aired_at"])
    others = row.production.questions.filter(state=_STATE.ON_AIR).exclude(pk=row.pk)
    others.filter(answered_at__isnull=True).update(state=_STATE.NEW)
    others.filter(answered_at__isnull=False).update(state=_STATE.ANSWERED)
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)
    return on_air


@transaction.atomic
def answer_question(
    *, question: Question, answer: str, by: Person, at: datetime, reply: bool = True
) -> None:
    """The question is answered; ``answer`` may be read below it. Who asked is told, where one can.

    Everybody who asked the same gets the same answer. Raises ``WrongState``.
    """
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.state == _STATE.HIDDEN:
        raise WrongState(_("It is hidden: show it again first."))
    said = answer.strip()[:2000]
    group = Question.objects.filter(pk=row.pk) | Question.objects.filter(leader=row.pk)
    group = group.exclude(state=_STATE.HIDDEN)
    pks = list(group.values_list("pk", flat=True))
    Question.objects.filter(pk__in=pks).update(
        state=_STATE.ANSWERED, answer=said, answered_at=at, answered_by=by
    )
    if reply and said:
        waiting = Question.objects.filter(pk__in=pks, reply=Question.Reply.NONE).exclude(handle="")
        waiting.update(reply=Question.Reply.WAITING, reply_due_at=at)
        wake_on_commit(MATCHING)
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)
    telling.tell_readers(row.production, at=at)
    signals.changed.send(sender=Production, production=row.production, at=at)
