"""Terms are proposed, signed by both sides over one digest, or sent back with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.documents.digest import sha256_hex
from sasando.parties.actions import signing_key_of
from sasando.parties.models import Person
from sasando.partnership import signals
from sasando.partnership.actions.drafting import copy_terms, locked_draft
from sasando.partnership.checking import problems_of
from sasando.partnership.content import canonical_terms
from sasando.partnership.exceptions import NotReady, NotTheirs, WrongState
from sasando.partnership.models import Agreement, Terms, TermsSignature, statement
from sasando.partnership.permissions import signs_for
from sasando.partnership.promises import Side

State = Terms.State


@transaction.atomic
def propose(*, terms: Terms, by: Person, at: datetime) -> Terms:
    """Freeze a draft for signature. Raises ``NotReady`` with everything that is missing."""
    draft = locked_draft(terms)
    if problems := problems_of(draft):
        raise NotReady(problems)
    draft.canonical = canonical_terms(draft)
    draft.digest = sha256_hex(draft.canonical.encode())
    draft.state, draft.proposed_by, draft.proposed_at = State.PROPOSED, by, at
    draft.save()
    log(draft.agreement, "sasando.terms_proposed", user=by, data=_said(draft))
    return draft


@transaction.atomic
def sign_terms(*, terms: Terms, by: Person, at: datetime) -> TermsSignature:
    """Sign proposed terms for the side of ``by``; with both signatures they are in force.

    Raises ``WrongState``, ``NotTheirs``, or what keeps the organisation's key from signing
    (``SigningKeyUnusable``).
    """
    held = _proposed(terms)
    side = may_sign(held.agreement, by, wrote=held.proposed_by_id)
    if held.signatures.filter(side=side).exists():
        raise WrongState(_("Your side has signed already."))
    signature = TermsSignature(
        terms=held, **signed(TermsSignature.WHAT, held.digest, held.agreement, side, by, at)
    )
    signature.save()
    log(held.agreement, "sasando.terms_signed", user=by, data=_said(held) | {"side": side})
    if held.signatures.count() == len(Side):
        _bring_into_force(held, at)
    return signature


def _bring_into_force(terms: Terms, at: datetime) -> None:
    Terms.objects.in_force().filter(agreement=terms.agreement_id).update(state=State.REPLACED)
    terms.state, terms.in_force_at = State.IN_FORCE, at
    terms.save(update_fields=["state", "in_force_at"])
    log(terms.agreement, "sasando.terms_in_force", data=_said(terms))
    signals.in_force.send(sender=Terms, terms=terms, at=at)


@transaction.atomic
def send_back(*, terms: Terms, by: Person, reason: str, at: datetime) -> Terms:
    """Send proposed terms back; they stay with the reason, and a fresh draft takes their place.

    Raises ``WrongState``.
    """
    held = _proposed(terms)
    held.state, held.reason = State.DECLINED, reason
    held.save(update_fields=["state", "reason"])
    log(held.agreement, "sasando.terms_sent_back", user=by, data=_said(held) | {"reason": reason})
    draft = copy_terms(terms=held, number=held.number, by=by, at=at)
    draft.change = held.change
    draft.save(update_fields=["change"])
    return draft


def may_sign(agreement: Agreement, person: Person, *, wrote: int | None) -> str:
    """Return the side ``person`` signs for. Raises ``NotTheirs``: nobody signs what they proposed."""
    side = signs_for(person, agreement)
    if not side:
        raise NotTheirs(
            _(
                "For the commission a second officer or the head of data and information signs, for"
                " the newsroom its editor-in-chief or business supervisor."
            )
        )
    if person.pk == wrote:
        raise NotTheirs(_("Nobody signs what they proposed: let a colleague sign."))
    return side


def signed(
    what: str, digest: str, agreement: Agreement, side: str, person: Person, at: datetime
) -> dict[str, Any]:
    """Return the fields of a signature of ``person`` over ``digest``. Raises ``SigningKeyUnusable``."""
    organisation = agreement.organisation(side)
    key = signing_key_of(organisation)
    message = statement(
        what=what,
        digest=digest,
        side=side,
        person=person.display_name,
        office=person.office,
        party=organisation.code,
        at=at,
    )
    return {
        "side": side,
        "person": person,
        "person_name": person.display_name,
        "office": person.office,
        "organisation": organisation,
        "party_name": organisation.name,
        "at": at,
        "digest": digest,
        "key_id": key.key_id,
        "signature": key.sign(message),
    }


def _proposed(terms: Terms) -> Terms:
    held = (
        Terms.objects.select_for_update(of=("self",))
        .select_related("agreement__commission", "agreement__media")
        .get(pk=terms.pk)
    )
    if held.state != State.PROPOSED:
        raise WrongState(_("These terms do not wait for a signature."))
    return held


def _said(terms: Terms) -> dict[str, Any]:
    return {"version": terms.number, "digest": terms.digest}
