"""What each button of an episode's plan does: rundown, people, run-through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sasando.live import actions
from sasando.live.exceptions import ChangedMeanwhile, LiveError
from sasando.live.forms import CheckForm, ConsentForm
from sasando.live.models import Production
from sasando.live.views.named import number
from sasando.parties.models import Person


def _move(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    seen = [number(value) for value in request.POST.get("seen", "").split(",")]
    moved, step = number(request.POST.get("segment")), request.POST.get("to")
    if moved not in seen:
        raise ChangedMeanwhile(_("This segment is not in the rundown any more."))
    order = [pk for pk in seen if pk != moved]
    order.insert(max(0, seen.index(moved) + (-1 if step == "up" else 1)), moved)
    actions.arrange_segments(production=production, order=order, seen=seen, at=at)
    return ""


def _remove(request: HttpRequest, production: Production, by: Person, at: datetime) -> str:
    pk = number(request.POST.get("segment"))
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
    check = get_object_or_404(production.checks, pk=number(request.POST.get("check")))
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


def _ref(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("ref", ""))
    except ValueError:
        raise LiveError(_("This person is no part of the episode any more.")) from None


PLAN_VERBS: dict[str, Callable[[HttpRequest, Production, Person, datetime], str]] = {
    "geser": _move,
    "buang": _remove,
    "undang": _invite,
    "hadir": _comes,
    "izin": _consent,
    "centang": _tick,
    "tambah-periksa": _add_check,
    "tautan-pemandu": _host_link,
}
