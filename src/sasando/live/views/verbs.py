"""What each button of the live desk does: one address a verb, each sent by its own small form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sasando.channels.exceptions import VaultError
from sasando.live import actions
from sasando.live.cards import card_of
from sasando.live.exceptions import ChangedMeanwhile, LiveError
from sasando.live.forms import (
    ByHandForm,
    CheckForm,
    ConsentForm,
    ReasonForm,
    SegmentForm,
)
from sasando.live.models import Production
from sasando.live.models.onair import Layer
from sasando.live.permissions import producer_of, production_for
from sasando.live.views import pages, streaming
from sasando.live.views.named import number as _number
from sasando.live.views.named import seen as _seen
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


# --- The plan ------------------------------------------------------------------------------------
def _move(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    seen = [_number(value) for value in request.POST.get("seen", "").split(",")]
    moved, step = _number(request.POST.get("segment")), request.POST.get("to")
    if moved not in seen:
        raise ChangedMeanwhile(_("This segment is not in the rundown any more."))
    order = [pk for pk in seen if pk != moved]
    order.insert(max(0, seen.index(moved) + (-1 if step == "up" else 1)), moved)
    actions.arrange_segments(production=production, order=order, seen=seen, at=at)
    return ""


def _remove(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    pk = _number(request.POST.get("segment"))
    actions.remove_segment(segment=get_object_or_404(production.segments, pk=pk), at=at)
    return _("The segment is taken out.")


def _invite(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    row = actions.invite(production=production, ref=_ref(request), by=by, at=at)
    return _("%(name)s is invited.") % {"name": row.name}


def _comes(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    comes = request.POST.get("comes") == "1"
    actions.answer_invitation(production=production, ref=_ref(request), comes=comes, at=at)
    return ""


def _consent(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise LiveError(_("Say whether they may be recorded, and how they said so."))
    actions.record_consent(
        production=production, ref=_ref(request), **form.cleaned_data, by=by, at=at
    )
    return _("It is written down.")


def _tick(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    check = get_object_or_404(production.checks, pk=_number(request.POST.get("check")))
    actions.tick(check=check, done=request.POST.get("done") == "1", by=by, at=at)
    return ""


def _add_check(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise LiveError(_("Say what is to be checked."))
    actions.add_check(production=production, text=form.cleaned_data["text"], at=at)
    return ""


def _host_link(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.renew_host_link(production=production)
    return _("The host has a new link; the old one opens nothing any more.")


# --- Broadcasts ----------------------------------------------------------------------------------
def _schedule(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    made = actions.schedule_everywhere(production=production, by=by, at=at)
    if not made:
        return _("It is announced everywhere already.")
    return _("It is being announced; each platform says so itself below.")


def _by_hand(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    broadcast = _broadcast(request, production)
    form = ByHandForm(request.POST, broadcast=broadcast)
    if not form.is_valid():
        raise LiveError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.done_by_hand(broadcast=broadcast, by=by, at=at, **form.cleaned_data)
    return _("It is written down.")


def _retry(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.try_again(broadcast=_broadcast(request, production), at=at)
    return _("It is tried again.")


def _mend(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.mend(broadcast=_broadcast(request, production), by=by, at=at)
    return _("A person does it now.")


def _cancel(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.cancel(production=production, reason=reason, by=by, at=at)
    return _("It is cancelled; each platform says below when its announcement is gone.")


# --- On air --------------------------------------------------------------------------------------
def _go_live(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    actions.go_live(production=production, by=by, at=at)
    return ""


def _next(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    after, to = request.POST.get("after"), request.POST.get("to")
    actions.next_segment(
        production=production,
        after=_number(after) if after else None,
        to=_number(to) if to else None,
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
        production=production, layer=layer, shows=shows, seen=_seen(request), by=by, at=at
    )
    if layer == Layer.SPEAKER:
        actions.switch_speaker(production=production, ref=what, by=by, at=at)
    return ""


def _take_off(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    layer = request.POST.get("layer", "")
    actions.take_off(production=production, layer=layer, seen=_seen(request), by=by, at=at)
    return ""


# --- What the forms name -------------------------------------------------------------------------
def _ref(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("ref", ""))
    except ValueError:
        raise LiveError(_("This person is no part of the episode any more.")) from None


def _broadcast(request: HttpRequest, production: Production) -> Any:
    pk = _number(request.POST.get("broadcast"))
    return get_object_or_404(production.broadcasts.with_account(), pk=pk)


_VERBS: dict[str, Act] = {
    "geser": _move,
    "buang": _remove,
    "undang": _invite,
    "hadir": _comes,
    "izin": _consent,
    "centang": _tick,
    "tambah-periksa": _add_check,
    "tautan-pemandu": _host_link,
    "umumkan": _schedule,
    "tangan": _by_hand,
    "ulang": _retry,
    "alihkan": _mend,
    "batal": _cancel,
    "buka-aliran": streaming.open_stream,
    "tahan": streaming.hold_stream,
    "tutup-aliran": streaming.close_stream,
    "tayang": _go_live,
    "lanjut": _next,
    "selesai": _end,
    "bicara": _speaks,
    "tampil": _show,
    "turun": _take_off,
    **QUESTION_VERBS,
}
