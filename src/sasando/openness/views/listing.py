"""Matters in the order of their deadlines, and the counter where a request is typed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sasando.openness import actions
from sasando.openness.exceptions import OpennessError
from sasando.openness.forms import WalkInForm
from sasando.openness.models import Letter, Matter, Objection
from sasando.openness.noticing import masked
from sasando.openness.permissions import (
    matters_for,
    officer_of,
    offices_of,
    reads_requests,
)
from sasando.openness.timing import calendar, day_of
from sasando.parties.models import Organisation

PER_PAGE = 25
_OPEN, _LATE, _DECIDED, _ALL = "open", "late", "decided", "all"


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """List the matters of this person's authority; what waits comes first, by its deadline."""
    if not reads_requests(request.user):
        raise PermissionDenied
    today = day_of(timezone.now())
    wanted = request.GET.get("keadaan", _OPEN)
    words = request.GET.get("q", "").split()[:8]
    mine = matters_for(request.user)
    found = _filtered(mine, wanted, today, request)
    for word in words:
        found = found.filter(text__icontains=word)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    days = calendar(around=today)
    query = request.GET.copy()
    query.pop("p", None)
    objections = Objection.objects.open().filter(request__matter__in=mine.order_by())
    context = {
        "page_title": _("Requests for information"),
        "header_title": _("Requests for information"),
        "header_icon": "folder-open-inverse",
        "page": page,
        "rows": [(one, masked(one.text), _left(one, today, days)) for one in page.object_list],
        "wanted": wanted,
        "q": " ".join(words),
        "states": [
            (_OPEN, _("Open")),
            (_LATE, _("Deadline missed")),
            ("mine", _("Assigned to me")),
            (_DECIDED, _("Decided")),
            (_ALL, _("All")),
        ],
        "objections": list(objections[:20]),
        "by_hand": Letter.objects.by_hand().count(),
        "in_trouble": Letter.objects.in_trouble().count(),
        "works": bool(offices_of(request.user)),
        "query": query.urlencode(),
        "today": today,
    }
    return render(request, "sasando_openness/matters.html", context)


def _filtered(mine: Any, wanted: str, today: Any, request: HttpRequest) -> Any:
    if wanted == _LATE:
        return mine.filter(state=Matter.State.OPEN, due_on__lt=today).order_by("due_on", "pk")
    if wanted == "mine":
        assigned = mine.filter(state=Matter.State.OPEN, assignee=request.user)
        return assigned.order_by("due_on", "pk")
    if wanted == _DECIDED:
        return mine.filter(state=Matter.State.DECIDED).order_by("-pk")
    if wanted == _ALL:
        return mine.order_by("-pk")
    return mine.filter(state=Matter.State.OPEN).order_by("due_on", "pk")


def _left(matter: Matter, today: Any, days: Any) -> int | None:
    """Return the working days left, today not counted; below 0 when it is late."""
    if matter.due_on is None:
        return None
    first, last = sorted((today, matter.due_on))
    span = range(first.toordinal() + 1, last.toordinal() + 1)
    count = sum(days.why_off(first.fromordinal(day)) is None for day in span)
    return count if matter.due_on >= today else min(-count, -1)


@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Type in a request that somebody brings; its receipt can be printed at once."""
    person = officer_of(request)
    form = WalkInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = Organisation.objects.filter(code__in=offices_of(person)).order_by("pk")[0]
        try:
            found = actions.receive(
                organisation=organisation,
                applicant=form.applicant,
                filing=form.filing,
                by=person,
                at=timezone.now(),
            )
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            said = (
                _("This stands in the register already, as %(number)s.")
                if found.again
                else _("Registered as %(number)s.")
            )
            messages.success(request, said % {"number": found.request.number})
            return redirect("sasando_openness_request", pk=found.request.pk)
    context = {
        "page_title": _("A request at the counter"),
        "header_title": _("A request at the counter"),
        "header_icon": "plus",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": _("At the counter")},
        ],
        "form": form,
    }
    return render(request, "sasando_openness/walk_in.html", context)
