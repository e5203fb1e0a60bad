"""What the room keeps as proof, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sasando.partnership.models import Proof
from sasando.retention.rules import Effect, Rows, Rule, Stays


def _copies(at: datetime, kept: timedelta) -> Rows:
    kept_files = ~Q(archive="") | ~Q(file="")
    return Rows(Proof.objects.filter(kept_files, counted_at__lt=at - kept), "counted_at")


def _drop_copies(proofs: QuerySet[Any], at: datetime) -> None:
    """Delete the files once it is sure that nothing names them; the digests stay."""
    for proof in proofs:
        for file in (proof.archive, proof.file):
            if file:
                transaction.on_commit(partial(file.storage.delete, str(file.name)))
    proofs.update(archive="", file="")


RULES = (
    Rule(
        key="partnership.copies",
        kind=_("Copies of pages (WARC) and photos that prove what was delivered"),
        personal=_("What stood on the page of the partner: names, comments, pictures"),
        counted_from=_("the day the proof was counted"),
        why=_("A settlement is examined by them. Address, date and digest stay."),
        basis=_(
            "Law 8/1997 on company documents, Article 11: records behind the books for ten years "
            "after the end of their financial year, so no less than eleven from the proof"
        ),
        effect=Effect.UNNAMED,
        usual=timedelta(days=11 * 365 + 3),
        bounds=(timedelta(days=11 * 365 + 3), timedelta(days=30 * 365)),
        models=("sasando_partnership.Proof",),
        due=_copies,
        forget=_drop_copies,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=(
            "sasando_partnership.Agreement",
            "sasando_partnership.Deliverable",
            "sasando_partnership.Goal",
            "sasando_partnership.Handover",
            "sasando_partnership.HandoverSignature",
            "sasando_partnership.Package",
            "sasando_partnership.Paper",
            "sasando_partnership.Rate",
            "sasando_partnership.Reminder",
            "sasando_partnership.Terms",
            "sasando_partnership.TermsSignature",
        ),
        why=_("What both sides signed, and what came of it: public money is accounted for by it."),
        personal=_("Name and office of who signed for their organisation."),
    ),
)
