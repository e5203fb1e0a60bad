"""What listeners hear of a change: written with the change, sent when it is committed.

Pages of the desk and of the host are told which part changed, and fetch it; overlays and readers get
what they show with the news itself.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from sasando.live.models import OnAir, Production, Stream
from sasando.live.waking import ring

RUNDOWN, PEOPLE, BROADCASTS, QUESTIONS, SCREEN, STREAM = (
    "rundown",
    "people",
    "broadcasts",
    "questions",
    "screen",
    "stream",
)
_ON_THE_PHONE = frozenset({RUNDOWN, QUESTIONS, SCREEN})


def desk_topic(production: Production) -> str:
    """Return the topic that the pages of the desk follow: a secret."""
    return f"meja-{production.desk_key}"


def host_topic(production: Production) -> str:
    """Return the topic that the host's phone follows: a secret that ends."""
    return f"pemandu-{production.host_key}"


def overlay_topic(production: Production) -> str:
    """Return the topic that the overlays follow: a secret."""
    return f"layar-{production.overlay_key}"


def tell_desk(production: Production, *parts: str, at: datetime) -> None:
    """Tell the desk and the host's phone which parts of their pages changed."""
    for part in parts:
        put(desk_topic(production), part, {}, at=at)
        if part in _ON_THE_PHONE:
            put(host_topic(production), part, {}, at=at)


def tell_overlays(on_air: OnAir, *, at: datetime) -> None:
    """Tell the overlays what they show now."""
    value = {"number": on_air.number, "layers": on_air.layers}
    put(overlay_topic(on_air.production), "on-air", value, at=at)


def tell_readers(production: Production, *, at: datetime) -> None:
    """Tell readers of the episode's page how it stands."""
    value = {
        "state": production.state,
        "stream": production.stream_shown,
        "answered": production.questions.filter(state="answered").count(),
        "segment": current_title(production),
    }
    put(production.topic, "state", value, at=at)


def current_title(production: Production) -> str:
    """Return the title of the segment that is on, ``""`` between segments."""
    on = production.segments.filter(started_at__isnull=False, ended_at__isnull=True).first()
    return on.title if on else ""


def put(topic: str, name: str, value: Any, *, at: datetime, state: bool = True) -> None:
    """Add news to ``topic``; listeners in every process get it once this transaction is committed.

    ``state``: it replaces the last news of this name. Otherwise it is one more of a row (posts of a
    live blog), and who comes back later gets all they missed.
    """
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    with transaction.atomic():  # the number of the news is taken and written as one
        Stream.objects.put(topic, name, line, at=at, state=state)
        transaction.on_commit(ring)
