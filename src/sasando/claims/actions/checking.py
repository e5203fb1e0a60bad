"""The check of a claim: who does it, what they note, how it ends. Each step leaves a log entry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Claim, WorkEntry
from sasando.claims.seats import may_check
from sasando.parties.models import Person


@transaction.atomic
def assign(
    *, claim: Claim, checker: Person, second: Person | None = None, by: Person, at: datetime
) -> Claim:
    """Give ``claim`` to ``checker``, and to ``second`` who checks the check.

    Raises ``NotAllowed`` for people who may not check, or one person twice; ``WrongState``.
    """
    claim = _open(claim)
    if second is not None and second.pk == checker.pk:
        raise NotAllowed(_("The second checker must be somebody else."))
    for person in filter(None, (checker, second)):
        if not may_check(person):
            raise NotAllowed(_("%(name)s does not work at a fact-check desk.") % {"name": person})
    claim.assignee, claim.second_checker, claim.state = checker, second, Claim.State.CHECKING
    claim.save(update_fields=["assignee", "second_checker", "state"])
    names = f"{checker} · {second}" if second else str(checker)
    _log(claim, WorkEntry.Kind.ASSIGNED, names, by, at)
    return claim


@transaction.atomic
def note(*, claim: Claim, text: str, by: Person, at: datetime) -> WorkEntry:
    """Write one line into the log of ``claim``. Raises ``WrongState`` for an empty one."""
    if not text.strip():
        raise WrongState(_("Write what you found before you save it."))
    return _log(claim, WorkEntry.Kind.NOTE, text.strip(), by, at)


@transaction.atomic
def describe(
    *, claim: Claim, wording: str, harm: str, about_commission: bool, by: Person, at: datetime
) -> Claim:
    """Say what the claim is, in its own words, what harm it does, and whom it is about."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if not wording.strip():
        raise WrongState(_("Give the claim in its own words."))
    claim.wording, claim.harm = wording.strip()[:5000], harm
    claim.about_commission = about_commission
    claim.save(update_fields=["wording", "harm", "about_commission"])
    said = f"{claim.get_harm_display()} · {claim.wording}"
    _log(claim, WorkEntry.Kind.RATED, said, by, at)
    return claim


@transaction.atomic
def drop(*, claim: Claim, because: str, by: Person, at: datetime) -> Claim:
    """Close ``claim`` without a verdict; the reason stays on record. Raises ``WrongState``."""
    claim = _open(claim)
    if not because.strip():
        raise WrongState(_("Say why this claim is not to be checked."))
    claim.state, claim.closed_at, claim.closed_because = Claim.State.DROPPED, at, because[:300]
    claim.save(update_fields=["state", "closed_at", "closed_because"])
    _log(claim, WorkEntry.Kind.CLOSED, because, by, at)
    return claim


@transaction.atomic
def reopen(*, claim: Claim, by: Person, at: datetime) -> Claim:
    """Take up a claim that was dropped, or whose answer is doubted. Raises ``WrongState``."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    doubted = Claim.objects.doubted().filter(pk=claim.pk)
    if claim.state != Claim.State.DROPPED and not doubted.exists():
        raise WrongState(_("Only a claim that was dropped or doubted can be taken up again."))
    take_up(claim=claim, by=by, at=at)
    return claim


def take_up(*, claim: Claim, at: datetime, by: Person | None = None) -> None:
    """Put a closed claim (locked) back on the desk's list: nothing answers it any more."""
    if claim.state not in (Claim.State.SETTLED, Claim.State.DROPPED):
        return
    claim.state = Claim.State.CHECKING if claim.assignee_id else Claim.State.OPEN
    claim.closed_at, claim.closed_because = None, ""
    claim.save(update_fields=["state", "closed_at", "closed_because"])
    _log(claim, WorkEntry.Kind.NOTE, _("Taken up again."), by, at)


def _open(claim: Claim) -> Claim:
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.state not in (Claim.State.OPEN, Claim.State.CHECKING):
        raise WrongState(
            _("This claim is closed: %(state)s.") % {"state": claim.get_state_display()}
        )
    return claim


def _log(claim: Claim, kind: str, text: str, by: Person | None, at: datetime) -> WorkEntry:
    return WorkEntry.objects.create(claim=claim, kind=kind, text=text, by=by, at=at)
