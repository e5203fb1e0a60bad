"""What the live room hears from claims and the desk: questions to the bot, and what is known anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from sasando.claims.answers import known_stage, known_version
from sasando.claims.models import Asker, Tip
from sasando.claims.signals import asker_forgotten, message_taken
from sasando.desk import signals
from sasando.desk.models import Version
from sasando.elections.models import Stage
from sasando.elections.signals import stage_moved
from sasando.live.actions.forgetting import forget_asker
from sasando.live.actions.hearing import hear
from sasando.live.actions.knowing import forget_known, look_again
from sasando.plugins.messenger import Incoming


@receiver(message_taken)
def take_question(*, tip: Tip, incoming: Incoming, at: datetime, **_: Any) -> None:
    """Let what somebody asks an episode be one of its questions."""
    hear(tip=tip, incoming=incoming, at=at)


@receiver(asker_forgotten)
def forget_questions(*, asker: Asker, at: datetime, **_: Any) -> None:
    """Who is forgotten is forgotten among the questions of an episode, too."""
    forget_asker(asker=asker, at=at)


@receiver([signals.published, signals.withdrawn, signals.expired])
def match_anew(*, version: Version, at: datetime, **_: Any) -> None:
    """What stood beside questions fell or changed: look again."""
    forget_known(known_id=known_version(version.item.uuid), at=at)


@receiver(signals.published)
def match_what_waits(*, at: datetime, **_: Any) -> None:
    """Something new is known: it may be what viewers ask."""
    look_again(at=at)


@receiver(stage_moved)
def match_dates_anew(*, stage: Stage, **_: Any) -> None:
    """A date moved: look again."""
    forget_known(known_id=known_stage(stage), at=timezone.now())
