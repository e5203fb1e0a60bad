"""Captions are imported, made by a recogniser, and confirmed by an editor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels import leasing
from sasando.channels.exceptions import LeaseLost
from sasando.channels.waking import wake_on_commit
from sasando.live.afterwards.captions import Cue, read
from sasando.live.exceptions import WrongState
from sasando.live.models import CaptionTrack, Film, Gathering
from sasando.parties.models import Person

CAPTIONS = "captions"  # line of the worker
LEASE = timedelta(minutes=40)  # one piece of sound, at the pace of a slow machine
_due = leasing.Due(
    lambda at: CaptionTrack.objects.claimable(at).select_related("film__production__episode"),
    lease=LEASE,
)
_LONGEST_WAIT = timedelta(minutes=30)
_GIVE_UP_AFTER = 8


@transaction.atomic
def import_captions(
    *, film: Film, language: str, body: bytes, by: Person, at: datetime
) -> CaptionTrack:
    """Take a WebVTT or SubRip file as the captions of ``film``, in place of those before.

    Raises ``CaptionsRefused`` with the lines that are wrong, ``WrongState`` while there is no film.
    """
    if film.state != Film.State.READY:
        raise WrongState(_("This recording is not ready yet."))
    cues = read(body)
    last = max(cue.starts_s for cue in cues)
    if last >= film.duration_s:
        raise WrongState(_("The captions go on after the end of the film: is it the right file?"))
    track, _new = CaptionTrack.objects.update_or_create(
        film=film,
        language=language,
        origin=CaptionTrack.Origin.IMPORT,
        defaults={
            "state": CaptionTrack.State.READY,
            "lines": _lines(cues),
            "sent_by": by,
            "at": at,
            "due_at": at,
        },
    )
    _show(film, at)
    return track


def listen(*, film: Film, at: datetime) -> bool:
    """Let the recogniser listen to ``film``, where the settings name one; return whether it will."""
    if not settings.RECOGNISER:
        return False
    language = film.production.episode.locale.language_code
    track, _new = CaptionTrack.objects.get_or_create(
        film=film,
        language=language,
        origin=CaptionTrack.Origin.MACHINE,
        defaults={"at": at, "due_at": at},
    )
    wake_on_commit(CAPTIONS)
    return track.state == CaptionTrack.State.WAITING


@transaction.atomic
def listen_again(*, film: Film, by: Person, at: datetime) -> None:
    """Let the recogniser try once more. Raises ``WrongState`` where there is none."""
    if not listen(film=film, at=at):
        tracks = film.tracks.filter(origin=CaptionTrack.Origin.MACHINE)
        refused = tracks.filter(state=CaptionTrack.State.REFUSED)
        if not settings.RECOGNISER or not refused.update(
            state=CaptionTrack.State.WAITING, words="", attempts=0, due_at=at
        ):
            raise WrongState(_("There is nothing to be listened to."))


def claim_captions(*, at: datetime) -> CaptionTrack | None:
    """Take the next film to be listened to, under a lease."""
    return _due.first(at)


@transaction.atomic
def note_heard(
    *, track: CaptionTrack, cues: Iterable[Cue], heard_s: float, at: datetime
) -> CaptionTrack:
    """Keep what was heard so far: whoever goes on begins there. Renews the lease, or ``LeaseLost``."""
    row = _held(track)
    row.lines = [*row.lines, *_lines(cues)]
    row.heard_s = heard_s
    row.lease_until = at + LEASE
    row.attempts = 0  # it comes forward
    row.save()
    return row


@transaction.atomic
def captions_made(*, track: CaptionTrack, at: datetime) -> None:
    """Everything was heard. Raises ``LeaseLost``."""
    row = _held(track)
    if row.lines:
        row.state, row.words = CaptionTrack.State.READY, ""
    else:
        row.state, row.words = CaptionTrack.State.REFUSED, _("Nothing is said in this film.")
    row.lease, row.lease_until, row.at = "", None, at
    row.save()
    _show(row.film, at)


@transaction.atomic
def captions_failed(*, track: CaptionTrack, words: str, passing: bool, at: datetime) -> None:
    """The recogniser did not do it; the text goes on without when it never will."""
    try:
        row = _held(track)
    except LeaseLost:
        return
    again = passing and row.attempts < _GIVE_UP_AFTER
    row.state = CaptionTrack.State.WAITING if again else CaptionTrack.State.REFUSED
    row.words, row.lease, row.lease_until = words, "", None
    row.due_at = at + leasing.backoff(row.attempts, longest=_LONGEST_WAIT)
    row.save()
    if not again:
        _show(row.film, at)


@transaction.atomic
def confirm_captions(*, track: CaptionTrack, by: Person, at: datetime) -> None:
    """An editor held the machine's captions against the film, by ear. Raises ``WrongState``."""
    row = CaptionTrack.objects.select_for_update().get(pk=track.pk)
    if not row.is_unchecked or row.state != CaptionTrack.State.READY:
        raise WrongState(_("These captions need no confirmation."))
    row.confirmed_by, row.confirmed_at = by, at
    row.save()
    _show(row.film, at)


def _show(film: Film, at: datetime) -> None:
    """Let the texts with this film be written anew, now."""
    for row in Gathering.objects.select_for_update().filter(film=film):
        row.state, row.due_at, row.words, row.attempts = Gathering.State.WAITING, at, "", 0
        row.save()
    wake_on_commit("gatherings")


def _held(track: CaptionTrack) -> CaptionTrack:
    rows = CaptionTrack.objects.select_for_update(of=("self",)).select_related("film")
    row = rows.filter(pk=track.pk, lease=track.lease).first()
    if row is None or not track.lease:
        raise LeaseLost(str(track))
    return row


def _lines(cues: Iterable[Cue]) -> list[list[object]]:
    return [[cue.starts_s, cue.ends_s, cue.text, cue.voice] for cue in cues]
