"""Receipts tick deliverables: each publication once, in the line that waits for it first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.desk.models import State, Version
from sasando.partnership.models import Agreement, Deliverable, Proof, Terms
from sasando.partnership.promises import BY_MACHINE, Medium
from sasando.partnership.receipts import Receipt, concerned, is_payable, unseen_receipts

Proven = Mapping[tuple[int, str], int]
"""How many proofs count, by agreement and code of the deliverable."""

_LOOKED_BACK = timedelta(days=60)  # how long after its end an agreement is still caught up with


@transaction.atomic
def count(*, receipt: Receipt, at: datetime) -> Proof | None:
    """Let ``receipt`` prove what it can; ``None`` where nothing waits for it, or it is counted already.

    Of several agreements the line that fits best has it: the same publication never counts twice.
    """
    terms = concerned(receipt)
    agreements = sorted({one.agreement_id for one in terms})
    list(Agreement.objects.select_for_update(of=("self",)).filter(pk__in=agreements).order_by("pk"))
    if not terms or Proof.objects.of_publication(receipt.key, receipt.address).exists():
        return None
    rows = Deliverable.objects.filter(terms__in=terms).select_related("terms")
    row = choose(list(rows), counted(agreements), receipt)
    if row is None:
        return None
    return Proof.objects.create(
        key=receipt.key,
        agreement_id=row.terms.agreement_id,
        code=row.code,
        how=receipt.how,
        title=receipt.title,
        shown_at=receipt.shown_at,
        address=receipt.address,
        outlet=receipt.outlet,
        version=receipt.version,
        hand_over=receipt.hand_over,
        production=receipt.production,
        size=receipt.size,
        counted_at=at,
    )


def counted(agreements: Sequence[int]) -> Proven:
    """How many proofs stand, by agreement and code of the deliverable."""
    proofs = Proof.objects.counted().filter(agreement__in=agreements)
    return Counter(proofs.values_list("agreement_id", "code"))


def choose(rows: Sequence[Deliverable], proven: Proven, receipt: Receipt) -> Deliverable | None:
    """Return the line that ``receipt`` proves, ``None`` if it fits none.

    Of several the one that says most exactly what it wants, then the one due first; a line that has
    all it asks for comes after every line that has not, and then counts what was given beyond.
    """
    fitting = [row for row in rows if fits(row, receipt)]
    return min(
        fitting,
        key=lambda row: (
            proven.get((row.terms.agreement_id, row.code), 0) >= row.number,
            not row.outlet_id,
            not row.audience,
            row.deadline,
            row.pk,
        ),
        default=None,
    )


def fits(row: Deliverable, receipt: Receipt) -> bool:
    """Whether ``receipt`` is what ``row`` asks for."""
    if row.medium not in BY_MACHINE and row.medium != Medium.PRINT:
        return False
    if row.audience and row.audience not in receipt.audiences:
        return False
    if row.outlet_id is not None:
        at_outlet = receipt.outlet is not None and receipt.outlet.pk == row.outlet_id
        return at_outlet and receipt.medium in (None, row.medium)
    return receipt.medium == row.medium


@transaction.atomic
def take_back_withdrawn(*, version: Version, reason: str, at: datetime) -> int:
    """Take back every proof by an item that was withdrawn; return how many. The reason is shown."""
    proofs = Proof.objects.counted().select_for_update(of=("self",)).select_related("agreement")
    taken = list(proofs.filter(version__item=version.item_id))
    for proof in taken:
        proof.state, proof.taken_back_at = Proof.State.TAKEN_BACK, at
        proof.reason = (_("The text was withdrawn: %(reason)s") % {"reason": reason})[:500]
        proof.save(update_fields=["state", "taken_back_at", "reason"])
        said = {"title": proof.title, "code": proof.code, "reason": proof.reason}
        log(proof.agreement, "sasando.proof_taken_back", data=said)
    return len(taken)


def catch_up(*, at: datetime) -> int:
    """Count what no signal brought, and take back what was withdrawn; return how many proofs are new.

    A signal that was lost, or a receipt that was there before the signatures, loses nothing.
    """
    proven = Version.objects.filter(item__in=Proof.objects.counted().values("version__item"))
    for version in proven.filter(state=State.WITHDRAWN):
        if not is_payable(version):  # nothing newer of it stands
            take_back_withdrawn(version=version, reason=version.standing_note, at=at)
    since = timezone.localdate(at) - _LOOKED_BACK
    running = Terms.objects.in_force().filter(ends__gte=since).select_related("agreement__media")
    return sum(count_unseen(terms=terms, at=at) for terms in running.order_by("agreement_id"))


def count_unseen(*, terms: Terms, at: datetime) -> int:
    """Count the receipts of one agreement's period that no proof knows; return how many are new."""
    receipts = unseen_receipts(terms)
    return sum(count(receipt=receipt, at=at) is not None for receipt in receipts)
