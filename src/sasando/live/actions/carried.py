"""A worker takes what is wanted of a broadcast, and writes down what its platform said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.live import telling
from sasando.live.actions.broadcasting import follow_wish, set_state
from sasando.live.actions.standing import retell
from sasando.live.models import Broadcast, BroadcastWord
from sasando.plugins.broadcaster import Broadcast as OnPlatform
from sasando.plugins.broadcaster import BroadcastState, Standing
from sasando.plugins.channel import ChannelError, TryLater

LEASE = timedelta(seconds=90)
_SOON = timedelta(seconds=2)  # until a platform that does not receive the stream yet is asked again
_LONGEST_WAIT = timedelta(minutes=10)
_LONGEST_ON_AIR = timedelta(seconds=10)  # viewers wait
_GIVE_UP_AFTER = 12  # attempts to announce, change or cancel; starting and ending go on
_due = leasing.Due(lambda at: Broadcast.objects.claimable(at).with_account(), lease=LEASE)
_WANTED, _STATE, _WORK = Broadcast.Wanted, Broadcast.State, Broadcast.Work
_ON_AIR = (_WANTED.START, _WANTED.END)
_DONE_BY: dict[str, frozenset[str]] = {
    _WANTED.START: frozenset({_STATE.LIVE, _STATE.ENDED}),
    _WANTED.END: frozenset({_STATE.ENDED, _STATE.GONE}),
}


def claim(*, at: datetime) -> Broadcast | None:
    """Take the next broadcast of which something is wanted, under a lease nobody else holds."""
    return _due.first(at)


def keep(*, broadcast: Broadcast, at: datetime) -> None:
    """Renew the lease before the network is used. Raises ``LeaseLost``."""
    if not leasing.renew(broadcast, at=at, lease=LEASE):
        raise LeaseLost(broadcast.key)


@transaction.atomic
def settle(
    *,
    broadcast: Broadcast,
    result: OnPlatform | Standing | None,
    at: datetime,
    took_ms: int = 0,
) -> None:
    """Write what the platform answered to what was ``wanted`` when ``broadcast`` was taken.

    An ``OnPlatform`` was announced or changed, a ``Standing`` was started or ended, ``None`` was
    taken back. What is not there yet by the platform's own word is asked for again. Where something
    else is wanted by now, that stays. Raises ``LeaseLost``, and nothing is written.
    """
    row = _held(broadcast)
    wanted = broadcast.wanted
    words = ""
    if isinstance(result, OnPlatform):
        row.identifier, row.address, row.extra = result.identifier, result.address, {**result.extra}
        row.ingest_url = result.ingest_url
        if result.ingest_key:
            row.lock_ingest(result.ingest_key)
        set_state(row, row.state if wanted == _WANTED.CHANGE else _STATE.PLANNED, at=at)
    elif isinstance(result, Standing):
        words = result.words
        _take_standing(row, result, at)
    else:
        set_state(row, _STATE.CANCELLED, at=at)
    there = not isinstance(result, Standing) or row.state in _DONE_BY.get(wanted, ())
    gone = row.state == _STATE.GONE
    row.words = words
    if row.wanted == wanted:
        row.wanted = _WANTED.NOTHING if there or gone else wanted
        row.work = _WORK.IDLE if there or gone else _WORK.WAITING
        row.due_at = at if there else at + _SOON
    row.lease, row.lease_until = "", None
    row.save()
    outcome = BroadcastWord.Outcome.DONE if there else BroadcastWord.Outcome.TRY_LATER
    _note(row, wanted, outcome, words, at=at, took_ms=took_ms)
    follow_wish(row, at=at)
    retell(row.production, at=at)


@transaction.atomic
def fail(*, broadcast: Broadcast, error: ChannelError, at: datetime, took_ms: int = 0) -> None:
    """Write in its own words what the platform said, and when it is asked again (if ever)."""
    try:
        row = _held(broadcast)
    except LeaseLost:
        return
    wanted = broadcast.wanted
    passing = isinstance(error, TryLater) and (
        wanted in _ON_AIR or broadcast.attempts < _GIVE_UP_AFTER
    )
    row.words, row.lease, row.lease_until = error.words, "", None
    if row.wanted == wanted:
        longest = _LONGEST_ON_AIR if wanted in _ON_AIR else _LONGEST_WAIT
        wait = leasing.backoff(broadcast.attempts, longest=longest)
        wait = max(wait, getattr(error, "after", None) or timedelta())
        row.work = _WORK.WAITING if passing else _WORK.REFUSED
        row.due_at = at + wait
    row.save()
    outcome = BroadcastWord.Outcome.TRY_LATER if passing else BroadcastWord.Outcome.REFUSED
    _note(row, wanted, outcome, error.words, at=at, took_ms=took_ms)
    retell(row.production, at=at)


@transaction.atomic
def note_standing(*, broadcast: Broadcast, standing: Standing, at: datetime) -> None:
    """Write how a broadcast stands by its platform's word, asked without wanting anything."""
    row = Broadcast.objects.select_for_update(of=("self",)).with_account().get(pk=broadcast.pk)
    before = (row.state, row.healthy, row.words, row.viewers)
    _take_standing(row, standing, at)
    row.words = standing.words or row.words
    row.save()
    if row.state != before[0]:
        _note(row, "", BroadcastWord.Outcome.SEEN, standing.words, at=at)
        follow_wish(row, at=at)
    after = (row.state, row.healthy, row.words, row.viewers)
    if after[:3] != before[:3]:
        retell(row.production, at=at)
    elif after != before:  # more or fewer viewers: the desk's own business
        telling.tell_desk(row.production, telling.BROADCASTS, at=at)


def _take_standing(row: Broadcast, standing: Standing, at: datetime) -> None:
    row.asked_at, row.healthy, row.viewers = at, standing.healthy, standing.viewers
    never_announced = row.state in (_STATE.UNPLANNED, _STATE.CANCELLED)
    if not (never_announced and standing.state is not BroadcastState.GONE):
        set_state(row, standing.state.value, at=at)


def _held(broadcast: Broadcast) -> Broadcast:
    """Return the row as it now stands, if this worker still holds it. Raises ``LeaseLost``."""
    rows = Broadcast.objects.select_for_update(of=("self",)).with_account()
    row = rows.filter(pk=broadcast.pk, lease=broadcast.lease).first()
    if row is None or not broadcast.lease:
        raise LeaseLost(broadcast.key)
    return row


def _note(
    row: Broadcast, wanted: str, outcome: str, words: str, *, at: datetime, took_ms: int = 0
) -> None:
    """Add a receipt. The same refusal again and again is one line, at its last moment."""
    last = row.said.first()
    if last and (last.wanted, last.outcome, last.words, last.state) == (
        wanted,
        outcome,
        words,
        row.state,
    ):
        last.at, last.took_ms = at, took_ms
        last.save(update_fields=["at", "took_ms"])
        return
    row.said.create(
        at=at, wanted=wanted, outcome=outcome, state=row.state, words=words, took_ms=took_ms
    )
