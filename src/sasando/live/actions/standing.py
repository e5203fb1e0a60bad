"""How a production stands, by what its platforms said. The only place that moves its state."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from sasando.live import signals, telling
from sasando.live.models import Broadcast, Production
from sasando.live.models.broadcasts import ON_PLATFORM

_STATE = Production.State


def locked(production: Production) -> Production:
    """Return the production as it now stands, held until the transaction ends."""
    return Production.objects.select_for_update(of=("self",)).with_episode().get(pk=production.pk)


def retell(production: Production, *, at: datetime) -> Production:
    """Bring the production's state up to what its platforms and our own stream say; tell everybody.

    Call it inside the transaction that wrote down what they said.
    """
    production = locked(production)
    before = production.state
    production.state = _state_of(production)
    if production.state == _STATE.LIVE and production.live_at is None:
        production.live_at = _first_word(production, at)
    if production.state == _STATE.ENDED and production.ended_at is None:
        production.ended_at = at
        _close(production, at)
    production.save()
    telling.tell_desk(production, telling.BROADCASTS, at=at)
    if production.state != before:
        telling.tell_desk(production, telling.RUNDOWN, at=at)
    telling.tell_readers(production, at=at)
    signals.changed.send(sender=Production, production=production, at=at)
    if production.state == _STATE.ENDED and before != _STATE.ENDED:
        signals.ended.send(sender=Production, production=production, at=at)
    return production


def _state_of(production: Production) -> str:
    """Return the state that follows from the platforms' words.

    ``LIVE`` needs a platform (or our own stream) that says so, ``ENDED`` needs all of them; what a
    person pressed alone makes it "starting" or "ending".
    """
    if production.state in (_STATE.CANCELLED, _STATE.ENDED):
        return production.state
    states = set(production.broadcasts.values_list("state", flat=True))
    on_air = Broadcast.State.LIVE in states or production.stream_since is not None
    if production.told_to_end_at is not None:
        return _STATE.ENDING if on_air else _STATE.ENDED
    if production.told_to_start_at is not None:
        live = on_air or production.live_at is not None
        return _STATE.LIVE if live else _STATE.STARTING
    return _STATE.SCHEDULED if states & set(ON_PLATFORM) else _STATE.PLANNING


def _first_word(production: Production, at: datetime) -> datetime:
    first = production.broadcasts.aggregate(first=Min("live_at"))["first"]
    words = [moment for moment in (first, production.stream_since) if moment is not None]
    told = production.told_to_start_at or at
    return max(told, min(words, default=at))


def _close(production: Production, at: datetime) -> None:
    """What runs until the end ends with it: the segment that is on and who speaks."""
    end = production.told_to_end_at or at
    running = production.segments.filter(started_at__isnull=False, ended_at__isnull=True)
    running.update(ended_at=end)
    production.speaking.filter(ended_at__isnull=True).update(ended_at=end)
