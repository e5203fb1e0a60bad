"""An episode is announced everywhere at once, brought up to date, and carried by hand where it must."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels.waking import wake_on_commit
from sasando.live.actions.standing import locked, retell
from sasando.live.exceptions import NotReady, WrongState
from sasando.live.models import Broadcast, BroadcastAccount, BroadcastWord, Production
from sasando.live.models.broadcasts import ON_PLATFORM
from sasando.live.models.productions import OVER
from sasando.parties.models import Organisation, Person

LINE = "broadcasts"  # of the worker
_WANTED, _STATE, _WORK = Broadcast.Wanted, Broadcast.State, Broadcast.Work


def accounts_for(production: Production) -> list[BroadcastAccount]:
    """Return the accounts of all parties to the episode, those switched off left out."""
    text = production.episode
    parties = {text.publisher_id, *text.partners.values_list("pk", flat=True)}
    network = Organisation.objects.filter(parent__in=parties).values_list("pk", flat=True)
    accounts = BroadcastAccount.objects.filter(organisation__in=[*parties, *network], active=True)
    return list(accounts.select_related("organisation"))


@transaction.atomic
def schedule_everywhere(*, production: Production, by: Person, at: datetime) -> list[Broadcast]:
    """Announce the episode on every account of its parties that has no broadcast of it yet.

    Nothing is announced before its text is published. Raises ``NotReady``, ``WrongState``.
    """
    production = locked(production)
    if production.state in OVER:
        raise WrongState(_("This episode is over."))
    if production.episode.current_version is None:
        raise NotReady(
            [_("The episode is announced once its text is approved by both sides and published.")]
        )
    there = set(production.broadcasts.values_list("account_id", flat=True))
    made = [
        Broadcast(production=production, account=account, key=uuid4().hex, due_at=at, planned_by=by)
        for account in accounts_for(production)
        if account.pk not in there
    ]
    Broadcast.objects.bulk_create(made)
    again = production.broadcasts.filter(work=_WORK.REFUSED, state=_STATE.UNPLANNED)
    again = again | production.broadcasts.filter(state__in=(_STATE.GONE, _STATE.CANCELLED))
    for broadcast in again.select_for_update().with_account():
        broadcast.key, broadcast.state, broadcast.by_hand = uuid4().hex, _STATE.UNPLANNED, False
        broadcast.save(update_fields=["key", "state", "by_hand"])
        made.append(broadcast)
    for broadcast in made:
        want(broadcast, _WANTED.SCHEDULE, at=at)
    retell(production, at=at)
    return made


def want(broadcast: Broadcast, wanted: str, *, at: datetime) -> None:
    """Write down what is wanted of a broadcast; a worker or a person does it."""
    hands = broadcast.by_hand or broadcast.account.needs_hands
    broadcast.wanted, broadcast.work = wanted, _WORK.BY_HAND if hands else _WORK.WAITING
    broadcast.due_at, broadcast.attempts, broadcast.words = at, 0, ""
    fields = ["wanted", "work", "due_at", "attempts", "words"]
    broadcast.save(update_fields=fields)  # a lease stays: who holds it looks again when done
    wake_on_commit(LINE)


@transaction.atomic
def change_announcements(*, production: Production, at: datetime) -> None:
    """The published text changed: bring every announcement up to date that is not live yet."""
    planned = production.broadcasts.select_for_update(of=("self",)).with_account()
    for broadcast in planned.filter(state__in=(_STATE.PLANNED, _STATE.RECEIVING)):
        if broadcast.wanted == _WANTED.NOTHING:
            want(broadcast, _WANTED.CHANGE, at=at)
    retell(production, at=at)


@transaction.atomic
def done_by_hand(
    *,
    broadcast: Broadcast,
    by: Person,
    at: datetime,
    address: str = "",
    ingest_url: str = "",
    ingest_key: str = "",
    words: str = "",
) -> None:
    """A person did on the platform what was wanted, and says so: their word counts as a receipt.

    To announce, they bring the address, and where the stream goes. Raises ``WrongState``,
    ``VaultError``.
    """
    row = Broadcast.objects.select_for_update(of=("self",)).with_account().get(pk=broadcast.pk)
    if row.work != _WORK.BY_HAND:
        raise WrongState(_("This does not wait for a person."))
    done = row.wanted
    if done == _WANTED.SCHEDULE:
        row.identifier = row.identifier or address
        row.address, row.ingest_url, row.by_hand = address, ingest_url, True
        if ingest_key:
            row.lock_ingest(ingest_key)
    after = STATE_AFTER[done]
    set_state(row, after or row.state, at=at)
    row.wanted, row.work, row.words = _WANTED.NOTHING, _WORK.IDLE, words
    row.healthy, row.asked_at = True, at
    row.save()
    row.said.create(
        at=at, wanted=done, outcome=BroadcastWord.Outcome.DONE, state=row.state, words=words, by=by
    )
    follow_wish(row, at=at)
    retell(row.production, at=at)


STATE_AFTER: dict[str, str] = {
    _WANTED.SCHEDULE: _STATE.PLANNED,
    _WANTED.CHANGE: "",  # as it was
    _WANTED.START: _STATE.LIVE,
    _WANTED.END: _STATE.ENDED,
    _WANTED.CANCEL: _STATE.CANCELLED,
}


def set_state(row: Broadcast, state: str, *, at: datetime) -> None:
    """Write the platform's word for how a broadcast stands on the row, with the moment it turned."""
    if state == row.state:
        return
    row.state = state
    if state == _STATE.LIVE and row.live_at is None:
        row.live_at = at
    if state in (_STATE.ENDED, _STATE.GONE, _STATE.CANCELLED) and row.ended_at is None:
        row.ended_at = at


def follow_wish(row: Broadcast, *, at: datetime) -> None:
    """Want of a broadcast what was wished of the whole episode while it was not ready for it."""
    production = Production.objects.get(pk=row.production_id)
    if row.wanted != _WANTED.NOTHING or row.state not in ON_PLATFORM:
        return
    if production.state == Production.State.CANCELLED:
        want(row, _WANTED.CANCEL if row.state != _STATE.LIVE else _WANTED.END, at=at)
    elif production.told_to_end_at is not None:
        want(row, _WANTED.END if row.state == _STATE.LIVE else _WANTED.CANCEL, at=at)
    elif production.told_to_start_at is not None and row.state != _STATE.LIVE:
        want(row, _WANTED.START, at=at)


@transaction.atomic
def try_again(*, broadcast: Broadcast, at: datetime) -> None:
    """Try once more what a platform refused; somebody mended what it complained of."""
    row = Broadcast.objects.select_for_update(of=("self",)).with_account().get(pk=broadcast.pk)
    if row.work not in (_WORK.REFUSED, _WORK.WAITING) or not row.wanted:
        raise WrongState(_("There is nothing to be tried again."))
    want(row, row.wanted, at=at)
    retell(row.production, at=at)


@transaction.atomic
def mend(*, broadcast: Broadcast, by: Person, at: datetime) -> None:
    """Give what a platform refused to a person to do by hand."""
    row = Broadcast.objects.select_for_update(of=("self",)).with_account().get(pk=broadcast.pk)
    if row.work != _WORK.REFUSED:
        raise WrongState(_("The platform has not refused this."))
    row.work, row.by_hand = _WORK.BY_HAND, True
    row.save(update_fields=["work", "by_hand"])
    row.said.create(
        at=at,
        wanted=row.wanted,
        outcome=BroadcastWord.Outcome.SEEN,
        state=row.state,
        words=_("To be done by hand."),
        by=by,
    )
    retell(row.production, at=at)
