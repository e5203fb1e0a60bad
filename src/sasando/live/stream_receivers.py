"""What the stream of an episode hears: where it goes out changes, and it ends with the episode."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from sasando.live import actions, signals
from sasando.live.models import Production


@receiver(signals.changed)
def follow_broadcasts(*, production: Production, at: datetime, **_: Any) -> None:
    """A platform announced, ended or refused it: the relay sends where it is awaited."""
    actions.follow_targets(production=production, at=at)


@receiver(signals.ending)
def end_with_the_episode(*, production: Production, at: datetime, **_: Any) -> None:
    """The director ended it: the stream follows once the platforms have ended theirs."""
    actions.close_after(production=production, at_once=False, at=at)


@receiver(signals.cancelled)
def end_with_the_plan(*, production: Production, at: datetime, **_: Any) -> None:
    """It does not take place: nobody waits for a camera any more."""
    actions.close_after(production=production, at_once=True, at=at)
