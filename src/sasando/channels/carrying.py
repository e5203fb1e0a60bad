"""One delivery, carried out: what to call, what came of it, written down."""

import logging
from datetime import datetime
from time import monotonic

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sasando.channels import actions
from sasando.channels.exceptions import VaultError
from sasando.channels.models import Delivery, HandOver
from sasando.plugins import Channel, ChannelError, Receipt, Refused, TryLater, UnknownChannel
from sasando.rendering.phrases import phrase

logger = logging.getLogger(__name__)


def carry(delivery: Delivery) -> None:
    """Hand one claimed delivery over and write what came of it.

    Nothing is written as done before the outlet answered. A crash at any point leaves the row
    leased; when the lease runs out it is carried again with the same key.
    """
    started = monotonic()
    try:
        _carry(delivery, started)
    except ChannelError as error:
        took = _ms_since(started)
        actions.fail(delivery=delivery, error=error, at=timezone.now(), took_ms=took)
        logger.warning("delivery %s to %s: %s", delivery.pk, delivery.outlet.code, error.words)
    except (UnknownChannel, VaultError) as error:
        actions.fail(delivery=delivery, error=Refused(str(error)), at=timezone.now())
        logger.exception("delivery %s to %s", delivery.pk, delivery.outlet.code)
    except Exception as error:
        # A bug: shown to people as a failure that is tried again, and told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.fail(delivery=delivery, error=TryLater(words), at=timezone.now())
        raise


def _carry(delivery: Delivery, started: float) -> None:
    copy = delivery.copy_at_outlet()
    withdraw = delivery.goal != Delivery.Goal.CARRY
    channel_class = delivery.outlet.channel_class
    if task := _task_for_hands(channel_class, copy, withdraw=withdraw):
        actions.hand_to_person(delivery=delivery, task=task, at=timezone.now())
        return
    channel = delivery.outlet.open(delivery.version.publisher)
    receipt, rendition = _call(channel, delivery, copy, withdraw=withdraw)
    now = timezone.now()
    actions.settle(
        delivery=delivery,
        receipt=receipt,
        rendition=rendition,
        at=now,
        took_ms=_ms_since(started),
    )


def _call(
    channel: Channel, delivery: Delivery, copy: HandOver | None, *, withdraw: bool
) -> tuple[Receipt, str]:
    document = delivery.version.document
    if withdraw:
        if copy is None:
            raise Refused(_("There is no copy at this outlet to take back."))
        receipt = channel.withdraw(
            document, receipt=copy.receipt, reason=_reason(delivery), key=delivery.key
        )
        return receipt, ""
    rendition = channel.render(document)
    if copy is None:
        return channel.deliver(document, rendition, key=delivery.key), rendition.digest
    receipt = channel.correct(document, rendition, receipt=copy.receipt, key=delivery.key)
    return receipt, rendition.digest


def _reason(delivery: Delivery) -> str:
    """What readers of the copy are told."""
    if delivery.goal == Delivery.Goal.EXPIRE:
        return phrase("standing.expired_sentence", delivery.version.language)
    return delivery.reason


def _task_for_hands(channel: type[Channel], copy: HandOver | None, *, withdraw: bool) -> str:
    """What a person must do because the channel cannot, or ``""``."""
    with override("id"):
        if withdraw and not channel.can_withdraw:
            return _("Take the copy back by hand, and bring the proof.")
        if copy is not None and not withdraw and not channel.can_correct:
            return _("Correct the copy by hand, and bring the proof.")
    return ""


def _ms_since(started: float) -> int:
    return round((monotonic() - started) * 1000)


def carry_one(now: datetime) -> bool:
    """Claim the first due delivery and carry it; return whether there was one."""
    claimed = actions.claim(at=now, limit=1)
    for delivery in claimed:
        carry(delivery)
    return bool(claimed)
