"""What the partnership room hears: copies that arrived, programmes that ended, texts withdrawn.

Counting waits for the commit and stops nothing: what goes wrong here is caught up with later, and a
receipt is never lost for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from sasando.channels import signals as channels
from sasando.channels.models import HandOver, Outlet
from sasando.desk import signals as desk
from sasando.desk.models import Version
from sasando.live import signals as live
from sasando.live.models import Production
from sasando.partnership import actions, signals
from sasando.partnership.models import Terms
from sasando.partnership.promises import PAID_KINDS
from sasando.partnership.receipts import receipt_of_copy, receipt_of_programme
from sasando.reach.signals import circulation_entered


@receiver(channels.handed_over)
def count_a_copy(*, hand_over: HandOver, at: datetime, **_: Any) -> None:
    if hand_over.delivery.version.kind not in PAID_KINDS:
        return

    def count() -> None:
        if receipt := receipt_of_copy(hand_over):
            actions.count(receipt=receipt, at=at)

    _once_committed(count)


@receiver(live.ended)
def count_a_programme(*, production: Production, at: datetime, **_: Any) -> None:
    def count() -> None:
        if receipt := receipt_of_programme(production):
            actions.count(receipt=receipt, at=at)

    _once_committed(count)


@receiver(desk.withdrawn)
def take_back(*, version: Version, reason: str, at: datetime, **_: Any) -> None:
    actions.take_back_withdrawn(version=version, reason=reason, at=at)


@receiver(signals.in_force)
def count_what_is_there(*, terms: Terms, at: datetime, **_: Any) -> None:
    _once_committed(lambda: actions.count_unseen(terms=terms, at=at))


@receiver(circulation_entered)
def say_what_was_agreed(*, outlet: Outlet, day: date, **_: Any) -> int | None:
    """Return the copies of one edition by the rate card of an agreement that holds on ``day``."""
    owners = [pk for pk in (outlet.organisation_id, outlet.organisation.parent_id) if pk]
    terms = Terms.objects.in_force().filter(
        agreement__media__in=owners, starts__lte=day, ends__gte=day, circulation__isnull=False
    )
    return terms.order_by("-pk").values_list("circulation", flat=True).first()


def _once_committed(work: Callable[[], object]) -> None:
    transaction.on_commit(work, robust=True)
