"""What people say about an answer: which one they meant, or that it was none."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sasando.claims import answers, wording
from sasando.claims.actions.answering import answer_since
from sasando.claims.actions.checking import take_up
from sasando.claims.actions.counting import count_tip
from sasando.claims.actions.filing import file_under_claim, standing
from sasando.claims.actions.remembering import (
    VOICES,
    remember_if_confirmed,
    unlearn_if_doubted,
)
from sasando.claims.actions.replies import queue_reply
from sasando.claims.models import Asker, Claim, Feedback, Reply, Tip
from sasando.claims.speech import assent_in
from sasando.claims.wording import NO, NONE, YES, read_option
from sasando.plugins.messenger import Option, option_meant

_STILL_MEANT = timedelta(days=1)  # how long a number answers a list
_LONGEST_CHOICE = 60  # characters; what is longer names no button


def offered(*, asker: Asker, text: str, at: datetime) -> tuple[Option, ...]:
    """Return the buttons that a short ``text`` may answer to, none for a longer one.

    Those of the last list or answer of the day, and only if nothing was written to them since.
    """
    if not text or len(text) > _LONGEST_CHOICE:
        return ()
    last = asker.replies.exclude(state=Reply.State.DROPPED).order_by("-pk").first()
    if last is None or not last.options or last.created_at < at - _STILL_MEANT:
        return ()
    return tuple(Option(id=i, label=label) for i, label, _ in last.options)


def option_said(*, options: tuple[Option, ...], text: str) -> str:
    """Return which of ``options`` a person names in words ("2", "iya kak"), ``""`` for none.

    "No" to a list is that it is none of them; "yes" to a list says nothing.
    """
    meant = option_meant(text, options)
    if meant is not None:
        return meant.id
    said = assent_in(text)
    choices = {None: (), True: (YES,), False: (NO, NONE)}[said]
    for option in options:
        read = read_option(option.id)
        if read is not None and read[1] in choices:
            return option.id
    return ""


@transaction.atomic
def choose(*, asker: Asker, pressed: str, at: datetime, handle: str = "") -> Reply | None:
    """Do what a button says; return the reply to it, ``None`` for a button that is not theirs."""
    read = read_option(pressed)
    if read is None:
        return None
    tip = Tip.objects.select_for_update(of=("self",)).filter(pk=read[0], asker=asker).first()
    if tip is None:
        return None
    words, reason, found = _chosen(tip, read[1], asker, at)
    return queue_reply(
        asker=asker,
        reason=reason,
        words=words,
        found=found,
        tip=tip,
        handles=[handle] if handle else [],
        at=at,
    )


@transaction.atomic
def choose_on_site(*, tip: Tip, choice: str, at: datetime) -> Tip:
    """Take what a visitor says about an answer ("y", "n", "x", "1" to "3"); return the tip."""
    locked = Tip.objects.select_for_update(of=("self",)).get(pk=tip.pk)
    _chosen(locked, choice, None, at)
    return locked


def _chosen(
    tip: Tip, choice: str, asker: Asker | None, at: datetime
) -> tuple[wording.Words, str, answers.Answer | None]:
    """Write the label; return what is said to it, why, and what it gives."""
    language = asker.language if asker else tip.language
    if choice == YES and tip.known_id:
        label(tip=tip, known_id=tip.known_id, meant=True, at=at)
        return wording.plain("thanks", language), Reply.Reason.COMMAND, None
    since = answer_since(tip, language=language, at=at) if choice == NONE else None
    if since is not None:  # it came out after the list: "none of these" says nothing against it
        label(tip=tip, known_id="", meant=False, at=at)
        return _given(tip, since, language, at)
    if choice in (NO, NONE):
        asked_before = Feedback.objects.filter(tip=tip, source=Feedback.Source.ASKER).exists()
        label(tip=tip, known_id=tip.known_id if choice == NO else "", meant=False, at=at)
        _to_desk(tip, at, counted=tip.claim_id is not None and asked_before)
        stopped = asker is not None and asker.stopped_at is not None
        return wording.not_yet(language=language, stopped=stopped), Reply.Reason.NOT_YET, None
    known_id = _suggested(tip, choice)
    found = answers.find(known_id, language=language, at=at) if known_id else None
    if found is None:
        return wording.plain("no_longer", language), Reply.Reason.COMMAND, None
    label(tip=tip, known_id=known_id, meant=True, at=at)
    return _given(tip, found, language, at, known_id=known_id)


def _given(
    tip: Tip, found: answers.Answer, language: str, at: datetime, *, known_id: str = ""
) -> tuple[wording.Words, str, answers.Answer | None]:
    tip.known_id, tip.state = known_id or found.known_id, Tip.State.ANSWERED
    tip.answered_at = at
    tip.save(update_fields=["known_id", "state", "answered_at"])
    said = wording.Words(text=wording.body(found, language))
    return said, Reply.Reason.ANSWER, found


def _suggested(tip: Tip, choice: str) -> str:
    matches = tip.decision.get("matches", [])
    if choice.isascii() and choice.isdigit() and 1 <= int(choice) <= len(matches):
        return str(matches[int(choice) - 1]["id"])
    return ""


def _to_desk(tip: Tip, at: datetime, *, counted: bool) -> None:
    """``counted``: whoever changes their mind again and again is one change in the figures."""
    if tip.state in (Tip.State.ANSWERED, Tip.State.SUGGESTED):
        tip.state, tip.known_id = Tip.State.UNKNOWN, ""
        tip.save(update_fields=["state", "known_id"])
        if not counted:
            count_tip(tip=tip, outcome=Tip.State.UNKNOWN, at=at)
    if tip.claim_id is None:
        claim = file_under_claim(tip=tip, at=at)
    else:
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=tip.claim_id)
        claim = standing(claim)
    settled = claim.closed_at if claim.state == Claim.State.SETTLED else None
    if settled is None or _voices(claim, since=settled) >= VOICES:
        take_up(claim=claim, at=at)


def _voices(claim: Claim, *, since: datetime) -> int:
    """How many people have said ``since`` then that the answer to ``claim`` is not theirs."""
    doubts = Feedback.objects.filter(
        tip__claim__in=claim.family(),
        tip__state=Tip.State.UNKNOWN,
        source=Feedback.Source.ASKER,
        meant=False,
        at__gte=since,
    )
    return len(set(doubts.order_by().values_list("tip__asker", flat=True)))


def label(
    *,
    tip: Tip,
    known_id: str,
    meant: bool,
    at: datetime,
    source: str = Feedback.Source.ASKER,
) -> Feedback:
    """Keep whether ``known_id`` was what ``tip`` meant; the last word of each side counts."""
    feedback, _ = Feedback.objects.update_or_create(
        tip=tip, known_id=known_id, source=source, defaults={"meant": meant, "at": at}
    )
    settle = remember_if_confirmed if meant else unlearn_if_doubted
    settle(tip=tip, known_id=known_id, at=at)
    return feedback
