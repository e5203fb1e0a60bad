"""An episode's stream is opened, held and closed by people; a worker says what became of it.

The row is written first, and the relay follows it: a wish outlives every process, and what the relay
does is read from its folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex, token_urlsafe

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.channels.waking import wake_on_commit
from sasando.live import signals, telling
from sasando.live.actions.directing import stream_arrived, stream_stopped
from sasando.live.actions.standing import locked
from sasando.live.exceptions import WrongState
from sasando.live.models import LiveStream, Production
from sasando.live.models.productions import OVER
from sasando.parties.models import Person

LINE = "streams"  # of the worker
LEASE = timedelta(minutes=10)  # a long recording is being finished
MOST = 10  # streams at the same time: so many ports the firewall lets in
_LONGEST_WAIT = timedelta(seconds=10)  # viewers wait
_due = leasing.Due(lambda at: LiveStream.objects.claimable(at).with_episode(), lease=LEASE)
_WANTED = LiveStream.Wanted
ENDED = "ended"  # the relay's own word; it is not there
TOO_LONG, NOBODY_CAME = "too-long", "nobody-came"  # why the house closed it


@dataclass(frozen=True, slots=True)
class Recorded:
    """One finished piece of a recording."""

    path: Path  # the MP4
    sha256: str
    began_at: datetime  # its first picture
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a worker found the relay of a stream, or left it."""

    state: str  # ``simulcast.State``
    began_at: datetime | None = None  # its first picture
    shown: bool = False  # readers can watch
    words: str = ""  # what it cannot send to
    started: bool = False  # by this worker, just now


@transaction.atomic
def open_stream(*, production: Production, by: Person, at: datetime) -> LiveStream:
    """Await a camera for the episode, with a key of its own. Open already, it stays as it is.

    One that was closed before the episode began is opened anew, at another address, with another
    key. Raises ``WrongState``, ``VaultError``.
    """
    production = locked(production)
    if production.state in OVER or production.told_to_end_at is not None:
        raise WrongState(_("This episode is over."))
    stream = LiveStream.objects.select_for_update().filter(production=production).first()
    if stream is not None and stream.is_at_work:
        if stream.wanted == _WANTED.CLOSED:
            raise WrongState(_("The stream is being closed; open it again in a moment."))
        return stream
    taken = set(LiveStream.objects.at_work().values_list("port", flat=True))
    number = next((n for n in range(MOST) if settings.STREAM_PORT + n not in taken), None)
    if number is None:
        raise WrongState(_("Ten streams are open already: close one first."))
    stream = stream or LiveStream(production=production)
    stream.wanted, stream.held, stream.state, stream.words = _WANTED.OPEN, False, "", ""
    stream.place = token_hex(16)
    stream.lock_key(token_urlsafe(18))
    stream.port = settings.STREAM_PORT + number
    stream.srt_port = settings.STREAM_SRT_PORT and settings.STREAM_SRT_PORT + number
    stream.opened_by, stream.opened_at, stream.due_at = by, at, at
    stream.started_at = stream.began_at = stream.closing_at = stream.closed_at = None
    stream.closed_by, stream.at_once, stream.starts, stream.attempts = None, False, 0, 0
    stream.save()
    _changed(stream, at=at)
    return stream


@transaction.atomic
def hold_stream(*, production: Production, held: bool, by: Person, at: datetime) -> None:
    """Show the slide although the camera sends, or the camera again. Raises ``WrongState``."""
    stream = _open(production)
    stream.held, stream.due_at = held, at
    stream.save(update_fields=["held", "due_at"])
    _changed(stream, at=at)


@transaction.atomic
def close_stream(*, production: Production, by: Person, at: datetime) -> None:
    """End the stream now, whatever the platforms say. Raises ``WrongState`` when none is open."""
    stream = LiveStream.objects.select_for_update().filter(production=production).first()
    if stream is None or not stream.is_at_work:
        raise WrongState(_("No stream is open."))
    _close(stream, by=by, at_once=True, words="", at=at)


@transaction.atomic
def close_after(*, production: Production, words: str = "", at_once: bool, at: datetime) -> None:
    """The house closes the stream, if one is open: ``words`` is ``TOO_LONG``, ``NOBODY_CAME``, or "".

    Unless ``at_once``, it is sent on until the platforms have ended it, so that none of them sees
    a signal that is lost.
    """
    stream = LiveStream.objects.select_for_update().filter(production=production).first()
    if stream is not None and stream.is_at_work and stream.wanted == _WANTED.OPEN:
        _close(stream, by=None, at_once=at_once, words=words, at=at)


def follow_targets(*, production: Production, at: datetime) -> None:
    """Where the episode goes out may have changed: let the relay be told, if there is one."""
    if LiveStream.objects.at_work().filter(production=production).update(due_at=at):
        wake_on_commit(LINE)


def _close(
    stream: LiveStream, *, by: Person | None, at_once: bool, words: str, at: datetime
) -> None:
    stream.closing_at = stream.closing_at or at
    stream.wanted, stream.closed_by, stream.due_at = _WANTED.CLOSED, by, at
    stream.at_once, stream.words = at_once, words
    stream.save()
    _changed(stream, at=at)


def _open(production: Production) -> LiveStream:
    stream = LiveStream.objects.select_for_update().filter(production=production).first()
    if stream is None or not stream.is_at_work or stream.wanted != _WANTED.OPEN:
        raise WrongState(_("No stream is open."))
    return stream


def _changed(stream: LiveStream, *, at: datetime) -> None:
    telling.tell_desk(stream.production, telling.STREAM, at=at)
    wake_on_commit(LINE)


# --- What a worker says --------------------------------------------------------------------------
def claim_stream(*, at: datetime) -> LiveStream | None:
    """Take the next stream that is to be looked after, under a lease nobody else holds."""
    return _due.first(at)


@transaction.atomic
def note_relay(*, stream: LiveStream, seen: Seen, due_at: datetime, at: datetime) -> None:
    """Write how the relay stands, and when it is looked after again. Raises ``LeaseLost``.

    Where a person wished something meanwhile, it is looked after again at once.
    """
    row = _held(stream)
    unchanged = row.due_at == stream.due_at and row.wanted == stream.wanted
    row.state, row.words = seen.state, seen.words
    row.began_at = row.began_at or seen.began_at
    if seen.started:
        row.started_at, row.starts = at, row.starts + 1
    if seen.state != ENDED:
        row.attempts = 0
    row.due_at = due_at if unchanged else min(row.due_at, at)
    row.lease, row.lease_until = "", None
    row.save()
    production = row.production
    if seen.shown and (production.stream_since is None or production.stream_path != row.path):
        stream_arrived(production=production, path=row.path, at=at)
    elif not seen.shown and production.stream_since is not None:
        stream_stopped(production=production, at=at)
    telling.tell_desk(production, telling.STREAM, at=at)


@transaction.atomic
def stream_failed(*, stream: LiveStream, words: str, at: datetime) -> None:
    """The relay could not be started or told something; it is tried again soon."""
    try:
        row = _held(stream)
    except LeaseLost:
        return
    row.words, row.lease, row.lease_until = words, "", None
    row.due_at = at + leasing.backoff(row.attempts, longest=_LONGEST_WAIT)
    row.save()
    telling.tell_desk(row.production, telling.STREAM, at=at)


@transaction.atomic
def stream_closed(*, stream: LiveStream, recordings: list[Recorded], at: datetime) -> None:
    """The relay is gone, its recordings are finished. Its key opens nothing any more.

    Raises ``LeaseLost``.
    """
    row = _held(stream)
    row.state, row.closed_at, row.locked_key, row.held = ENDED, at, "", False
    row.lease, row.lease_until = "", None
    row.save()
    stream_stopped(production=row.production, at=at)
    telling.tell_desk(row.production, telling.STREAM, at=at)
    signals.recorded.send(
        sender=Production,
        production=row.production,
        folder=row.folder,
        recordings=recordings,
        at=at,
    )


def tell_health(*, stream: LiveStream, told: str, at: datetime) -> bool:
    """Tell the desk that the relay's figures changed; of many workers one does. Whether it did."""
    mine = LiveStream.objects.filter(pk=stream.pk, told=stream.told, told_at=stream.told_at)
    if stream.told_at is None:
        mine = LiveStream.objects.filter(pk=stream.pk, told_at__isnull=True)
    with transaction.atomic():
        if not mine.update(told=told, told_at=at):
            return False
        telling.tell_desk(stream.production, telling.STREAM, at=at)
    return True


def look_after_now(*, stream: LiveStream, at: datetime) -> None:
    """Let a worker look after a stream before its time: something about it is not as it should be."""
    LiveStream.objects.filter(pk=stream.pk, due_at__gt=at).update(due_at=at)


def _held(stream: LiveStream) -> LiveStream:
    """Return the row as it now stands, if this worker still holds it. Raises ``LeaseLost``."""
    rows = LiveStream.objects.select_for_update(of=("self",)).with_episode()
    row = rows.filter(pk=stream.pk, lease=stream.lease).first()
    if row is None or not stream.lease:
        raise LeaseLost(str(stream.pk))
    return row
