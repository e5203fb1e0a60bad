"""What the live room hears from the desk: a corrected announcement is corrected everywhere."""

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
