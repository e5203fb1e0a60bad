"""What the claims room hears from the rooms above: what is known changed, and who must be told."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from sasando.claims import actions
from sasando.desk import signals
from sasando.desk.models import Version
from sasando.elections.models import Stage
from sasando.elections.signals import stage_moved, stages_imported


@receiver([signals.published, signals.withdrawn, signals.expired])
def note_what_changed(*, version: Version, at: datetime, **_: Any) -> None:
    actions.note_change(subject=f"item:{version.item.uuid}", at=at)


@receiver(stage_moved)
def note_what_moved(*, stage: Stage, **_: Any) -> None:
    actions.note_change(subject=f"stage:{stage.code}", at=timezone.now())


@receiver(stages_imported)
def note_what_was_imported(*, codes: list[str], **_: Any) -> None:
    for code in codes:
        actions.note_change(subject=f"stage:{code}", at=timezone.now())


@receiver(signals.published)
def tell_what_was_published(
    *, version: Version, replaced: Version | None, at: datetime, **_: Any
) -> None:
    if replaced is not None:
        actions.tell_correction(version=version, at=at)
    actions.tell_verdict(version=version, at=at)


@receiver(signals.withdrawn)
def tell_what_was_withdrawn(*, version: Version, at: datetime, **_: Any) -> None:
    actions.tell_withdrawal(version=version, at=at)
