"""What each button of the live desk does: one address a verb, each sent by its own small form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sasando.channels.exceptions import VaultError
from sasando.live import actions
from sasando.live.exceptions import ChangedMeanwhile, LiveError
from sasando.live.forms import SegmentForm
from sasando.live.models import Production
from sasando.live.permissions import producer_of, production_for
from sasando.live.views import pages, streaming
from sasando.live.views.air_verbs import AIR_VERBS
from sasando.live.views.broadcast_verbs import BROADCAST_VERBS
from sasando.live.views.plan_verbs import PLAN_VERBS
from sasando.live.views.question_verbs import QUESTION_VERBS
from sasando.parties.models import Person

Act = Callable[[HttpRequest, Production, Person, datetime], str]
"""Does it; returns what to say, ``""`` for nothing. Raises ``LiveError``."""

_QUIET = "X-Sasando-Quiet"  # sent by a page that listens: it hears of the change by itself


@require_POST
def verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. What cannot be done is said, and changes nothing."""
    production = production_for(request, pk)
    person = producer_of(request, production)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    try:
        said = act(request, production, person, timezone.now())
    except (LiveError, VaultError) as error:
        return _refused(request, production, error)
    if request.headers.get(_QUIET):
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    if said:
        messages.success(request, said)
    return redirect(_back(request, production))


def _refused(request: HttpRequest, production: Production, error: Exception) -> HttpResponse:
    if request.headers.get(_QUIET):
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        return HttpResponse(str(error), status=status, content_type="text/plain; charset=utf-8")
    for problem in getattr(error, "problems", (str(error),)):
        messages.error(request, problem)
    return redirect(_back(request, production))


def _back(request: HttpRequest, production: Production) -> Any:
    there = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return there
    return redirect("sasando_live_episode", production.pk).url


@require_POST
def save_segment(request: HttpRequest, pk: int, segment: int) -> HttpResponse:
    """Save a segment, or add one (0). What was typed stays when it is refused."""
    production = production_for(request, pk)
    producer_of(request, production)
    found = get_object_or_404(production.segments, pk=segment) if segment else None
    form = SegmentForm(
        request.POST,
        production=production,
        segment=found,
        person=request.user,
        prefix=None if found else "new",
    )
    if form.is_valid():
        try:
            actions.edit_segment(
                production=production, segment=found, values=form.values, at=timezone.now()
            )
        except LiveError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The rundown is saved."))
            return redirect("sasando_live_episode", production.pk)
    if found is None:
        return pages.show(request, production, segment_form=form)
    return pages.show_segment(request, production, found, form)


_VERBS: dict[str, Act] = {
    **PLAN_VERBS,
    **BROADCAST_VERBS,
    "buka-aliran": streaming.open_stream,
    "tahan": streaming.hold_stream,
    "tutup-aliran": streaming.close_stream,
    **AIR_VERBS,
    **QUESTION_VERBS,
}
