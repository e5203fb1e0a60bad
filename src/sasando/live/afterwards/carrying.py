"""What is left of episodes, carried out by the worker: films packed, listened to, texts written."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image

from sasando.channels.exceptions import LeaseLost
from sasando.desk.exceptions import PictureRefused
from sasando.desk.media import FrozenPictures, clean_picture
from sasando.live import actions
from sasando.live.afterwards import films
from sasando.live.afterwards.captions import Cue
from sasando.live.afterwards.films import FilmRefused
from sasando.live.afterwards.written import films_folder
from sasando.live.models import CaptionTrack, Film, Gathering
from sasando.live.recognising import RecogniserError, open_recogniser
from sasando.live.simulcast.recording import finish, finished
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.print import TypesettingFailed

logger = logging.getLogger(__name__)
PIECE_S = 600.0  # of sound, a request: under what servers take, and little is lost by a crash
_FRAME_AT = 0.1  # of the film's length: after the opening titles

Work = Callable[[], None]


def next_films(now: datetime) -> list[Work]:
    """Take the next film to be packed."""
    film = actions.claim_film(at=now)
    return [partial(pack, film)] if film is not None else []


def next_captions(now: datetime) -> list[Work]:
    """Take the next film to be listened to."""
    track = actions.claim_captions(at=now)
    return [partial(hear, track)] if track is not None else []


def next_gatherings(now: datetime) -> list[Work]:
    """Take the next text to be written."""
    gathering = actions.claim_gathering(at=now)
    return [partial(write, gathering)] if gathering is not None else []


def pack(film: Film) -> None:
    """Put one claimed film on the shelf. Killed at any point, it is done again, to the same bytes."""
    try:
        source = Path(settings.HOME) / film.source
        sources, begins = _recorded(source) if film.origin == Film.Origin.RELAY else _sent(film)
        lengths = []
        for path in sources:
            looks = films.look(path)
            films.fit(looks)
            lengths.append(looks.duration_s)
        made = films.pack(sources, films_folder())
        actions.keep_film(
            film=film,
            sha256=made.stem,
            size=made.stat().st_size,
            parts=list(zip(begins, lengths, strict=True)),
            poster=_poster(film, made, sum(lengths)),
            at=timezone.now(),
        )
    except FilmRefused as error:
        words = " ".join(part for part in (error.code, error.words) if part)
        passing = error.code in ("took-too-long", "no-ffmpeg")
        actions.refuse_film(film=film, words=words, passing=passing, at=timezone.now())
        logger.warning("film %s of %s: %s", film.pk, film.production_id, words)
    except OSError as error:
        words = error.strerror or str(error)
        actions.refuse_film(film=film, words=words, passing=True, at=timezone.now())
        logger.exception("film %s of %s", film.pk, film.production_id)
    except LeaseLost:
        logger.warning("film %s: the lease was lost", film.pk)
    else:
        _clear(sources)


def _recorded(folder: Path) -> tuple[list[Path], list[datetime]]:
    """Return what the relay recorded, finished, and when each piece began."""
    finish(folder)
    pieces = [piece for piece in finished(folder) if (folder / piece.file).is_file()]
    if not pieces:
        raise FilmRefused("nothing-recorded")
    begins = [
        datetime.fromtimestamp(piece.ended_at, UTC) - timedelta(seconds=piece.duration_s)
        for piece in pieces
    ]
    return [folder / piece.file for piece in pieces], begins


def _sent(film: Film) -> tuple[list[Path], list[datetime]]:
    path = Path(settings.HOME) / film.source
    if not path.is_file():
        raise FilmRefused("upload-is-gone")
    return [path], [film.begins_at or film.sent_at]


def _clear(sources: list[Path]) -> None:
    """Delete what is on the shelf now: a recording is too large to be kept twice."""
    for path in sources:
        path.unlink(missing_ok=True)


def _poster(film: Film, made: Path, length_s: float) -> str:
    """Return the digest of a frame of the film, or of the episode's card, or ``""``."""
    picture = films.frame(made, length_s * _FRAME_AT) or _card(film)
    if picture is None:
        return ""
    try:
        clean = clean_picture(_jpeg(picture))
    except PictureRefused:
        logger.warning("film %s: no picture", film.pk, exc_info=True)
        return ""
    return FrozenPictures().write(clean)


def _jpeg(picture: bytes) -> bytes:
    """Return our own picture as JPEG: the one type of a poster. Raises ``PictureRefused``."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            out = io.BytesIO()
            opened.convert("RGB").save(out, "JPEG", quality=90)
    except OSError as error:
        raise PictureRefused(str(error)) from error
    return out.getvalue()


def _card(film: Film) -> bytes | None:
    version = film.production.episode.current_version
    if version is None:
        return None
    try:
        return card_png(version.document, size=CardSize.WIDE, site_url=settings.SITE_URL)
    except (TypesettingFailed, ValueError, OSError):
        logger.warning("no card for %s", version, exc_info=True)
        return None


def hear(track: CaptionTrack) -> None:
    """Let the recogniser listen to one claimed film, piece by piece, from where it stopped."""
    recogniser = open_recogniser(settings.RECOGNISER, settings.RECOGNISER_KEY)
    path = films_folder() / f"{track.film.sha256}.mp4"
    try:
        if recogniser is None:
            raise RecogniserError("no recogniser is set", passing=False)
        with tempfile.TemporaryDirectory(prefix="sasando-sound-") as folder:
            while track.heard_s < track.film.duration_s:
                sound, starts = Path(folder) / "sound.flac", track.heard_s
                cues: tuple[Cue, ...] = ()
                if films.sound(path, sound, starts_s=starts, length_s=PIECE_S):
                    cues = recogniser.recognise(sound, language=track.language)
                moved = [_moved(cue, starts, track.film.duration_s) for cue in cues]
                track = actions.note_heard(
                    track=track,
                    cues=[cue for cue in moved if cue.ends_s > cue.starts_s],
                    heard_s=starts + PIECE_S,
                    at=timezone.now(),
                )
        actions.captions_made(track=track, at=timezone.now())
    except RecogniserError as error:
        actions.captions_failed(
            track=track, words=str(error), passing=error.passing, at=timezone.now()
        )
        logger.warning("captions of film %s: %s", track.film_id, error)
    except (FilmRefused, OSError) as error:
        actions.captions_failed(track=track, words=str(error), passing=True, at=timezone.now())
        logger.exception("captions of film %s", track.film_id)
    except LeaseLost:
        logger.warning("captions of film %s: the lease was lost", track.film_id)


def _moved(cue: Cue, by_s: float, end_s: float) -> Cue:
    ends = min(cue.ends_s + by_s, end_s)
    return Cue(round(cue.starts_s + by_s, 3), round(ends, 3), cue.text, cue.voice)


def write(gathering: Gathering) -> None:
    """Write one claimed text."""
    try:
        actions.gather(gathering=gathering, at=timezone.now())
    except LeaseLost:
        logger.warning("text of episode %s: the lease was lost", gathering.episode_id)
