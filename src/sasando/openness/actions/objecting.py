"""An objection to the superior: filed, answered by somebody else than who decided, and the dispute."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.openness.actions.deciding import Answer, check, record
from sasando.openness.actions.letters import queue
from sasando.openness.actions.writing import held_request, must_handle, recount, write
from sasando.openness.clock import Step, Sum
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.models import Decision, Dispute, Entry, Letter, Objection, Request
from sasando.openness.permissions import superior_in
from sasando.openness.timing import begin, calendar, day_of, last_day_to_object
from sasando.parties.models import Person

MAX_REASON = 4_000  # characters
_BEFORE_AN_ANSWER = (
    Objection.Ground.NOT_PUBLISHED,
    Objection.Ground.NO_ANSWER,
    Objection.Ground.LATE,
)


@transaction.atomic
def object_to(
    *, request: Request, ground: str, text: str, at: datetime, by: Person | None = None
) -> Objection:
    """File an objection. ``by`` is the officer who typed it in.

    Before an answer only a missing one can be objected to, and only after its deadline; afterwards,
    as long as Law 14/2008, Article 36(1) allows. Raises ``WrongState``.
    """
    request = held_request(request)
    if by is not None:
        must_handle(by, request.matter)
    if ground not in Objection.Ground.values or not text.strip() or len(text) > MAX_REASON:
        raise WrongState(
            _("Choose a ground and write your reason, in at most %(limit)s characters.")
            % {"limit": MAX_REASON}
        )
    day = day_of(at)
    days = calendar(around=day)
    _may_object(request, ground, day, last_day_to_object(request, days))
    found = begin(Step.OBJECTION, request.matter.law, day, days)
    objection = Objection.objects.create(
        request=request,
        ground=ground,
        text=text.strip(),
        filed_at=at,
        filed_on=day,
        rule=found.rule.id,
        due_on=found.due,
    )
    write(
        Entry.Kind.OBJECTED,
        matter=request.matter,
        request=request,
        text=f"({ground})",
        by=by,
        at=at,
    )
    queue(
        request=request,
        kind=Letter.Kind.OBJECTION,
        objection=objection,
        due_on=found.due,
        at=at,
    )
    return objection


def _may_object(request: Request, ground: str, day: date, last: Sum | None) -> None:
    if request.objections.filter(decided_at__isnull=True).exists():
        raise WrongState(_("Your objection is with the superior already."))
    if request.objections.exists():
        raise WrongState(
            _("The superior has answered. The next step is the information commission.")
        )
    if request.state != Request.State.CLOSED:
        if ground not in _BEFORE_AN_ANSWER or day <= request.due_on:
            raise WrongState(
                _("The time for the answer runs until %(day)s; an objection is possible after it.")
                % {"day": request.due_on.isoformat()}
            )
        return
    if request.outcome in (Request.Outcome.WITHDRAWN, Request.Outcome.LAPSED):
        raise WrongState(_("Nothing was decided that could be objected to."))
    if last is not None and day > last.due:
        raise WrongState(
            _("An objection was possible until %(day)s.") % {"day": last.due.isoformat()}
        )


@transaction.atomic
def review(
    *,
    objection: Objection,
    outcome: str,
    reply: str,
    by: Person,
    at: datetime,
    answer: Answer | None = None,
) -> Objection:
    """Answer an objection. Where the applicant is right, ``answer`` is what they are given now.

    Raises ``NotAllowed`` for who decided the request, or is no superior; ``WrongState`` for a second
    answer, or one without reasons.
    """
    request = held_request(objection.request)
    objection = Objection.objects.get(pk=objection.pk)
    if request.organisation.code not in superior_in(by):
        raise NotAllowed(_("Only the superior of the information officer answers objections."))
    if _decided(request, by):
        raise NotAllowed(_("Who decided the request does not answer the objection to it."))
    if objection.decided_at is not None:
        raise WrongState(_("This objection was answered already."))
    if outcome not in Objection.Outcome.values or not reply.strip():
        raise WrongState(_("Write the answer with its reasons."))
    decision = _give(request, answer, by, at) if answer else None
    if outcome == Objection.Outcome.UPHELD and decision is None:
        raise WrongState(_("Where the applicant is right, say what they are given now."))
    objection.outcome, objection.reply = outcome, reply.strip()
    objection.decided_by, objection.decided_at, objection.decided_on = by, at, day_of(at)
    objection.save()
    text = str(objection.get_outcome_display())
    write(Entry.Kind.REVIEWED, matter=request.matter, request=request, text=text, by=by, at=at)
    queue(
        request=request,
        kind=Letter.Kind.REVIEW,
        objection=objection,
        decision=decision,
        at=at,
    )
    return objection


def _decided(request: Request, by: Person) -> bool:
    """Whether ``by`` decided what is objected to."""
    decisions = Decision.objects.filter(matter=request.matter, after_objection=False)
    return decisions.filter(by=by).exists()


def _give(request: Request, answer: Answer, by: Person, at: datetime) -> Decision:
    check(answer)
    decision = Decision(
        matter=request.matter, by=by, at=at, on=day_of(at), count=1, after_objection=True
    )
    record(decision, answer)
    was_open = request.state != Request.State.CLOSED
    request.state, request.outcome = Request.State.CLOSED, answer.outcome
    if was_open:
        request.closed_at, request.closed_on = at, day_of(at)
    request.save(update_fields=["state", "outcome", "closed_at", "closed_on"])
    recount(request.matter)
    return decision


@transaction.atomic
def record_dispute(
    *,
    objection: Objection,
    stage: str,
    on: date,
    number: str,
    note: str,
    by: Person,
    at: datetime,
) -> Dispute:
    """Write down how far a dispute has come. Raises ``WrongState`` before the objection is answered
    or its time is over.
    """
    request = objection.request
    must_handle(by, request.matter)
    if objection.decided_at is None and day_of(at) <= objection.due_on:
        raise WrongState(_("The superior still has time to answer."))
    dispute = Dispute.objects.create(
        objection=objection, stage=stage, on=on, number=number, note=note, by=by, at=at
    )
    text = f"{dispute.get_stage_display()} {number}".strip()
    write(Entry.Kind.DISPUTED, matter=request.matter, request=request, text=text, by=by, at=at)
    return dispute
