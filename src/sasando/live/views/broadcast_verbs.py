"""What each button about the places an episode goes out to does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sasando.live import actions
from sasando.live.exceptions import LiveError
from sasando.live.forms import ByHandForm, ReasonForm
from sasando.live.models import Production
from sasando.live.views.named import number
from sasando.parties.models import Person


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


def _broadcast(request: HttpRequest, production: Production) -> Any:
    pk = number(request.POST.get("broadcast"))
    return get_object_or_404(production.broadcasts.with_account(), pk=pk)


BROADCAST_VERBS: dict[str, Callable[[HttpRequest, Production, Person, datetime], str]] = {
    "umumkan": _schedule,
    "tangan": _by_hand,
    "ulang": _retry,
    "alihkan": _mend,
    "batal": _cancel,
}
