"""Short conversations of rooms below this one: they hear a private message before it becomes a tip.

A talk answers in words and buttons, and of what it answered to nothing is written down: no text, no
tip, only the reply in the outbox and the hash that tells a repeat. What it has to remember between
two messages is in the identifiers of the buttons it offers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sasando.claims.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One private message, or one press of a button."""

    text: str  # what was written, or the command; "" for a press
    pressed: str  # ``Option.id`` of the button pressed, or named in words
    offered: tuple[str, ...]  # the identifiers of the buttons that were offered last
    language: str
    at: datetime


Talk = Callable[[Heard], Words | None]
_talks: list[Talk] = []


def register(talk: Talk) -> None:
    """Let ``talk`` hear messages; once, in ``AppConfig.ready``. It returns ``None`` for others'."""
    if talk not in _talks:
        _talks.append(talk)


def answer(heard: Heard) -> Words | None:
    """Return what the first talk that knows the message says to it; ``None`` when none does."""
    for talk in _talks:
        words = talk(heard)
        if words is not None:
            return words
    return None
