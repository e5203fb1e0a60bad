"""One delivery, carried out: what to call, what came of it, written down."""

import logging
from datetime import datetime
from time import monotonic

from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.channels import actions, hands
from sasando.channels.exceptions import LeaseLost, VaultError
from sasando.channels.models import Delivery, HandOver
from sasando.plugins import (
    Channel,
    ChannelError,
    Receipt,
    Refused,
    TryLater,
    Underway,
    UnknownChannel,
    Unsure,
)
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
    except Unsure as unsure:
        actions.doubt(
            delivery=delivery, error=unsure, at=timezone.now(), took_ms=_ms_since(started)
        )
        logger.warning("delivery %s to %s: %s", delivery.pk, delivery.outlet.code, unsure.words)
    except Underway as progress:
        actions.go_on(delivery=delivery, error=progress, at=timezone.now())
        logger.info("delivery %s to %s: %s", delivery.pk, delivery.outlet.code, progress.words)
    except ChannelError as error:
        took = _ms_since(started)
        actions.fail(delivery=delivery, error=error, at=timezone.now(), took_ms=took)
        logger.warning("delivery %s to %s: %s", delivery.pk, delivery.outlet.code, error.words)
    except LeaseLost:
        logger.warning("delivery %s to %s: the lease was lost", delivery.pk, delivery.outlet.code)
    except (UnknownChannel, VaultError) as error:
        actions.fail(delivery=delivery, error=Refused(str(error)), at=timezone.now())
        logger.exception("delivery %s to %s", delivery.pk, delivery.outlet.code)
    except Exception as error:
        # A bug: shown to people as a failure that is tried again, and told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.fail(delivery=delivery, error=TryLater(words), at=timezone.now())
        raise


def _carry(delivery: Delivery, started: float) -> None:
    if delivery.is_moot():
        actions.set_aside(delivery=delivery, words="", at=timezone.now())
        return
    channel_class = delivery.outlet.channel_class
    copy = delivery.copy_at_outlet()
    spreads = delivery.goal == Delivery.Goal.CARRY
    unseen = copy is None and delivery.takes_back and delivery.copy_may_be_there()
    if copy is None and not spreads and not unseen:
        words = _("Nothing had arrived there.")
        actions.set_aside(delivery=delivery, words=words, at=timezone.now())
        return
    has_copy = copy is not None or unseen
    task = hands.task_for(delivery.outlet, delivery.goal, has_copy=has_copy)
    if unseen and not task and not channel_class.withdraws_unseen:
        task = hands.task_to_look()
    if task:
        actions.hand_to_person(delivery=delivery, task=task, at=timezone.now())
        return
    channel = delivery.outlet.open(delivery.version.publisher)
    receipt, rendition = _call(channel, delivery, copy)
    actions.settle(
        delivery=delivery,
        receipt=receipt,
        rendition=rendition,
        at=timezone.now(),
        took_ms=_ms_since(started),
    )


def _call(channel: Channel, delivery: Delivery, copy: HandOver | None) -> tuple[Receipt, str]:
    """Render, and hand over under a lease that is fresh; return the receipt and what was handed."""
    document = delivery.version.document
    if delivery.takes_back:
        _keep(delivery)
        known = copy.receipt if copy else Receipt(identifier="", at=timezone.now())
        reason = _reason(delivery)
        return channel.withdraw(document, receipt=known, reason=reason, key=delivery.key), ""
    rendition = channel.render(document)
    _keep(delivery)
    if copy is None:
        return channel.deliver(document, rendition, key=delivery.key), rendition.digest
    receipt = channel.correct(document, rendition, receipt=copy.receipt, key=delivery.key)
    return receipt, rendition.digest


def _keep(delivery: Delivery) -> None:
    if not actions.keep(delivery=delivery, at=timezone.now()):
        raise LeaseLost(delivery.key)


def _reason(delivery: Delivery) -> str:
    """What readers of the copy are told."""
    if delivery.goal == Delivery.Goal.EXPIRE:
        return phrase("standing.expired_sentence", delivery.version.language)
    return delivery.reason


def _ms_since(started: float) -> int:
    return round((monotonic() - started) * 1000)


def carry_one(now: datetime) -> bool:
    """Claim the first due delivery and carry it; return whether there was one."""
    claimed = actions.claim(at=now, limit=1)
    for delivery in claimed:
        carry(delivery)
    return bool(claimed)
