"""A person brings what no machine can prove; what is refused is written down with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.channels.models import Outlet
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.parties.models import Person
from sasando.partnership.exceptions import AlreadyProven, NeverPaid, ProofRefused, WrongState
from sasando.partnership.models import Agreement, Deliverable, Proof
from sasando.partnership.promises import PAID_KINDS, Medium
from sasando.partnership.receipts import is_of_both, is_payable


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a person brings: a photo or scan, an address, a sentence."""

    title: str
    shown_at: datetime
    address: str = ""
    note: str = ""
    outlet: Outlet | None = None
    version: Version | None = None  # that the QR in the photo, or the address, names
    is_read: bool = False  # the QR was read in the photo
    file: bytes = b""
    suffix: str = ""  # of its name: ".jpg"
    size: int | None = None
    copies: int | None = None
    copies_per: str = ""
    sure: bool = False  # they say that the doubtful number of copies is right


def bring_proof(
    *, agreement: Agreement, row: Deliverable, brought: Brought, by: Person, at: datetime
) -> Proof:
    """Count what ``by`` brought for ``row``. Raises ``ProofRefused`` and keeps a line of the refusal.

    ``AlreadyProven`` names what the same publication, page or file proves; ``NeverPaid`` is said of a
    fact-check, news, or a correction.
    """
    try:
        with transaction.atomic():
            proof = _bring(agreement, row, brought, by, at)
            said = {"title": proof.title, "code": proof.code}
            if brought.sure:
                said["note"] = _("%(copies)s copies: confirmed after the question") % {
                    "copies": proof.copies
                }
            log(agreement, "sasando.proof_brought", user=by, data=said)
            return proof
    except ProofRefused as refused:
        said = {"title": brought.title, "code": row.code, "reason": str(refused)}
        log(agreement, "sasando.proof_refused", user=by, data=said)
        raise


def _bring(
    agreement: Agreement, row: Deliverable, brought: Brought, by: Person, at: datetime
) -> Proof:
    Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    terms = row.terms
    if not terms.covers(timezone.localdate(brought.shown_at)):
        raise ProofRefused(_("It was published outside the period of the agreement."))
    if brought.shown_at > at:
        raise ProofRefused(_("It is said to be published in the future."))
    refuse_what_is_never_paid(brought.version)
    if brought.version is not None and not is_of_both(brought.version, terms.agreement):
        raise ProofRefused(_("Not both parties of this agreement answer for this text."))
    digest = sha256(brought.file).hexdigest() if brought.file else ""
    key = _key(row, brought, digest)
    _refuse_twice(key, digest, brought.address)
    proof = Proof(
        agreement=agreement,
        code=row.code,
        key=key,
        how=Proof.How.READ if brought.is_read else Proof.How.FORM,
        title=brought.title,
        shown_at=brought.shown_at,
        address=brought.address,
        note=brought.note,
        outlet=brought.outlet,
        version=brought.version,
        brought_by=by,
        counted_at=at,
        size=brought.size,
        copies=brought.copies,
        copies_per=brought.copies_per if brought.copies else "",
        sha256=digest,
    )
    if brought.file:
        proof.file.save(f"{digest}{brought.suffix}", ContentFile(brought.file), save=False)
    proof.save()
    return proof


def refuse_what_is_never_paid(version: Version | None) -> None:
    """Raise ``NeverPaid`` for a version whose kind is never a paid deliverable, or that was withdrawn."""
    if version is None:
        return
    if version.kind == Kind.VERDICT:
        raise NeverPaid(_("A fact-check is never a paid deliverable, whoever it is about."))
    if version.kind not in PAID_KINDS:
        raise NeverPaid(
            _(
                "“%(title)s” is not made together: news, official releases and corrections are"
                " carried for what they are, and nobody pays for them."
            )
            % {"title": version.headline}
        )
    if not is_payable(version):
        raise ProofRefused(_("“%(title)s” was withdrawn.") % {"title": version.headline})


def _key(row: Deliverable, brought: Brought, digest: str) -> str:
    """A page is one thing on one day; what is on no page is its address, its file or its sentence."""
    if brought.version is not None and row.medium == Medium.PRINT:
        day = timezone.localdate(brought.shown_at)
        return f"page:{brought.version.item.translation_key}:{day}"
    if brought.address:
        return f"address:{sha256(brought.address.rstrip('/').encode()).hexdigest()}"
    if digest:
        return f"file:{digest}"
    said = "\n".join((row.code, brought.title, brought.shown_at.isoformat(), brought.note))
    return f"said:{sha256(said.encode()).hexdigest()}"


def _refuse_twice(key: str, digest: str, address: str) -> None:
    there = Proof.objects.of_publication(key, address).first()
    if there is None and digest:
        there = Proof.objects.filter(sha256=digest).first()
    if there is not None:
        raise AlreadyProven(
            _(
                "This proves “%(title)s” already (%(code)s, %(number)s); one publication proves once."
            )
            % {"title": there.title, "code": there.code, "number": there.agreement.number}
        )


@transaction.atomic
def take_back(*, proof: Proof, by: Person, reason: str, at: datetime) -> Proof:
    """Let a proof count no more; it stays with the reason. Raises ``WrongState``."""
    held = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not held.counts:
        raise WrongState(_("This proof was taken back already."))
    held.state, held.taken_back_at, held.taken_back_by = Proof.State.TAKEN_BACK, at, by
    held.reason = reason
    held.save(update_fields=["state", "taken_back_at", "taken_back_by", "reason"])
    said: dict[str, Any] = {"title": held.title, "code": held.code, "reason": reason}
    log(held.agreement, "sasando.proof_taken_back", user=by, data=said)
    return held


@transaction.atomic
def move(*, proof: Proof, row: Deliverable, by: Person) -> Proof:
    """Let a proof count for another deliverable of the same agreement. Raises ``WrongState``."""
    held = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not held.counts or row.terms.agreement_id != held.agreement_id:
        raise WrongState(_("Only a proof that counts moves, within its own agreement."))
    said = {"title": held.title, "before": held.code, "after": row.code}
    held.code = row.code
    held.save(update_fields=["code"])
    log(held.agreement, "sasando.proof_moved", user=by, data=said)
    return held
