"""What each button of the director does: live, next, end, who speaks, what the screen shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from sasando.live import actions
from sasando.live.cards import card_of
from sasando.live.models import Production
from sasando.live.models.onair import Layer
from sasando.live.views.named import number, seen
from sasando.parties.models import Person


def _go_live(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.go_live(production=production, by=by, at=at)
    return ""


def _next(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    after, to = request.POST.get("after"), request.POST.get("to")
    actions.next_segment(
        production=production,
        after=number(after) if after else None,
        to=number(to) if to else None,
        by=by,
        at=at,
    )
    return ""


def _end(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.end(production=production, by=by, at=at)
    return ""


def _speaks(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    ref = request.POST.get("ref", "")
    if ref:
        actions.switch_speaker(production=production, ref=ref, by=by, at=at)
    else:
        actions.stop_speaking(production=production, at=at)
    return ""


def _show(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    layer, what = request.POST.get("layer", ""), request.POST.get("what", "")
    shows = card_of(production, layer, what, at=at)
    actions.put_on_air(
        production=production, layer=layer, shows=shows, seen=seen(request), by=by, at=at
    )
    if layer == Layer.SPEAKER:
        actions.switch_speaker(production=production, ref=what, by=by, at=at)
    return ""


def _take_off(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    layer = request.POST.get("layer", "")
    actions.take_off(production=production, layer=layer, seen=seen(request), by=by, at=at)
    return ""


AIR_VERBS: dict[str, Callable[[HttpRequest, Production, Person, datetime], str]] = {
    "tayang": _go_live,
    "lanjut": _next,
    "selesai": _end,
    "bicara": _speaks,
    "tampil": _show,
    "turun": _take_off,
}
