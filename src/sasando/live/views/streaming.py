"""The stream at the live desk: its key, shown on request, and what its buttons do."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sasando.channels.exceptions import VaultError
from sasando.live import actions
from sasando.live.models import LiveStream, Production
from sasando.live.permissions import producer_of, production_for
from sasando.parties.models import Person


@require_POST
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a producer what OBS or a phone is told: server and key. Asked for, and kept nowhere."""
    production = production_for(request, pk)
    producer_of(request, production)
    stream = LiveStream.objects.filter(production=production, closed_at__isnull=True).first()
    try:
        found = stream.key if stream is not None else ""
    except VaultError as error:
        messages.error(request, str(error))
        return redirect("sasando_live_episode", production.pk)
    if not found:
        messages.error(request, _("No stream is open."))
        return redirect("sasando_live_episode", production.pk)
    context = {
        "page_title": _("Camera's key"),
        "header_title": _("Camera's key"),
        "header_icon": "key",
        "production": production,
        "stream": stream,
        "stream_key": found,
    }
    response = render(request, "sasando_live/stream_key.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def open_stream(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    """The verb "buka-aliran"."""
    actions.open_stream(production=production, by=by, at=at)
    return ""


def hold_stream(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    """The verb "tahan": ``held`` is 1 for the slide, 0 for the camera."""
    held = request.POST.get("held") == "1"
    actions.hold_stream(production=production, held=held, by=by, at=at)
    return ""


def close_stream(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    """The verb "tutup-aliran"."""
    actions.close_stream(production=production, by=by, at=at)
    return _("The stream is being closed; its recording is made ready.")
