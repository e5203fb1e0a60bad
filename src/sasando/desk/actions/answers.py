"""What people answer: yes and no to a version, and whether a media party carries it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sasando.desk import signals
from sasando.desk.actions.proposals import check_unchanged, locked
from sasando.desk.actions.publication import is_due, put_out
from sasando.desk.actions.records import record
from sasando.desk.actions.tasks import advance_workflow, refuse_workflow, stop_workflow
from sasando.desk.exceptions import NotAllowed, WrongState
from sasando.desk.models import Acceptance, Approval, Refusal, State, Version, seats_of
from sasando.desk.policy import Barrier, Requirement, Seat, may_approve, may_carry, may_refuse
from sasando.parties.actions import signing_key_of
from sasando.parties.models import Organisation, Person
from sasando.trust.signing import sign_approval

_WHY_NOT = {
    Barrier.AUTHOR: gettext_lazy("Nobody approves what they wrote."),
    Barrier.ROLE: gettext_lazy("The approval policy asks for someone in another role."),
    Barrier.TWICE: gettext_lazy("You approved this version already."),
    Barrier.COMPLETE: gettext_lazy("Nothing is left to approve."),
}


@transaction.atomic
def approve(
    *, version: Version, by: Person, at: datetime, requirement: str | None = None
) -> Version:
    """Sign ``by``'s yes to exactly this digest; publish at once when it was the last and it is due.

    ``requirement`` names one of the policy row; without it, the first that ``by`` can meet. The
    text is composed again first: what changed since the proposal is not approved unseen.
    Raises ``NotAllowed``, ``WrongState``, and ``parties.exceptions.SigningKeyUnusable``.
    """
    version = locked(version)
    if version.state != State.PROPOSED:
        raise WrongState(_("“%(version)s” does not wait for approval.") % {"version": version})
    check_unchanged(version)
    _sign(version, by=by, at=at, wanted=requirement, published=False)
    if not version.missing_approvals():
        version.state = State.APPROVED
        version.save(update_fields=["state"])
    advance_workflow(version=version, by=by)
    if version.state == State.APPROVED and is_due(version, at):
        return put_out(version, at)
    return version


@transaction.atomic
def confirm_notice(*, version: Version, by: Person, at: datetime) -> Version:
    """Let a second officer confirm an urgent notice that is out; late is better than never.

    Raises ``NotAllowed``, ``WrongState``.
    """
    version = locked(version)
    if version.state != State.CURRENT or version.confirmed:
        raise WrongState(_("“%(version)s” does not wait for confirmation.") % {"version": version})
    approval = _sign(version, by=by, at=at, wanted=None, published=True)
    version.confirmed = True
    version.save(update_fields=["confirmed"])
    signals.confirmed.send(sender=Version, version=version, approval=approval, at=at)
    return version


def _sign(
    version: Version, *, by: Person, at: datetime, wanted: str | None, published: bool
) -> Approval:
    answer = may_approve(
        version.case, person=by.pk, seats=seats_of(by), wanted=wanted, published=published
    )
    if isinstance(answer, Barrier):
        raise NotAllowed(_WHY_NOT[answer])
    met, seat = answer
    approval = _write_approval(version, by=by, at=at, met=met, seat=seat)
    record("approved", version, by=by, requirement=met.name, organisation=seat.party)
    if not published:
        signals.approved.send(sender=Version, version=version, approval=approval, at=at)
    return approval


def _write_approval(
    version: Version, *, by: Person, at: datetime, met: Requirement, seat: Seat
) -> Approval:
    organisation = Organisation.objects.get(code=seat.party)
    signed = sign_approval(
        key=signing_key_of(organisation),
        document_digest=version.digest,
        requirement=met.name,
        person=by.display_name,
        office=by.office,
        party=organisation.party,
        at=at,
    )
    return Approval.objects.create(
        version=version,
        requirement=met.name,
        person=by,
        person_name=signed.person,
        office=signed.office,
        organisation=organisation,
        party_name=signed.party.name,
        at=at,
        digest=signed.digest,
        key_id=signed.key_id,
        signature=signed.signature,
    )


@transaction.atomic
def refuse(*, version: Version, by: Person, reason: str, at: datetime) -> Version:
    """Say no, with a reason that is kept for ever; the text goes back to its authors.

    Whoever could approve may refuse. Raises ``NotAllowed`` (also without a reason), ``WrongState``.
    """
    version = locked(version)
    if version.state not in (State.PROPOSED, State.APPROVED):
        raise WrongState(_("“%(version)s” does not wait any more.") % {"version": version})
    _check_may_refuse(version, by)
    if not reason.strip():
        raise NotAllowed(_("A refusal needs its reason."))
    was_proposed = version.state == State.PROPOSED
    refusal = Refusal.objects.create(version=version, person=by, reason=reason.strip(), at=at)
    version.state = State.REFUSED
    version.save(update_fields=["state"])
    if was_proposed:
        refuse_workflow(version=version, by=by, reason=reason.strip())
    else:
        stop_workflow(version=version, by=by)
    record("refused", version, by=by, reason=refusal.reason)
    signals.refused.send(sender=Version, version=version, refusal=refusal, at=at)
    return version


def _check_may_refuse(version: Version, by: Person) -> None:
    barrier = may_refuse(version.case, person=by.pk, seats=seats_of(by))
    if barrier is not None:
        raise NotAllowed(_WHY_NOT[barrier])


@transaction.atomic
def accept(*, version: Version, organisation: Organisation, by: Person, at: datetime) -> Acceptance:
    """Let a media party carry the version on its own outlets. Raises ``NotAllowed``, ``WrongState``."""
    acceptance = _answer_for(organisation, version=version, by=by, carries=True, reason="", at=at)
    signals.accepted.send(
        sender=Version, version=acceptance.version, organisation=organisation, at=at
    )
    return acceptance


@transaction.atomic
def decline(
    *, version: Version, organisation: Organisation, by: Person, reason: str, at: datetime
) -> Acceptance:
    """Let a media party not carry the version; it may say why.

    Raises ``NotAllowed``, ``WrongState``.
    """
    acceptance = _answer_for(
        organisation, version=version, by=by, carries=False, reason=reason.strip(), at=at
    )
    signals.declined.send(
        sender=Version,
        version=acceptance.version,
        organisation=organisation,
        reason=acceptance.reason,
        at=at,
    )
    return acceptance


def _answer_for(
    organisation: Organisation,
    *,
    version: Version,
    by: Person,
    carries: bool,
    reason: str,
    at: datetime,
) -> Acceptance:
    version = locked(version)
    if version.state not in (State.APPROVED, State.CURRENT):
        raise WrongState(_("“%(version)s” is not there to be carried.") % {"version": version})
    if not may_carry(version.policy_row, seats_of(by), organisation.code):
        raise NotAllowed(
            _("%(person)s cannot answer for %(organisation)s on this text.")
            % {"person": by.display_name, "organisation": organisation}
        )
    before = version.acceptances.filter(organisation=organisation).first()
    if before is not None and before.carries and not carries:
        raise WrongState(_("It was accepted already: the copies are out."))
    acceptance, _made = Acceptance.objects.update_or_create(
        version=version,
        organisation=organisation,
        defaults={"carries": carries, "reason": reason, "person": by, "at": at},
    )
    record(
        "accepted" if carries else "declined",
        version,
        by=by,
        organisation=organisation.code,
        reason=reason,
    )
    return acceptance
