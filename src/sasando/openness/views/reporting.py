"""The officers' own register, with names, and the yearly report on the letterhead."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.openness.permissions import officer_of, offices_of
from sasando.openness.register import register_lines
from sasando.openness.reports import chapters, report_pdf
from sasando.openness.statistics import year_of, years_of
from sasando.openness.timing import day_of
from sasando.parties.languages import screen_language
from sasando.parties.models import Organisation


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The years there are, each with its register, its report and the figures of the newest."""
    organisation = _mine(request)
    years = years_of(organisation)
    language = screen_language()
    context = {
        "page_title": _("Register and report"),
        "header_title": _("Register and report"),
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("sasando_openness"), "label": _("Requests for information")},
            {"url": "", "label": _("Register and report")},
        ],
        "years": years,
        "chapters": chapters(year_of(organisation, years[0]), language) if years else [],
    }
    return render(request, "sasando_openness/reports.html", context)


@require_GET
def report(request: HttpRequest, year: int) -> HttpResponse:
    """Hand out the report of a year as PDF."""
    organisation = _mine(request)
    if year not in years_of(organisation):
        raise Http404
    body = report_pdf(
        organisation,
        year_of(organisation, year),
        day=day_of(timezone.now()),
        language=screen_language(),
    )
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="laporan-ppid-{year}.pdf"'
    return response


@require_GET
def register(request: HttpRequest, year: int) -> StreamingHttpResponse:
    """Hand out the register of a year with who asked; nothing in it begins a formula."""
    organisation = _mine(request)
    lines = register_lines(organisation, year, inside=True)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="register-ppid-{year}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _mine(request: HttpRequest) -> Organisation:
    person = officer_of(request)
    return Organisation.objects.filter(code__in=offices_of(person)).order_by("pk")[0]
