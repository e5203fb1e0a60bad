"""What the desk shows of an episode that is over: what is there, what is missing, every receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sasando.live.afterwards.uploading import laid_in
from sasando.live.models import Broadcast, CaptionTrack, Film, Gathering, Production
from sasando.live.models.afterwards import KEPT_BY_PLATFORM_SOON, URGENT_BEFORE
from sasando.live.models.broadcasts import BroadcastQuerySet
from sasando.live.models.productions import ProductionQuerySet

_REASONS = {
    "no-film": _lazy("it is no film, or a broken one"),
    "no-pictures": _lazy("there are no moving pictures in it"),
    "no-length": _lazy("its length cannot be told: it was not written to its end"),
    "length": _lazy("it is shorter than a second or longer than twelve hours"),
    "video-codec": _lazy("its pictures are not H.264: convert it first"),
    "audio-codec": _lazy("its sound is not AAC: convert it first"),
    "cannot-be-packed": _lazy("it cannot be packed"),
    "nothing-recorded": _lazy("the relay recorded nothing that can be read"),
    "upload-is-gone": _lazy("the uploaded file is not there any more: upload it again"),
    "no-ffmpeg": _lazy("ffmpeg is missing on this machine: tell who keeps it"),
    "took-too-long": _lazy("it took too long"),
}
_LINES = {
    "bad-timing": _lazy("this is no time such as 00:01:02.500 --> 00:01:05.000"),
    "ends-before-it-starts": _lazy("the caption ends before it begins"),
    "too-late": _lazy("the time is more than a day"),
    "no-timing": _lazy("there is no line with times above this text"),
    "no-blank-line": _lazy("a blank line is missing above this caption"),
    "not-utf-8": _lazy("the file is not UTF-8: save it anew as UTF-8"),
    "no-cues": _lazy("there is no caption in it"),
    "too-large": _lazy("the file is too large to be captions"),
    "too-many": _lazy("there are too many captions in it"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A recording that only a platform has, and when the platform deletes it."""

    broadcast: Broadcast
    deleted_at: datetime
    urgent: bool
    late: bool


def reason(words: str) -> str:
    """Return in words for people why a film cannot be used."""
    code, _blank, own = words.partition(" ")
    known = _REASONS.get(code)
    return f"{known} ({own})" if known and own else str(known or words)


def line_problems(problems: tuple[tuple[int, str], ...]) -> list[str]:
    """Return what is wrong with captions, line by line."""
    return [
        _("Line %(line)d: %(problem)s.") % {"line": line, "problem": _LINES[code]}
        for line, code in problems
    ]


def deadlines(shown: ProductionQuerySet, at: datetime) -> list[Deadline]:
    """Return the recordings that a platform will delete and the house has not, the nearest first."""
    kept = Film.objects.filter(production=OuterRef("production"), state=Film.State.READY)
    rows: BroadcastQuerySet = Broadcast.objects.with_account()
    rows = rows.filter(
        ~Exists(kept),
        production__in=shown,
        state=Broadcast.State.ENDED,
        live_at__isnull=False,
        ended_at__lte=at - KEPT_BY_PLATFORM_SOON,
    )
    found = []
    for row in rows.select_related("production__episode").order_by("ended_at"):
        days = row.account.flags.keeps_recording_days
        if days is not None and row.ended_at is not None:
            deleted = row.ended_at + timedelta(days=days)
            found.append(Deadline(row, deleted, at >= deleted - URGENT_BEFORE, at >= deleted))
    return found


def after(production: Production, at: datetime) -> dict[str, Any]:
    """Return what the page of an episode that is over shows; a fixed number of queries."""
    films = list(
        production.films.select_related("sent_by").prefetch_related("tracks__confirmed_by")
    )
    gatherings = list(
        production.gatherings.select_related("episode__locale", "version", "story", "film")
    )
    ready = [film for film in films if film.state == Film.State.READY]
    shown = next((row.film_id for row in gatherings), None)
    return {
        "films": [(film, reason(film.words), film.pk == shown) for film in films],
        "gatherings": gatherings,
        "receipts": list(production.broadcasts.with_account()),
        "missing": missing(production, films, gatherings, at),
        "has_film": bool(ready),
        "film": next((film for film in ready if film.pk == shown), ready[0] if ready else None),
        "recogniser": bool(settings.RECOGNISER),
        "laid_in": laid_in(),
        "deadlines": deadlines(Production.objects.filter(pk=production.pk), at),
    }


def missing(
    production: Production, films: list[Film], gatherings: list[Gathering], at: datetime
) -> list[str]:
    """Return what is still missing before readers have everything."""
    ready = [film for film in films if film.state == Film.State.READY]
    tracks = [track for film in ready for track in film.tracks.all()]
    there = [track for track in tracks if track.state == CaptionTrack.State.READY]
    open_questions = production.questions.leading().filter(state__in=("new", "on-air")).count()
    found = [
        (not ready, _("The recording: none is kept here yet.")),
        (bool(ready) and not there, _("Captions: import a WebVTT or SRT file.")),
        (
            bool(there) and all(track.is_unchecked for track in there),
            _("A check by ear: the captions were made by a machine."),
        ),
        (
            any(row.version is None or row.version.state == "proposed" for row in gatherings),
            _("Approvals: the text with the recording is not public yet."),
        ),
        (
            any(row.version is not None and row.version.state == "refused" for row in gatherings),
            _("The text with the recording was refused: change it, or write it anew."),
        ),
        (
            not production.segments.filter(started_at__isnull=False).exists(),
            _("Chapters: no segment was begun at the director's desk."),
        ),
        (
            bool(open_questions),
            _("Answers: %(n)d questions are still open.") % {"n": open_questions},
        ),
    ]
    for row in production.broadcasts.with_account():
        if row.live_at is not None and not (row.identifier and row.address):
            found.append((True, _("%(account)s: its identifier or address.") % {"account": row}))
    return [words for is_missing, words in found if is_missing]
