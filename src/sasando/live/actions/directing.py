"""The director's verbs: go live, next segment, who speaks, end. The server's clock counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sasando.documents.vocabulary import Kind
from sasando.elections.models import Stage
from sasando.elections.quiet_period import locks, quiet_period_on
from sasando.live import signals, telling
from sasando.live.actions.broadcasting import follow_wish
from sasando.live.actions.standing import locked, retell
from sasando.live.exceptions import ChangedMeanwhile, NotReady, WrongState
from sasando.live.models import Broadcast, Participation, Production, Segment, SpeakingTime
from sasando.live.models.productions import OVER, UNDER_WAY
from sasando.parties.models import Person

_STATE = Production.State
_BEFORE_THE_END = frozenset(
    {Broadcast.Wanted.SCHEDULE, Broadcast.Wanted.CHANGE, Broadcast.Wanted.START}
)


def not_ready(production: Production, *, at: datetime) -> list[str]:
    """Return everything that keeps an episode from going live at ``at``, one sentence each."""
    problems: list[str] = []
    if production.episode.current_version is None:
        problems.append(_("The announcement is not published: both sides approve it first."))
    stages = Stage.objects.for_quiet_period()
    elections = list(production.episode.elections.values_list("pk", flat=True))
    if elections:
        stages = stages.filter(election__in=elections)
    lock = locks(
        Kind.EPISODE,
        campaign_like=production.episode.campaign_like,
        period=quiet_period_on(timezone.localtime(at).date(), stages),
    )
    if lock is not None:
        problems.append(
            _("%(law)s: what touches candidates or the campaign is locked until %(ends)s.")
            % {"law": lock.law, "ends": date_format(lock.period.ends)}
        )
    rows = {row.ref: row for row in production.participations.all()}
    for person in production.people:
        row = rows.get(person.ref)
        if row is not None and row.coming == Participation.Coming.DECLINED:
            continue
        if row is None or row.consent != Participation.Consent.GIVEN:
            problems.append(
                _("%(name)s has not agreed to be recorded: write the consent down.")
                % {"name": person.name}
            )
    return problems


@transaction.atomic
def go_live(*, production: Production, by: Person, at: datetime) -> Production:
    """Let every platform show the episode. It is live when the first one says so.

    Pressed twice it is one press. Raises ``NotReady``, ``WrongState``.
    """
    production = locked(production)
    if production.state in OVER or production.told_to_end_at is not None:
        raise WrongState(_("This episode is over."))
    if production.told_to_start_at is not None:
        return production
    if problems := not_ready(production, at=at):
        raise NotReady(problems)
    production.told_to_start_at = at
    production.save(update_fields=["told_to_start_at"])
    _start_first(production, at)
    for broadcast in _broadcasts(production):
        follow_wish(broadcast, at=at)
    signals.starting.send(sender=Production, production=production, at=at)
    return retell(production, at=at)


def _start_first(production: Production, at: datetime) -> None:
    first = production.segments.filter(started_at__isnull=True).first()
    if first is not None and not _running(production):
        Segment.objects.filter(pk=first.pk).update(started_at=at)


@transaction.atomic
def next_segment(
    *, production: Production, after: int | None, by: Person, at: datetime, to: int | None = None
) -> Segment | None:
    """End the segment that is on and begin the next one, or ``to``; return it.

    ``after`` is the segment (primary key) that the director saw on air. Raises ``ChangedMeanwhile``
    when another one is on by now, ``WrongState`` while the episode is not under way.
    """
    production = locked(production)
    if production.state not in UNDER_WAY:
        raise WrongState(_("Segments begin once the episode goes live."))
    running = _running(production)
    if (running.pk if running else None) != after:
        on = running.title if running else _("nothing")
        raise ChangedMeanwhile(
            _("Somebody was quicker: now on is “%(segment)s”.") % {"segment": on}
        )
    if running is not None:
        Segment.objects.filter(pk=running.pk).update(ended_at=at)
    begun = production.segments.filter(started_at__isnull=True)
    chosen = begun.filter(pk=to).first() if to is not None else begun.first()
    if chosen is not None:
        chosen.started_at = at
        chosen.save(update_fields=["started_at"])
    telling.tell_desk(production, telling.RUNDOWN, at=at)
    telling.tell_readers(production, at=at)
    return chosen


def _running(production: Production) -> Segment | None:
    on = production.segments.filter(started_at__isnull=False, ended_at__isnull=True)
    return on.order_by("-started_at", "-pk").first()


# --- Who speaks ----------------------------------------------------------------------------------
@transaction.atomic
def switch_speaker(*, production: Production, ref: str, by: Person, at: datetime) -> SpeakingTime:
    """From now on this person speaks. Who speaks already goes on: a second tap changes nothing."""
    production = locked(production)
    person = production.person(ref)
    if person is None:
        raise WrongState(_("This person is no part of the episode any more."))
    speaking = production.speaking.filter(ended_at__isnull=True).first()
    if speaking is not None:
        if speaking.ref == person.ref:
            return speaking
        speaking.ended_at = max(at, speaking.started_at)
        speaking.save(update_fields=["ended_at"])
    new = SpeakingTime.objects.create(
        production=production,
        ref=person.ref,
        name=person.name,
        office=person.office,
        role=person.role,
        gender=person.gender,
        started_at=at,
        by=by,
    )
    telling.tell_desk(production, telling.RUNDOWN, at=at)
    return new


@transaction.atomic
def stop_speaking(*, production: Production, at: datetime) -> None:
    """Nobody of the episode speaks: a film, music, the interpreter."""
    production = locked(production)
    production.speaking.filter(ended_at__isnull=True).update(ended_at=at)
    telling.tell_desk(production, telling.RUNDOWN, at=at)


# --- The end -------------------------------------------------------------------------------------
@transaction.atomic
def end(*, production: Production, by: Person, at: datetime) -> Production:
    """End it on every platform. It is over when all of them say so. Raises ``WrongState``."""
    production = locked(production)
    if production.told_to_start_at is None or production.state in OVER:
        raise WrongState(_("This episode is not under way."))
    if production.told_to_end_at is not None:
        return production
    production.told_to_end_at = at
    production.save(update_fields=["told_to_end_at"])
    for broadcast in _broadcasts(production):
        if broadcast.wanted in _BEFORE_THE_END:
            _drop(broadcast)
        follow_wish(broadcast, at=at)
    signals.ending.send(sender=Production, production=production, at=at)
    return retell(production, at=at)


@transaction.atomic
def cancel(*, production: Production, reason: str, by: Person, at: datetime) -> Production:
    """Take the whole episode back before it goes live, for a reason that readers see.

    Every announcement comes down, by the platform's own word. Raises ``WrongState``.
    """
    production = locked(production)
    if production.told_to_start_at is not None or production.state in OVER:
        raise WrongState(_("It went live: end it instead."))
    if not reason.strip():
        raise WrongState(_("Say why, for the readers."))
    production.state, production.reason = _STATE.CANCELLED, reason.strip()
    production.save(update_fields=["state", "reason"])
    for broadcast in _broadcasts(production):
        if broadcast.wanted in _BEFORE_THE_END:
            _drop(broadcast)
        follow_wish(broadcast, at=at)
    signals.cancelled.send(sender=Production, production=production, at=at)
    return retell(production, at=at)


def _drop(broadcast: Broadcast) -> None:
    """Nothing is announced any more; who just does it is followed when they come back."""
    broadcast.wanted, broadcast.work = Broadcast.Wanted.NOTHING, Broadcast.Work.IDLE
    broadcast.save(update_fields=["wanted", "work"])


def _broadcasts(production: Production) -> list[Broadcast]:
    return list(production.broadcasts.select_for_update(of=("self",)).with_account())


# --- Our own stream ------------------------------------------------------------------------------
@transaction.atomic
def stream_arrived(*, production: Production, path: str, at: datetime) -> None:
    """Our own playlist at ``path`` (of the site) has pictures now; viewers may see it."""
    production = locked(production)
    production.stream_path = path
    production.stream_since = production.stream_since or at
    production.save(update_fields=["stream_path", "stream_since"])
    retell(production, at=at)


@transaction.atomic
def stream_stopped(*, production: Production, at: datetime) -> None:
    """Our own playlist gets no more pictures."""
    production = locked(production)
    production.stream_since = None
    production.save(update_fields=["stream_since"])
    retell(production, at=at)
