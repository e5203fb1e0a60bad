"""Streams of episodes, carried out by the worker: the relay is made to be what the row wishes.

A worker may be killed at any point, and so may the relay: each look begins with what the relay's
folder says. Nothing here is a parent of the relay.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sasando.channels.exceptions import LeaseLost, VaultError
from sasando.channels.looking import Look
from sasando.documents.digest import sha256_hex
from sasando.live import actions, simulcast
from sasando.live.actions.streaming import NOBODY_CAME, TOO_LONG, Recorded, Seen
from sasando.live.models import Broadcast, LiveStream
from sasando.live.models.broadcasts import ON_PLATFORM
from sasando.live.models.productions import UNDER_WAY
from sasando.live.models.streams import HLS_FOLDER
from sasando.live.simulcast import Health, Ladder, Plan, State, Target
from sasando.live.simulcast.hls import PLAYLIST

logger = logging.getLogger(__name__)
AGAIN = timedelta(seconds=15)  # how often a stream is looked after that nobody complains about
TOLD_EVERY = timedelta(seconds=3)  # figures that only went up or down
GRACE = timedelta(seconds=60)  # for platforms to end a broadcast before its signal ends
RESTART = timedelta(seconds=30)  # a camera needs to come back before readers lose the player
_SECOND = timedelta(seconds=1)
_WANTED = LiveStream.Wanted
_any_at_work = Look(lambda at: LiveStream.objects.at_work())
_PICTURES = (State.LIVE, State.SLIDE, State.HELD)
_GONE = (State.LOST, State.ENDED)

Work = Callable[[], None]


def next_streams(now: datetime) -> list[Work]:
    """Look at every relay, tell the desk what changed, and take the next stream to look after."""
    if not _any_at_work(now):
        return []
    for stream in LiveStream.objects.at_work().with_episode():
        _look(stream, now)
    claimed = actions.claim_stream(at=now)
    return [partial(tend, claimed)] if claimed is not None else []


def _look(stream: LiveStream, now: datetime) -> None:
    health = simulcast.read(stream.folder)
    fails = stream.attempts > 0  # it waits for its time
    if not fails and (health is None or _is_odd(stream, health, now)):
        actions.look_after_now(stream=stream, at=now)
    if health is None:
        return
    told = _digest(health)
    fresh = stream.told_at is not None and now - stream.told_at < TOLD_EVERY
    if stream.told != told or not fresh:
        actions.tell_health(stream=stream, told=told, at=now)


def _is_odd(stream: LiveStream, health: Health, now: datetime) -> bool:
    """Whether the relay is not what the row says, so that it cannot wait for its time."""
    shown = stream.production.stream_since is not None
    return (
        health.state in _GONE
        or health.state != stream.state
        or _is_shown(stream, health, now) != shown
    )


def _digest(health: Health) -> str:
    """What the desk is told of at once: everything but figures that go up and down."""
    source = health.source
    said = [
        (health.state, health.notes, source.connected, source.drops),
        (source.refused, source.wrong_keys, source.video, source.audio),
        *((one.name, one.state, one.restarts, one.words) for one in health.targets),
    ]
    return sha256_hex(repr(said).encode())


def _is_shown(stream: LiveStream, health: Health, now: datetime) -> bool:
    """Whether readers can watch: pictures come, and there is a playlist with some of them.

    A relay that was started again is given time for the camera to come back.
    """
    if not (stream.hls_folder / PLAYLIST).exists():
        return False
    restarting = stream.starts > 1 and stream.started_at and now - stream.started_at < RESTART
    return health.state in _PICTURES or bool(restarting) or health.state is State.LOST


def tend(stream: LiveStream) -> None:
    """Make the relay of one claimed stream what is wished, and write how it stands."""
    now = timezone.now()
    try:
        health = simulcast.read(stream.folder) if stream.starts else None
        if stream.wanted == _WANTED.CLOSED:
            _end(stream, health, now)
        elif words := _why_over(stream, health, now):
            actions.close_after(production=stream.production, words=words, at_once=True, at=now)
            stream.refresh_from_db()
            _end(stream, health, now)
        else:
            _keep(stream, health, now)
    except (simulcast.NoRelay, subprocess.CalledProcessError, OSError, VaultError) as error:
        words = str(error) or type(error).__name__
        actions.stream_failed(stream=stream, words=words, at=timezone.now())
        logger.exception("stream of %s", stream.production_id)
    except LeaseLost:
        logger.warning("stream of %s: the lease was lost", stream.production_id)


def _why_over(stream: LiveStream, health: Health | None, now: datetime) -> str:
    """Return why a stream that nobody closed has come to its end, ``""`` while it has not."""
    if now >= stream.ends_by:
        return TOO_LONG
    idle = health is not None and health.state is State.ENDED and not health.notes
    if idle and stream.production.state not in UNDER_WAY:
        return NOBODY_CAME
    return ""


def _keep(stream: LiveStream, health: Health | None, now: datetime) -> None:
    targets, words = targets_of(stream)
    started = health is None or health.state in _GONE
    if started:
        health = _started(stream, targets, now)
    elif health is not None:
        simulcast.set_targets(stream.folder, targets)
    assert health is not None  # noqa: S101 - started, or read
    failed = health.state is State.ENDED  # its notes, in its folder, say why
    if not failed and stream.held != _is_held(stream.folder):
        simulcast.hold(stream.folder, stream.held)
    wait = min(AGAIN, _SECOND * 2**stream.attempts) if failed else AGAIN
    actions.note_relay(
        stream=stream,
        seen=Seen(
            state=health.state,
            began_at=datetime.fromisoformat(health.began_at) if health.began_at else None,
            shown=_is_shown(stream, health, now) and not failed,
            words=words,
            started=started and not failed,
        ),
        due_at=now + wait,
        at=timezone.now(),
    )


def _started(stream: LiveStream, targets: tuple[Target, ...], now: datetime) -> Health:
    plan = Plan(
        title=stream.production.episode.title,
        key=stream.key,
        host=settings.STREAM_HOST,
        port=stream.port,
        srt_port=stream.srt_port,
        targets=targets,
        hls=str(stream.hls_folder),
        ladder=Ladder() if settings.STREAM_ADAPTIVE else None,
        longest_s=max(60, int((stream.ends_by - now).total_seconds())),
    )
    try:
        health = simulcast.start(plan, stream.folder)
    except simulcast.RelayRuns:  # it began, and who began it was killed before the row said so
        simulcast.set_targets(stream.folder, targets)
        running = simulcast.read(stream.folder)
        if running is None:
            raise simulcast.NoRelay(str(stream.folder)) from None
        return running
    logger.info("stream of %s: the relay stands on port %s", stream.production_id, stream.port)
    return health


def _is_held(folder: Path) -> bool:
    """Whether the relay was told last to show the slide. A new one was told nothing."""
    held = False
    for event in simulcast.events(folder):
        if event["what"] == "relay" and event["state"] == State.WAITING:
            held = False
        elif event["what"] == "source" and event["state"] in ("held", "released"):
            held = event["state"] == "held"
    return held


def targets_of(stream: LiveStream) -> tuple[tuple[Target, ...], str]:
    """Return where the episode goes out, and in words what cannot be sent to.

    Every broadcast that its platform has and that is not over, by plug-in or by hand, whose address
    and key are known.
    """
    rows = stream.production.broadcasts.filter(state__in=ON_PLATFORM).with_account()
    found: dict[str, Target] = {}
    refused = []
    for row in rows.exclude(ingest_url="").order_by("pk"):
        try:
            key = row.ingest_key
            if key:
                name = _name(row, found)
                found[name] = Target(name=name, url=row.ingest_url, key=key)
        except (ValueError, VaultError) as error:
            refused.append(str(error))
    return tuple(found.values()), " ".join(refused)


def _name(row: Broadcast, taken: dict[str, Target]) -> str:
    name = row.account.name
    return f"{name} ({row.account.code})" if name in taken or name == "hls" else name


def _end(stream: LiveStream, health: Health | None, now: datetime) -> None:
    """End the relay once the platforms have ended their broadcasts, or will not."""
    live = stream.production.broadcasts.filter(state=Broadcast.State.LIVE).exists()
    asked_at = stream.closing_at or now
    patient = not stream.at_once and now - asked_at < GRACE
    if live and patient and health is not None and health.state not in _GONE:
        shown = _is_shown(stream, health, now)
        actions.note_relay(
            stream=stream,
            seen=Seen(state=health.state, shown=shown, words=stream.words),
            due_at=now + _SECOND,
            at=now,
        )
        return
    simulcast.stop(stream.folder)
    made = simulcast.finish(stream.folder) if stream.folder.exists() else ()
    recordings = [
        Recorded(
            path=stream.folder / one.file,
            sha256=one.sha256,
            began_at=datetime.fromtimestamp(one.ended_at - one.duration_s, UTC),
            duration_s=one.duration_s,
        )
        for one in made
    ]
    actions.stream_closed(stream=stream, recordings=recordings, at=timezone.now())


def watched_before(before: datetime) -> tuple[tuple[Path, datetime], ...]:
    """Return the folders of what readers watched live that ended before that moment, with its time.

    A stream that goes on stays.
    """
    root = Path(settings.MEDIA_ROOT) / HLS_FOLDER
    at_work = set(LiveStream.objects.at_work().values_list("place", flat=True))
    return tuple(
        (folder, datetime.fromtimestamp(folder.stat().st_mtime, UTC))
        for folder in (sorted(root.iterdir()) if root.is_dir() else ())
        if folder.is_dir()
        and folder.name not in at_work
        and simulcast.is_over(folder, before=before.timestamp())
    )
