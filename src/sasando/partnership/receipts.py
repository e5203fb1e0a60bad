"""What machines brought back, as it may prove a deliverable. Reads only.

A story has one key an outlet, its languages and corrections taken together: carried in two languages
or corrected it is still one story there. A programme has one key wherever it went out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.desk.models import State, Version
from sasando.live.models import Production
from sasando.partnership.checking import family
from sasando.partnership.models import Agreement, Proof, Terms
from sasando.partnership.promises import PAID_KINDS, Medium

_PLATFORMS = frozenset({"facebook", "instagram", "telegram-channel", "youtube"})
_STANDING = (State.CURRENT, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One publication with its proof, whatever brought it."""

    key: str
    how: Proof.How
    medium: Medium | None  # None: counts only where its outlet is named
    title: str
    shown_at: datetime
    address: str
    audiences: frozenset[str]
    version: Version
    outlet: Outlet | None = None
    hand_over: HandOver | None = None
    production: Production | None = None
    size: int | None = None  # minutes, of a programme


def receipt_of_copy(hand_over: HandOver) -> Receipt | None:
    """Return the receipt of a copy that stands at an outlet, ``None`` for what can prove nothing."""
    delivery = hand_over.delivery
    version = delivery.version
    if delivery.goal != Delivery.Goal.CARRY or not is_payable(version):
        return None
    outlet = delivery.outlet
    if outlet.flags.is_printed and not hand_over.proof_code:
        return None  # the layout desk has it: that is no printed page
    if not (hand_over.address or hand_over.proof_code):
        return None  # a file that nobody can look at
    return Receipt(
        key=f"copy:{outlet.pk}:{version.item.translation_key}",
        how=Proof.How.READ if hand_over.proof_code else Proof.How.RECEIPT,
        medium=_medium(outlet),
        title=version.headline,
        shown_at=hand_over.at,
        address=hand_over.address,
        audiences=_audiences(version),
        version=version,
        outlet=outlet,
        hand_over=hand_over,
    )


def receipt_of_programme(production: Production) -> Receipt | None:
    """Return the receipt of an episode that was on air, ``None`` for one that was not."""
    if production.state != Production.State.ENDED or production.live_at is None:
        return None
    version = production.episode.versions.filter(state__in=_STANDING).order_by("-number").first()
    if version is None or not is_payable(version):
        return None
    addresses = [b.address for b in production.broadcasts.order_by("pk") if b.address and b.live_at]
    ended = production.ended_at or production.live_at
    return Receipt(
        key=f"air:{production.episode.translation_key}",
        how=Proof.How.AIRED,
        medium=Medium.EPISODE,
        title=version.headline,
        shown_at=production.live_at,
        address=addresses[0] if addresses else "",
        audiences=_audiences(version),
        version=version,
        production=production,
        size=round((ended - production.live_at).total_seconds() / 60),
    )


def is_payable(version: Version) -> bool:
    """Whether ``version`` may prove a paid deliverable: its kind is made together, and its item stands.

    A corrected item stands; of one that was withdrawn no earlier version proves anything either.
    """
    if version.kind not in PAID_KINDS:
        return False
    return Version.objects.filter(item=version.item_id, state__in=_STANDING).exists()


def concerned(receipt: Receipt) -> list[Terms]:
    """Return the terms in force that ``receipt`` may count for, the oldest agreement first."""
    day = timezone.localdate(receipt.shown_at)
    terms = (
        Terms.objects.in_force()
        .filter(starts__lte=day, ends__gte=day)
        .select_related("agreement__commission", "agreement__media")
        .order_by("agreement_id")
    )
    return [one for one in terms if _is_theirs(receipt, one.agreement)]


def _is_theirs(receipt: Receipt, agreement: Agreement) -> bool:
    """A text that both parties answer for, at an outlet of the newsroom or its network, if at one."""
    if not is_of_both(receipt.version, agreement):
        return False
    outlet = receipt.outlet
    return outlet is None or outlet.organisation_id in family(agreement.media)


def is_of_both(version: Version, agreement: Agreement) -> bool:
    """Whether both parties of ``agreement`` answer for the text, as its publisher or its partners."""
    content = version.content
    parties = {content.publisher.code, *(partner.code for partner in content.partners)}
    return {agreement.commission.code, agreement.media.code} <= parties


def unseen_receipts(terms: Terms) -> list[Receipt]:
    """Return the receipts within the period of ``terms`` that no proof knows yet, the oldest first."""
    found = [*map(receipt_of_copy, _copies(terms)), *map(receipt_of_programme, _programmes(terms))]
    receipts = sorted(filter(None, found), key=lambda receipt: receipt.shown_at)
    keys = [receipt.key for receipt in receipts]
    known = set(Proof.objects.filter(key__in=keys).values_list("key", flat=True))
    return [receipt for receipt in receipts if receipt.key not in known]


def _copies(terms: Terms) -> QuerySet[HandOver]:
    copies = HandOver.objects.filter(
        at__date__gte=terms.starts,
        at__date__lte=terms.ends,
        delivery__goal=Delivery.Goal.CARRY,
        delivery__outlet__organisation__in=family(terms.agreement.media),
        delivery__version__kind__in=PAID_KINDS,
        delivery__item__in=Version.objects.filter(state__in=_STANDING).values("item"),
    )
    known = Proof.objects.filter(hand_over__isnull=False).values("hand_over")
    return copies.exclude(pk__in=known).select_related(
        "delivery__version__item", "delivery__outlet"
    )


def _programmes(terms: Terms) -> QuerySet[Production]:
    return (
        Production.objects.filter(
            state=Production.State.ENDED,
            live_at__date__gte=terms.starts,
            live_at__date__lte=terms.ends,
        )
        .exclude(pk__in=Proof.objects.filter(production__isnull=False).values("production"))
        .select_related("episode")
    )


def _medium(outlet: Outlet) -> Medium | None:
    """What kind of delivery a copy at ``outlet`` is; only hands know where a kit was carried."""
    if outlet.flags.is_printed:
        return Medium.PRINT
    if outlet.channel in _PLATFORMS:
        return Medium.POST
    return None if outlet.flags.needs_hands else Medium.ONLINE


def _audiences(version: Version) -> frozenset[str]:
    return frozenset(audience.value for audience in version.content.audiences)
