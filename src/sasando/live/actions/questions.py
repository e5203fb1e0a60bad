"""Viewers ask; the desk sorts, brings on air, and answers. Nothing that was asked is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sasando.channels.conflicts import once_more
from sasando.channels.privacy import code_of
from sasando.channels.waking import wake_on_commit
from sasando.claims.models import Tip
from sasando.documents.digest import sha256_hex
from sasando.live import signals, telling
from sasando.live.abuse import why_hidden
from sasando.live.actions.grouping import settle_groups
from sasando.live.actions.replying import promise_replies
from sasando.live.actions.screen import put_on_air
from sasando.live.actions.standing import locked
from sasando.live.cleaning import clean_text
from sasando.live.exceptions import QuestionRefused, TooMany, WrongState
from sasando.live.masking import first_name, for_air
from sasando.live.models import Broadcast, OnAir, Production, Question, QuestionCount
from sasando.live.models.onair import Layer
from sasando.live.models.productions import OVER
from sasando.live.question_cards import shown_on_air
from sasando.live.sorting import Sort, sort_of
from sasando.matching.normalise import normalise
from sasando.parties.models import Person

MATCHING = "questions"  # the worker's line that holds them against what is known
SAID = 4000  # characters of a question that are kept for the answer desk
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
    tip: Tip | None = None  # where it came by a messenger
    echoes: int = 0  # how often the same words came again, and were not brought along
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
    return _ask(production, asked, at)


@once_more  # the same form may be sent twice at the same instant
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
    leaders = _group(production, kept)
    Question.objects.bulk_create(kept)
    settle_groups(leaders=leaders)
    wake_on_commit(MATCHING)
    telling.tell_desk(production, telling.QUESTIONS, at=at)
    return kept


def _question(
    production: Production, source: str, one: Asked, broadcast: Broadcast | None
) -> Question:
    text, said = for_air(one.text), one.text.replace("\0", "").strip()[:SAID]
    hidden = why_hidden(said)
    return Question(
        production=production,
        source=source,
        broadcast=broadcast,
        code=code_of(source, one.identifier),
        sender=code_of("sender", one.sender) if one.sender else "",
        handle=dict(one.handle or {}),
        said=said if said != text else "",
        tip=one.tip,
        name=first_name(one.name),
        text=text,
        count=1 + one.echoes,
        echoes=one.echoes,
        rumour=sort_of(said) is Sort.RUMOUR,
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


def _group(production: Production, kept: list[Question]) -> list[Question]:
    """Put each question behind the first one that asks the same; return those first ones.

    Hidden ones lead nobody.
    """
    keys = {question.group_key for question in kept if question.group_key}
    there = production.questions.leading().filter(group_key__in=keys, apart=False)
    leaders = {
        leader.group_key: leader for leader in there.exclude(state=_STATE.HIDDEN).order_by("-pk")
    }
    for question in kept:
        if question.state != _STATE.HIDDEN:
            question.leader = leaders.get(question.group_key)
    return list({question.leader for question in kept if question.leader is not None})


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


# --- On air --------------------------------------------------------------------------------------
@transaction.atomic
def put_question_on_air(
    *, question: Question, seen: int, by: Person, at: datetime, with_answer: bool = False
) -> OnAir:
    """Show a question on the screen. Raises ``ChangedMeanwhile``, ``WrongState``.

    With ``with_answer`` what is known about it stands below, as it holds now, with its source.
    """
    locked(question.production)
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.state == _STATE.HIDDEN:
        raise WrongState(_("It is hidden: show it again first."))
    shows = shown_on_air(row, with_answer=with_answer, at=at)
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

    Everybody who asked the same gets the same answer; without one they hear that it was answered on
    air. Raises ``WrongState``.
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
    if reply:
        promise_replies(questions=pks, answer=said, at=at)
    telling.tell_desk(row.production, telling.QUESTIONS, at=at)
    telling.tell_readers(row.production, at=at)
    signals.changed.send(sender=Production, production=row.production, at=at)
