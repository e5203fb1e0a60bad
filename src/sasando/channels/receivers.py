"""What the channels room hears from the desk. The outbox is written with the publication."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from sasando.channels import actions
from sasando.channels.models import Delivery, Position
from sasando.channels.waking import wake_on_commit
from sasando.desk import signals
from sasando.desk.models import Version
from sasando.parties.models import Organisation


@receiver(signals.published)
def queue_publication(*, version: Version, at: datetime, **_: Any) -> None:
    Position.objects.move_to_end(version, at)
    actions.queue(version=version, goal=Delivery.Goal.CARRY, at=at)
    wake_on_commit()


@receiver(signals.withdrawn)
def queue_withdrawal(*, version: Version, reason: str, at: datetime, **_: Any) -> None:
    Position.objects.move_to_end(version, at)
    actions.queue(version=version, goal=Delivery.Goal.WITHDRAW, at=at, reason=reason)
    wake_on_commit()


@receiver(signals.expired)
def queue_expiry(*, version: Version, at: datetime, **_: Any) -> None:
    Position.objects.move_to_end(version, at)
    actions.queue(version=version, goal=Delivery.Goal.EXPIRE, at=at)
    wake_on_commit()


@receiver(signals.overdue)
def queue_warning(*, version: Version, at: datetime, **_: Any) -> None:
    _refresh(version, occasion="overdue", at=at)


@receiver(signals.confirmed)
def queue_confirmation(*, version: Version, at: datetime, **_: Any) -> None:
    _refresh(version, occasion="confirmed", at=at)


def _refresh(version: Version, *, occasion: str, at: datetime) -> None:
    """The text is the same, but its copies must say how it stands now."""
    Position.objects.move_to_end(version, at)
    actions.queue(version=version, goal=Delivery.Goal.REFRESH, at=at, occasion=occasion)
    wake_on_commit()


@receiver(signals.accepted)
def release_what_was_held(
    *, version: Version, organisation: Organisation, at: datetime, **_: Any
) -> None:
    actions.release_held(version=version, organisation=organisation, at=at)
    wake_on_commit()


@receiver(signals.declined)
def drop_what_was_held(
    *, version: Version, organisation: Organisation, reason: str, at: datetime, **_: Any
) -> None:
    actions.drop_held(version=version, organisation=organisation, reason=reason, at=at)
    wake_on_commit()
