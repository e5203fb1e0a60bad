"""A question to the commission: asked with a clock, replied to with a signature.

The commission sees the question and nothing of the claim. Its reply is evidence that is quoted;
that it kept silent is shown too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.claims import signals
from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Claim, Question, WorkEntry
from sasando.claims.seats import commissions_of, may_check
from sasando.documents.canonical import canonical_json
from sasando.parties.actions import signing_key_of
from sasando.parties.models import Organisation, Person
from sasando.trust.keys import PublicKey

REPLY_WITHIN = timedelta(hours=24)
"""How long the commission has unless the desk says otherwise; urgent notices are given as long."""

REMINDED_BEFORE = timedelta(hours=6)
"""At most so long before its time is up the commission is reminded, and never in the first three
quarters of it: a reminder that comes with the question reminds of nothing.
"""


@transaction.atomic
def ask(
    *,
    claim: Claim,
    organisation: Organisation,
    text: str,
    by: Person,
    at: datetime,
    within: timedelta = REPLY_WITHIN,
) -> Question:
    """Ask the commission about ``claim``, and mail it the question once that is committed.

    Raises ``NotAllowed`` or ``WrongState``.
    """
    if not may_check(by):
        raise NotAllowed(_("Only the fact-check desk asks the commission."))
    if not text.strip():
        raise WrongState(_("Write the question."))
    question = Question.objects.create(
        claim=claim,
        organisation=organisation,
        text=text.strip(),
        asked_by=by,
        asked_at=at,
        due_at=at + within,
    )
    _log(question, text.strip(), by, at)
    signals.commission_asked.send(sender=Question, question=question, at=at)
    return question


@transaction.atomic
def reply(*, question: Question, text: str, by: Person, at: datetime) -> Question:
    """Write the commission's reply and sign it with the commission's key. It cannot be changed.

    Raises ``NotAllowed`` for anybody but its officers, ``WrongState`` for a second reply, and what
    ``signing_key_of`` raises.
    """
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=question.pk)
    )
    if question.organisation.code not in commissions_of(by):
        raise NotAllowed(_("Only officers of %(name)s reply.") % {"name": question.organisation})
    if question.answered_at is not None:
        raise WrongState(_("This question was replied to already. Ask the desk to put a new one."))
    if not text.strip():
        raise WrongState(_("Write the reply."))
    question.answer, question.answered_by, question.answered_at = text.strip(), by, at
    key = signing_key_of(question.organisation)
    question.signature, question.key_id = key.sign(statement(question)), key.key_id
    question.save()
    _log(question, question.answer, by, at)
    return question


def remind_of_questions(*, at: datetime) -> int:
    """Remind the commission, once a question, that little time is left; return of how many."""
    due = Question.objects.running_out(at, REMINDED_BEFORE)
    return sum(_remind(question, at) for question in due if _is_running_out(question, at))


def _is_running_out(question: Question, at: datetime) -> bool:
    return question.due_at - at <= (question.due_at - question.asked_at) / 4


@transaction.atomic
def _remind(question: Question, at: datetime) -> bool:
    """Of several workers the one that notes it tells; who replied meanwhile is not reminded."""
    mine = Question.objects.filter(pk=question.pk, answered_at=None, reminded_at=None)
    noted = bool(mine.update(reminded_at=at))
    if noted:
        signals.commission_reminded.send(sender=Question, question=question, at=at)
    return noted


def statement(question: Question) -> bytes:
    """Return what the commission signs: question, reply and times, canonical JSON (RFC 8785)."""
    if question.answered_at is None:
        raise WrongState(_("There is no reply yet."))
    return canonical_json(
        {
            "format": "sasando-reply/1",
            "question": str(question.uuid),
            "organisation": question.organisation.code,
            "asked": question.text,
            "asked_at": question.asked_at.isoformat(),
            "reply": question.answer,
            "replied_at": question.answered_at.isoformat(),
        }
    )


def is_genuine(question: Question, key: PublicKey) -> bool:
    """Whether the reply was signed with ``key`` and says what was signed."""
    return key.verify(statement(question), question.signature)


def _log(question: Question, text: str, by: Person, at: datetime) -> None:
    WorkEntry.objects.create(
        claim=question.claim, kind=WorkEntry.Kind.QUESTION, text=text, by=by, at=at
    )
