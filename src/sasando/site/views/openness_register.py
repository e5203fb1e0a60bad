"""The public register of requests, without anybody's name, and the figures of each year."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from sasando.openness.addresses import openness_path, year_path
from sasando.openness.authority import authority
from sasando.openness.register import days_taken, register_lines, rows_of
from sasando.openness.reports import chapters
from sasando.openness.statistics import year_of, years_of
from sasando.openness.timing import calendar, day_of
from sasando.parties.models import Organisation
from sasando.site.addresses import LANGUAGES
from sasando.site.responses import dress, in_language, page
from sasando.site.setting import render, setting_for

PER_PAGE = 50


@in_language
def register(request: HttpRequest, language: str, year: int | None = None) -> HttpResponse:
    """The requests of a year by their numbers, the newest first."""
    organisation, years, chosen = _of_year(year)
    listed = rows_of(organisation, chosen).order_by("-serial")
    sheet = Paginator(listed, PER_PAGE).get_page(request.GET.get("hal"))
    days = calendar(around=date(chosen, 7, 1))
    own = _path("register", language, years, chosen)
    html = render(
        "openness_register.html",
        setting_for(
            language,
            own,
            languages=[(code, _path("register", code, years, chosen)) for code in LANGUAGES],
        ),
        rows=[(row, days_taken(row, days)) for row in sheet.object_list],
        sheet=sheet,
        year=chosen,
        years=[(one, year_path("register", language, one)) for one in years],
        file=f"{own.rstrip('/')}.csv",
        report=_path("report", language, years, chosen),
        up=openness_path(language),
    )
    return page(html, language=language)


def register_file(request: HttpRequest, language: str, year: int) -> StreamingHttpResponse:
    """The same as CSV (RFC 4180); nothing in it begins a formula."""
    organisation, _years, chosen = _of_year(year)
    response = StreamingHttpResponse(
        register_lines(organisation, chosen), content_type="text/csv; charset=utf-8"
    )
    dress(response)  # type: ignore[arg-type]  # it only sets headers
    response.headers["Content-Disposition"] = f'attachment; filename="register-{chosen}.csv"'
    return response


@in_language
def report(request: HttpRequest, language: str, year: int | None = None) -> HttpResponse:
    """The figures of a year, by the letters of Law 14/2008, Article 12."""
    organisation, years, chosen = _of_year(year)
    html = render(
        "openness_report.html",
        setting_for(
            language,
            _path("report", language, years, chosen),
            languages=[(code, _path("report", code, years, chosen)) for code in LANGUAGES],
        ),
        chapters=chapters(year_of(organisation, chosen), language),
        year=chosen,
        years=[(one, year_path("report", language, one)) for one in years],
        register=_path("register", language, years, chosen),
        up=openness_path(language),
    )
    return page(html, language=language)


def _path(word: str, language: str, years: list[int], year: int) -> str:
    """Return the page of ``year``; before anything was asked, the page that stands for every year."""
    return year_path(word, language, year) if years else openness_path(language, word)


def _of_year(year: int | None) -> tuple[Organisation, list[int], int]:
    """Return the authority, its years, and the one that is shown. Raises ``Http404``."""
    organisation = authority()
    if organisation is None:
        raise Http404
    years = years_of(organisation)
    if year is not None and year not in years:
        raise Http404
    return organisation, years, year or (years[0] if years else day_of(timezone.now()).year)
