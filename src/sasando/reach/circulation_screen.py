"""The desk's screen of certified circulations: everybody reads them, who runs the outlet enters them."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sasando.parties.languages import screen_language
from sasando.parties.models import Person
from sasando.plugins import MeasureKind
from sasando.reach import actions
from sasando.reach.exceptions import CirculationRefused
from sasando.reach.forms import CirculationForm
from sasando.reach.models import Circulation
from sasando.reach.permissions import outlets_kept_by, printed_outlets
from sasando.rendering.phrases import phrase


@require_http_methods(["GET", "POST"])
def circulation(request: HttpRequest) -> HttpResponse:
    """List what was certified, what was taken back, and which outlets have nothing; take a new one."""
    person = _reader(request)
    kept = set(outlets_kept_by(person).values_list("pk", flat=True))
    form = CirculationForm(by=person) if kept else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        form = CirculationForm(request.POST, request.FILES, by=person)
        if form.is_valid():
            try:
                entry = form.save(commit=False)
                actions.enter_circulation(entry=entry, by=person, at=timezone.now())
            except CirculationRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The circulation counts. Thank you."))
                return redirect("sasando_reach_circulation")
    entries = list(Circulation.objects.with_names())
    known = {entry.outlet_id for entry in entries if entry.taken_back_at is None}
    title = _("Circulation")
    language = screen_language()
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("sasando_reach"), "label": _("Reach")},
            {"url": "", "label": title},
        ],
        "entries": [(entry, entry.outlet_id in kept) for entry in entries],
        "unknown": [outlet for outlet in printed_outlets() if outlet.pk not in known],
        "means": phrase(f"measure.{MeasureKind.COPIES}_means", language),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "sasando_reach/circulation.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a circulation count no more, with the reason that was given."""
    entry = get_object_or_404(Circulation.objects.with_names(), pk=pk)
    try:
        actions.take_back_circulation(
            entry=entry,
            by=_reader(request),
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
    except CirculationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It counts no more. The entry and your reason stay."))
    return redirect("sasando_reach_circulation")


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a certificate, as a download whatever it is."""
    entry = get_object_or_404(Circulation, pk=pk)
    if not entry.document:
        raise Http404
    try:
        file = entry.document.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type="application/octet-stream")
    name = PurePath(entry.document.name or "").name
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _reader(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the desk knows nobody else
    return request.user
