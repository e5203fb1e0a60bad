"""What the hub hears from the desk: whatever changes a feed is noted in the same transaction."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils.module_loading import import_string

from sasando.channels.hub.actions import announce
from sasando.desk import signals
from sasando.desk.models import Version


@receiver(
    [signals.published, signals.withdrawn, signals.expired, signals.confirmed, signals.overdue]
)
def note_news(*, version: Version, replaced: Version | None = None, **_: Any) -> None:
    """Note the feeds in which ``version`` stands, and those in which ``replaced`` stood."""
    feeds_of = import_string(settings.FEEDS_OF)
    topics = set(feeds_of(version.content))
    if replaced is not None:
        topics.update(feeds_of(replaced.content))
    announce(topics=tuple(sorted(topics)))
