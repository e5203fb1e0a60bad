"""Letters to applicants: queued with what they tell of, sent by workers, written off by receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sasando.channels import leasing
from sasando.channels.waking import wake_on_commit
from sasando.openness.actions.writing import must_handle, write
from sasando.openness.exceptions import WrongState
from sasando.openness.models import Decision, Entry, Letter, Objection, Request
from sasando.parties.models import Person

LEASE = timedelta(minutes=2)
_due = leasing.Due(
    lambda at: Letter.objects.claimable(at).select_related(
        "request__matter__organisation", "decision", "objection"
    ),
    lease=LEASE,
)
_LONGEST_WAIT = timedelta(hours=6)
_GIVEN_UP_AFTER = 12  # tries: about two days
_AT_ONCE = 500  # letters written in one transaction


def queue(
    *,
    request: Request,
    kind: str,
    at: datetime,
    decision: Decision | None = None,
    objection: Objection | None = None,
    reason: str = "",
    due_on: date | None = None,
) -> Letter:
    """Queue one letter: by mail where there is an address, else for an officer to hand over."""
    letter = _letter(request, kind, at)
    letter.decision, letter.objection = decision, objection
    letter.reason, letter.due_on = reason, due_on
    letter.save()
    wake_on_commit("letters")
    return letter


def queue_all(
    *, requests: Sequence[Request], kind: str, at: datetime, reason: str, due_on: date
) -> None:
    """Queue the same letter to many."""
    letters = [_letter(request, kind, at) for request in requests]
    for letter in letters:
        letter.reason, letter.due_on = reason, due_on
    Letter.objects.bulk_create(letters, batch_size=_AT_ONCE)
    wake_on_commit("letters")


@transaction.atomic
def fill_some(*, at: datetime) -> int:
    """Write letters of a decision for some of those it answered; return how many. Safe to repeat."""
    found = Decision.objects.select_for_update(of=("self",)).filter(letters_after__isnull=False)
    decision = found.order_by("at").first()
    if decision is None:
        return 0
    answered = Request.objects.filter(matter=decision.matter_id, closed_at=decision.at)
    if not decision.final:  # who waited then, answered in full since or not
        still = Q(closed_at__isnull=True) | Q(closed_at__gt=decision.at)
        waited = Request.objects.filter(still, matter=decision.matter_id)
        answered = waited.filter(received_at__lte=decision.at)
    answered = answered.filter(pk__gt=decision.letters_after)
    some = list(answered.only("pk", "reachable").order_by("pk")[:_AT_ONCE])
    letters = [_letter(request, Letter.Kind.DECISION, at) for request in some]
    for letter in letters:
        letter.decision = decision
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    decision.letters_after = some[-1].pk if len(some) == _AT_ONCE else None
    decision.save(update_fields=["letters_after"])
    wake_on_commit("letters")
    return len(some)


def claim(*, at: datetime, limit: int) -> list[Letter]:
    """Take up to ``limit`` letters that are due."""
    return _due.some(at, limit=limit)


def settle(*, letter: Letter, words: str, at: datetime) -> None:
    """The mail server took it: it is sent."""
    leasing.release(letter, state=Letter.State.SENT, words=words[:2000], sent_at=at)


def put_off(*, letter: Letter, words: str, at: datetime) -> None:
    """Try it again later; after about two days a person looks at it."""
    if letter.attempts >= _GIVEN_UP_AFTER:
        refuse(letter=letter, words=words)
        return
    wait = leasing.backoff(letter.attempts, longest=_LONGEST_WAIT)
    leasing.release(letter, words=words[:2000], due_at=at + wait)


def refuse(*, letter: Letter, words: str) -> None:
    """It cannot be sent: the mail server says no for good."""
    leasing.release(letter, state=Letter.State.REFUSED, words=words[:2000])


@transaction.atomic
def hand_over(*, letter: Letter, by: Person, at: datetime) -> None:
    """An officer gave the letter to its applicant, or posted it. Raises ``WrongState``."""
    must_handle(by, letter.request.matter)
    by_hand = (Letter.State.BY_HAND, Letter.State.REFUSED)
    rows = Letter.objects.filter(pk=letter.pk, state__in=by_hand)
    if not rows.update(state=Letter.State.HANDED, sent_at=at):
        raise WrongState(_("This letter is out already."))
    words = f"{letter.get_kind_display()}: {letter.request.number}"
    matter = letter.request.matter
    write(Entry.Kind.LETTER, matter=matter, request=letter.request, at=at, text=words, by=by)


def _letter(request: Request, kind: str, at: datetime) -> Letter:
    state = Letter.State.WAITING if request.reachable else Letter.State.BY_HAND
    return Letter(
        request=request, kind=kind, created_at=at, due_at=at, key=str(uuid4()), state=state
    )
