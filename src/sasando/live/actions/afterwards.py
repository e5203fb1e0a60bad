"""An episode is over: its film is kept, and its text is written anew and proposed. Nobody has to ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.channels.waking import wake_on_commit
from sasando.desk.models import Episode
from sasando.live.actions.captioning import listen
from sasando.live.actions.standing import locked
from sasando.live.afterwards import simulcasts
from sasando.live.exceptions import WrongState
from sasando.live.models import Film, Gathering, Production
from sasando.live.models.productions import OVER
from sasando.parties.models import Person

FILMS, GATHERINGS = "films", "gatherings"  # lines of the worker
LEASE = timedelta(minutes=10)
_due = leasing.Due(
    lambda at: Film.objects.claimable(at).select_related("production", "production__episode"),
    lease=LEASE,
)
_LONGEST_WAIT = timedelta(hours=1)
_GIVE_UP_AFTER = 8  # attempts to pack a film
_HEARD_BY = timedelta(hours=6)  # then the text goes to its approvers without a transcript
_RELAY = "relay"
_LOOKED_BACK = timedelta(days=40)


def open_recordings(*, at: datetime) -> int:
    """Take up the recordings of episodes that are over and were recorded here; return how many.

    Safe to repeat. A recording that is still written is not touched.
    """
    over = Production.objects.filter(
        state=Production.State.ENDED, ended_at__gte=at - _LOOKED_BACK
    ).exclude(films__key=_RELAY)
    opened = 0
    for production in over:
        folder = simulcasts.folder_of(production)
        if simulcasts.is_finished(folder):
            _film, new = Film.objects.get_or_create(
                production=production,
                key=_RELAY,
                defaults={
                    "origin": Film.Origin.RELAY,
                    "source": str(folder.relative_to(settings.HOME)),
                    "sent_at": at,
                    "due_at": at,
                },
            )
            opened += new
    return opened


@transaction.atomic
def take_upload(
    *,
    production: Production,
    path: Path,
    name: str,
    begins_at: datetime | None,
    by: Person,
    at: datetime,
) -> Film:
    """Take a film that a person brought to ``path`` below HOME; a worker looks at it and packs it.

    ``begins_at`` is when its first picture was on air; without it, when the episode went live.
    Raises ``WrongState`` before the end.
    """
    production = locked(production)
    if production.state not in OVER:
        raise WrongState(_("A recording is uploaded once the episode is over."))
    film = Film.objects.create(
        production=production,
        key=path.stem[:40],
        origin=Film.Origin.UPLOAD,
        source=str(path.relative_to(settings.HOME)),
        name=name[:200],
        begins_at=begins_at or production.live_at or production.told_to_start_at or at,
        sent_by=by,
        sent_at=at,
        due_at=at,
    )
    wake_on_commit(FILMS)
    return film


def claim_film(*, at: datetime) -> Film | None:
    """Take the next film to be packed, under a lease."""
    return _due.first(at)


@transaction.atomic
def keep_film(
    *,
    film: Film,
    sha256: str,
    size: int,
    parts: list[tuple[datetime, float]],
    poster: str,
    at: datetime,
) -> None:
    """The film is on the shelf: the texts of its episode are to show it. Raises ``LeaseLost``."""
    row = _held_film(film)
    row.state, row.words, row.ready_at = Film.State.READY, "", at
    row.sha256, row.size, row.poster = sha256, size, poster
    row.parts = [[began.isoformat(), length] for began, length in parts]
    row.duration_s = sum(length for _began, length in parts)
    row.lease, row.lease_until = "", None
    row.save()
    heard = listen(film=row, at=at)
    _want_texts(row, at=at + _HEARD_BY if heard else at)


@transaction.atomic
def refuse_film(*, film: Film, words: str, passing: bool, at: datetime) -> None:
    """The film could not be packed; ``passing`` tries it again, up to a limit."""
    try:
        row = _held_film(film)
    except LeaseLost:
        return
    again = passing and row.attempts < _GIVE_UP_AFTER
    row.state = Film.State.WAITING if again else Film.State.REFUSED
    row.words, row.lease, row.lease_until = words, "", None
    row.due_at = at + leasing.backoff(row.attempts, longest=_LONGEST_WAIT)
    row.save()


def _held_film(film: Film) -> Film:
    row = Film.objects.select_for_update().filter(pk=film.pk, lease=film.lease).first()
    if row is None or not film.lease:
        raise LeaseLost(film.key)
    return row


def _want_texts(film: Film, *, at: datetime) -> None:
    """Every language of the episode that is public is to be written anew, with this film."""
    key = film.production.episode.translation_key
    for episode in Episode.objects.filter(translation_key=key):
        if episode.last_public_version is not None:
            row, _new = Gathering.objects.get_or_create(
                episode=episode,
                defaults={"production": film.production, "at": at, "due_at": at},
            )
            row.film = film
            want_text(row, at=at)


def want_text(row: Gathering, *, at: datetime, forced: bool = False) -> None:
    """Let a worker write the text of ``row`` from ``at`` on."""
    row.state, row.due_at, row.words, row.attempts = Gathering.State.WAITING, at, "", 0
    row.forced = row.forced or forced
    row.save()
    wake_on_commit(GATHERINGS)


@transaction.atomic
def gather_again(*, production: Production, by: Person, at: datetime) -> None:
    """A person wants the texts written now, over the draft that is there. Raises ``WrongState``."""
    rows = list(production.gatherings.select_for_update())
    if not rows:
        raise WrongState(_("There is no recording yet: upload it first."))
    for row in rows:
        want_text(row, at=at, forced=True)


@transaction.atomic
def choose_film(*, film: Film, by: Person, at: datetime) -> None:
    """Show another film of the episode. Raises ``WrongState`` while it is not on the shelf."""
    if film.state != Film.State.READY:
        raise WrongState(_("This recording is not ready yet."))
    _want_texts(film, at=at)
