"""What the live room hears from the desk: what is corrected there is corrected everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from sasando.desk import signals
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.live import actions
from sasando.live.models import Production


@receiver(signals.published)
def follow(*, version: Version, at: datetime, **_: Any) -> None:
    """Bring every announcement up to the text that was published just now."""
    if version.kind != Kind.EPISODE:
        return
    production = Production.objects.filter(episode=version.item_id).first()
    if production is not None:
        actions.change_announcements(production=production, at=at)


@receiver(signals.published)
def bring_into_blogs(*, version: Version, at: datetime, **_: Any) -> None:
    """Let a text that is out now become a post, or take the place of what it corrects."""
    actions.follow_version(version=version, published=True, at=at)


@receiver([signals.withdrawn, signals.expired, signals.confirmed, signals.overdue])
def follow_in_blogs(*, version: Version, at: datetime, **_: Any) -> None:
    """Let posts say how their text stands now."""
    actions.follow_version(version=version, published=False, at=at)
