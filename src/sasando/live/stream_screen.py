"""How an episode's stream stands, for the desk's screens: read from the relay's folder, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sasando.live import simulcast
from sasando.live.actions.streaming import NOBODY_CAME, TOO_LONG
from sasando.live.models import LiveStream, Production
from sasando.live.simulcast import Health, SourceHealth, State, TargetHealth, TargetState
from sasando.parties.languages import screen_language

_FINE = (State.WAITING, State.LIVE, State.HELD, State.FINISHING)


@dataclass(frozen=True, slots=True)
class Way:
    """The camera, or one way out, as a row for people."""

    name: str
    state: str
    fine: bool
    figures: tuple[str, ...]
    notes: tuple[str, ...]


def stream(production: Production, person: Any, at: datetime) -> dict[str, Any]:
    """What the part "stream" shows; one query, one small file."""
    row = LiveStream.objects.filter(production=production).select_related("opened_by").first()
    if row is None:
        return {"stream": None}
    row.production = production  # its folder is named by it
    language = screen_language()
    health = simulcast.read(row.folder) if row.starts or row.is_at_work else None
    shown = health if row.is_at_work and row.wanted == LiveStream.Wanted.OPEN else None
    return {
        "stream": row,
        "stream_health": health,
        "stream_says": health.phrase(language) if health is not None else "",
        "stream_fine": health is not None and health.state in _FINE,
        "stream_notes": [note.words(language) for note in health.notes] if health else [],
        "stream_words": _words(row),
        "stream_ways": _ways(shown, language) if shown is not None else [],
    }


def _words(row: LiveStream) -> str:
    if row.words == TOO_LONG:
        hours = settings.STREAM_HOURS
        return _("It was open for %(hours)s hours and was ended: open it again.") % {"hours": hours}
    if row.words == NOBODY_CAME:
        return _("No camera came for a long time, so it was ended: open it again.")
    return row.words


def _ways(health: Health, language: str) -> list[Way]:
    return [
        _camera(health.source, language),
        *(_target(one, language) for one in health.targets),
    ]


def _camera(source: SourceHealth, language: str) -> Way:
    figures: list[str] = []
    if source.connected and source.video:
        figures = [
            f"{source.width}×{source.height}",
            *_rates(source.kilobits, source.fps),
            _delay(source.lag_ms),
        ]
    if source.drops:
        figures.append(_("lost %(n)s times") % {"n": source.drops})
    notes = tuple(note.words(language) for note in source.notes)
    state = _("sends") if source.connected else _("sends nothing")
    return Way(_("Camera"), state, source.connected and not notes, tuple(figures), notes)


def _target(target: TargetHealth, language: str) -> Way:
    figures: list[str] = []
    if target.state in (TargetState.LIVE, TargetState.STALLED):
        figures = [*_rates(target.kilobits, target.fps), _delay(target.lag_ms)]
    if target.dropped:
        figures.append(_("%(n)s pictures skipped") % {"n": target.dropped})
    if target.restarts:
        figures.append(_("connected anew %(n)s times") % {"n": target.restarts})
    return Way(
        _("Our own site") if target.name == "hls" else target.name,
        target.phrase(language),
        target.state in (TargetState.LIVE, TargetState.IDLE),
        tuple(figures),
        # What was skipped stands among the figures: it stays true when all is well again.
        tuple(note.words(language) for note in target.notes if note.key != "target_dropped"),
    )


def _rates(kilobits: float, fps: float) -> tuple[str, str]:
    return f"{kilobits:.0f} kbit/s", _("%(fps)s pictures a second") % {"fps": f"{fps:.0f}"}


def _delay(lag_ms: int) -> str:
    seconds = f"{max(lag_ms, 0) / 1000:.1f}"
    return _("%(seconds)s s behind") % {
        "seconds": seconds if screen_language() == "en" else seconds.replace(".", ",")
    }
