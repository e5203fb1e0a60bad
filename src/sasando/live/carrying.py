"""What is wanted of a broadcast, carried out: what to call, what came of it, written down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.utils import timezone

from sasando.channels.exceptions import LeaseLost, VaultError
from sasando.live import actions
from sasando.live.models import Broadcast
from sasando.plugins.broadcaster import Broadcast as OnPlatform
from sasando.plugins.broadcaster import Broadcaster, BroadcastPlan, Standing
from sasando.plugins.channel import ChannelError, Refused, TryLater
from sasando.plugins.registry import UnknownBroadcaster
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.print import TypesettingFailed
from sasando.rendering.text import body_text

logger = logging.getLogger(__name__)

ASK_EVERY = timedelta(seconds=10)
"""How often a platform is asked how a broadcast under way stands. It costs quota."""

ASK_BEFORE = timedelta(minutes=10)
"""How often, and how long, it is asked before the planned start."""

_HOUR = timedelta(hours=1)
_WANTED = Broadcast.Wanted


def next_broadcasts(now: datetime) -> list[Callable[[], None]]:
    """Take the next broadcast of which something is wanted."""
    broadcast = actions.claim(at=now)
    return [partial(carry, broadcast)] if broadcast is not None else []


def carry(broadcast: Broadcast) -> None:
    """Do on the platform what is wanted of one claimed broadcast, and write what came of it.

    Nothing is written as done before the platform answered. A crash at any point leaves the row
    leased; when the lease runs out it is done again with the same key.
    """
    started = monotonic()
    try:
        actions.keep(broadcast=broadcast, at=timezone.now())
        result = _CALLS[broadcast.wanted](broadcast.account.open(), broadcast)
        actions.settle(
            broadcast=broadcast, result=result, at=timezone.now(), took_ms=_ms_since(started)
        )
    except ChannelError as error:
        took = _ms_since(started)
        actions.fail(broadcast=broadcast, error=error, at=timezone.now(), took_ms=took)
        logger.warning("broadcast %s on %s: %s", broadcast.pk, broadcast.account.code, error.words)
    except LeaseLost:
        logger.warning("broadcast %s: the lease was lost", broadcast.pk)
    except (UnknownBroadcaster, VaultError) as error:
        actions.fail(broadcast=broadcast, error=Refused(str(error)), at=timezone.now())
        logger.exception("broadcast %s on %s", broadcast.pk, broadcast.account.code)
    except Exception as error:
        # A bug: shown to people as a failure that is tried again, and told upwards.
        words = f"{type(error).__name__}: {error}"
        actions.fail(broadcast=broadcast, error=TryLater(words), at=timezone.now())
        raise


def next_standings(now: datetime) -> list[Callable[[], None]]:
    """Return what asks the platforms how broadcasts stand: the desk comes back to the true state.

    Every ``ASK_EVERY`` from "go live" to the end, every ``ASK_BEFORE`` in the hour around the planned
    start. Each is asked by one worker.
    """
    told = Broadcast.objects.with_account()
    due = told.to_ask(now - ASK_EVERY).filter(production__told_to_start_at__isnull=False)
    soon = told.to_ask(now - ASK_BEFORE).filter(
        production__told_to_start_at__isnull=True,
        production__episode__starts_at__range=(now - _HOUR, now + _HOUR),
    )
    return [partial(_ask, row) for row in (*due, *soon) if _is_ours(row, now)]


def _is_ours(broadcast: Broadcast, now: datetime) -> bool:
    """Whether this worker is the one that asks; the others see that it was asked just now."""
    unasked = Broadcast.objects.filter(pk=broadcast.pk, asked_at=broadcast.asked_at)
    if broadcast.asked_at is None:
        unasked = Broadcast.objects.filter(pk=broadcast.pk, asked_at__isnull=True)
    return bool(unasked.update(asked_at=now))


def _ask(broadcast: Broadcast) -> None:
    try:
        standing = broadcast.account.open().standing(broadcast.on_platform)
    except (ChannelError, UnknownBroadcaster, VaultError) as error:
        logger.warning("broadcast %s on %s: %s", broadcast.pk, broadcast.account.code, error)
        return
    actions.note_standing(broadcast=broadcast, standing=standing, at=timezone.now())


def plan_of(broadcast: Broadcast) -> BroadcastPlan:
    """Return what is announced: the published text, nothing else. Raises ``Refused`` without one."""
    version = broadcast.production.episode.current_version
    document = version.document if version else None
    if document is None or document.episode is None:
        raise Refused("The announcement is not published: nothing to announce.")
    address = f"{settings.SITE_URL}/v/{document.code}"
    description = f"{document.key_message}\n\n{body_text(document)}\n\n{document.href}\n{address}"
    return BroadcastPlan(
        title=document.headline,
        description=description,
        starts_at=document.episode.starts_at,
        language=document.language,
        picture=_picture(broadcast),
    )


def _picture(broadcast: Broadcast) -> bytes:
    """The card, as a thumbnail; without one the platform takes its own."""
    version = broadcast.production.episode.current_version
    if version is None:
        return b""
    try:
        return card_png(version.document, size=CardSize.WIDE, site_url=settings.SITE_URL)
    except (TypesettingFailed, ValueError, OSError):
        logger.exception("no card for %s", version)
        return b""


def _schedule(broadcaster: Broadcaster, broadcast: Broadcast) -> OnPlatform:
    return broadcaster.schedule(plan_of(broadcast), key=broadcast.key)


def _change(broadcaster: Broadcaster, broadcast: Broadcast) -> OnPlatform:
    return broadcaster.change(plan_of(broadcast), broadcast=broadcast.on_platform)


def _start(broadcaster: Broadcaster, broadcast: Broadcast) -> Standing:
    return broadcaster.start(broadcast.on_platform)


def _end(broadcaster: Broadcaster, broadcast: Broadcast) -> Standing:
    return broadcaster.end(broadcast.on_platform)


def _cancel(broadcaster: Broadcaster, broadcast: Broadcast) -> None:
    broadcaster.cancel(broadcast.on_platform)


_CALLS: dict[str, Callable[[Broadcaster, Broadcast], OnPlatform | Standing | None]] = {
    _WANTED.SCHEDULE: _schedule,
    _WANTED.CHANGE: _change,
    _WANTED.START: _start,
    _WANTED.END: _end,
    _WANTED.CANCEL: _cancel,
}


def _ms_since(started: float) -> int:
    return round((monotonic() - started) * 1000)
