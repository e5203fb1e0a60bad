"""The heads of the transparency log, day by day; the newest is signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.defined import filled
from sasando.desk.models import LogLeaf
from sasando.documents.vocabulary import PartyKind
from sasando.parties.actions import signing_key_of
from sasando.parties.exceptions import SigningKeyUnusable
from sasando.parties.models import Organisation
from sasando.trust.heads import SignedHead, sign_head
from sasando.trust.log import Tree
from sasando.trust.signing import timestamp


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return the heads of all days up to ``at``; a query a day."""
    return (filled("log-heads", _heads(at)),)


def signed_head(tree: Tree, *, at: datetime) -> SignedHead | None:
    """Return the head of ``tree``, whose last entry is of ``at``, signed by the commission.

    ``None`` while it has no key on this machine.
    """
    commission = Organisation.objects.of_kind(PartyKind.COMMISSION).order_by("pk").first()
    if commission is None:
        return None
    try:
        key = signing_key_of(commission)
    except SigningKeyUnusable:
        return None
    return sign_head(key=key, size=tree.size, root=tree.root(), at=at)


def _heads(at: datetime) -> Iterator[dict[str, Cell]]:
    days = list(
        LogLeaf.objects.filter(at__lte=at)
        .order_by()
        .annotate(day=TruncDate("at", tzinfo=get_default_timezone()))
        .values_list("day")
        .annotate(last=Max("index"))
        .order_by("last")
    )
    moments = dict(
        LogLeaf.objects.filter(index__in=[last for _day, last in days]).values_list("index", "at")
    )
    whole = LogLeaf.objects.tree()
    for number, (day, last) in enumerate(days, 1):
        tree = Tree(last + 1, whole.read)
        signed = signed_head(tree, at=moments[last]) if number == len(days) else None
        yield {
            "day": day,
            "size": tree.size,
            "root": tree.root().hex(),
            "at": moments[last].replace(microsecond=0),
            "signed_at": timestamp(signed.at) if signed else None,
            "key_id": signed.key_id if signed else None,
            "signature": signed.signature if signed else None,
        }
