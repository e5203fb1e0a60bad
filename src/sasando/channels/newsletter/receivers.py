"""What newsletters hear from the desk: an urgent notice is told at once to who wants that."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from sasando.channels.models import Issue
from sasando.channels.newsletter import actions
from sasando.desk import signals
from sasando.desk.models import State, Version

Occasion = Issue.Occasion


@receiver(signals.published)
def alert_readers(*, version: Version, at: datetime, **_: Any) -> None:
    actions.alert(version=version, occasion=_occasion(version), at=at)


@receiver(signals.withdrawn)
def tell_withdrawal(*, version: Version, at: datetime, **_: Any) -> None:
    actions.alert(version=version, occasion=Occasion.WITHDRAWN, at=at)


@receiver(signals.accepted)
def alert_once_accepted(*, version: Version, at: datetime, **_: Any) -> None:
    if version.state == State.CURRENT:
        actions.alert(version=version, occasion=_occasion(version), at=at)


def _occasion(version: Version) -> str:
    return Occasion.CORRECTED if version.number > 1 else Occasion.PUBLISHED
