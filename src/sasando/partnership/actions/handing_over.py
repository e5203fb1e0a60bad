"""The handover report is made, signed by both sides, or sent back; signed, its archive is kept."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.documents.digest import sha256_hex
from sasando.parties.models import Person
from sasando.partnership import signals
from sasando.partnership.actions.signing import may_sign, signed
from sasando.partnership.bundle import bundle_of
from sasando.partnership.exceptions import WrongState
from sasando.partnership.models import Agreement, Handover, HandoverSignature
from sasando.partnership.promises import Side
from sasando.partnership.report import canonical_report

State = Handover.State


@transaction.atomic
def make_handover(*, agreement: Agreement, by: Person, at: datetime) -> Handover:
    """Freeze what stands now as a report for signature. Raises ``WrongState``."""
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    terms = held.terms.in_force().first()
    if terms is None:
        raise WrongState(_("Only what both sides signed can be handed over."))
    if terms.handovers.filter(state=State.PROPOSED).exists():
        raise WrongState(_("A report waits for signatures already: sign it, or send it back."))
    canonical = canonical_report(terms, at=at)
    handover = Handover.objects.create(
        terms=terms,
        canonical=canonical,
        digest=sha256_hex(canonical.encode()),
        made_by=by,
        made_at=at,
    )
    log(agreement, "sasando.report_made", user=by, data={"digest": handover.digest})
    return handover


@transaction.atomic
def sign_handover(*, handover: Handover, by: Person, at: datetime) -> HandoverSignature:
    """Sign a report for the side of ``by``; with both signatures its archive is made and kept.

    Raises ``WrongState``, ``NotTheirs``, ``SigningKeyUnusable``.
    """
    held = _waiting(handover)
    agreement = held.terms.agreement
    side = may_sign(agreement, by, wrote=held.made_by_id)
    if held.signatures.filter(side=side).exists():
        raise WrongState(_("Your side has signed already."))
    signature = HandoverSignature(
        handover=held, **signed(HandoverSignature.WHAT, held.digest, agreement, side, by, at)
    )
    signature.save()
    said = {"digest": held.digest, "side": side}
    log(agreement, "sasando.report_signed", user=by, data=said)
    if held.signatures.count() == len(Side):
        _close(held, at)
    return signature


def _close(handover: Handover, at: datetime) -> None:
    handover.state, handover.signed_at = State.SIGNED, at
    content = bundle_of(handover, at=at)
    handover.sha256 = sha256_hex(content)
    handover.bundle.save(f"{handover.sha256}.zip", ContentFile(content), save=False)
    handover.save(update_fields=["state", "signed_at", "bundle", "sha256"])
    signals.handed_over.send(sender=Handover, handover=handover, at=at)


@transaction.atomic
def send_report_back(*, handover: Handover, by: Person, reason: str) -> Handover:
    """Send a report back; it stays with the reason, and a new one can be made. Raises ``WrongState``."""
    held = _waiting(handover)
    held.state, held.reason = State.DECLINED, reason
    held.save(update_fields=["state", "reason"])
    said = {"digest": held.digest, "reason": reason}
    log(held.terms.agreement, "sasando.report_sent_back", user=by, data=said)
    return held


def _waiting(handover: Handover) -> Handover:
    held = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("terms__agreement__commission", "terms__agreement__media")
        .get(pk=handover.pk)
    )
    if held.state != State.PROPOSED:
        raise WrongState(_("This report does not wait for a signature."))
    return held
