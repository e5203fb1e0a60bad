"""The days off and the rules the clock counts by: shown with their sources, overridden with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sasando.openness import actions
from sasando.openness.clock import cited, rules
from sasando.openness.decreed import days_off
from sasando.openness.exceptions import OpennessError
from sasando.openness.forms import DayForm
from sasando.openness.models import DayOff
from sasando.openness.permissions import officer_of, offices_of, reads_requests
from sasando.openness.timing import day_of
from sasando.parties.languages import screen_language


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Show the calendar of this year and the next, and take a day that is otherwise."""
    if not reads_requests(request.user):
        raise PermissionDenied
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = officer_of(request)
        try:
            actions.set_day(**form.cleaned_data, by=person, at=timezone.now())
        except OpennessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Open deadlines are counted anew; each log says what moved.")
            )
            return redirect("sasando_openness_days")
    language = screen_language()
    today = day_of(timezone.now())
    decreed = []
    for year in (today.year, today.year + 1):
        known, whole = days_off(year)
        listed = [(day, known[day], known[day].name_in(language)) for day in sorted(known)]
        decreed.append((year, whole, listed))
    context = {
        "page_title": _("Days off and rules"),
        "header_title": _("Days off and rules"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": _("Days off and rules")},
        ],
        "form": form,
        "works": bool(offices_of(request.user)),
        "own": list(DayOff.objects.select_related("by", "withdrawn_by")[:200]),
        "decreed": decreed,
        "rules": [(rule, cited(rule, language), rule.note[language]) for rule in rules()],
    }
    return render(request, "sasando_openness/days.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day off back."""
    person = officer_of(request)
    row = get_object_or_404(DayOff, pk=pk)
    try:
        actions.take_back_day(row=row, by=person, at=timezone.now())
    except OpennessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Open deadlines are counted anew; each log says what moved."))
    return redirect("sasando_openness_days")
