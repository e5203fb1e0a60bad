"""The public catalogue: what the authority holds, by the classes of the law, with its files."""

from __future__ import annotations

from itertools import groupby

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from sasando.openness.addresses import entry_path, openness_path
from sasando.openness.authority import authority
from sasando.openness.models import CatalogueEntry, CatalogueFile
from sasando.openness.register import csv_lines
from sasando.site.addresses import LANGUAGES
from sasando.site.responses import data, dress, in_language, page
from sasando.site.setting import render, setting_for

_COLUMNS = (
    "class",
    "section",
    "title",
    "summary",
    "unit",
    "responsible",
    "made_on",
    "made_at",
    "forms",
    "retention",
    "licence",
    "files",
    "sha256",
)


@in_language
def catalogue(request: HttpRequest, language: str) -> HttpResponse:
    """Every public entry, by class and place."""
    entries = list(CatalogueEntry.objects.public().filter(organisation=authority()))
    entries.sort(key=lambda one: (one.kind, one.section, one.title))
    html = render(
        "openness_catalogue.html",
        setting_for(
            language,
            openness_path(language, "catalogue"),
            languages=[(code, openness_path(code, "catalogue")) for code in LANGUAGES],
        ),
        classes=[
            (
                CatalogueEntry.Kind(kind).label,
                [(one, one.title_in(language), entry_path(one.pk, language)) for one in some],
            )
            for kind, some in groupby(entries, key=lambda one: one.kind)
        ],
        file=f"{openness_path(language, 'catalogue').rstrip('/')}.csv",
        up=openness_path(language),
    )
    return page(html, language=language)


@in_language
def entry(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """One entry with every version of its file; for what is exempt, why."""
    found = get_object_or_404(CatalogueEntry.objects.public(), pk=pk)
    html = render(
        "openness_entry.html",
        setting_for(
            language,
            entry_path(pk, language),
            languages=[(code, entry_path(pk, code)) for code in LANGUAGES],
        ),
        entry=found,
        title=found.title_in(language),
        summary=found.summary_in(language),
        files=list(found.files.all()),
        tests=list(found.tests.all()),
        up=openness_path(language, "catalogue"),
    )
    return page(html, language=language)


def entry_file(request: HttpRequest, language: str, pk: int, number: int) -> HttpResponse:
    """One version of an entry's file, as it was put there."""
    rows = CatalogueFile.objects.filter(entry__in=CatalogueEntry.objects.given().order_by())
    found = rows.filter(entry=pk, number=number).first()
    if found is None:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["ETag"] = f'"{found.sha256}"'
    return dress(response)  # type: ignore[arg-type]  # it only sets headers


def catalogue_file(request: HttpRequest, language: str) -> HttpResponse:
    """The catalogue as CSV, in the columns of the information commission."""
    with override(language):
        entries = CatalogueEntry.objects.public().filter(organisation=authority())
        rows = [_row(one) for one in entries.prefetch_related("files")]
        body = "".join(csv_lines([_COLUMNS, *rows]))
    response = data(body.encode(), "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="daftar-informasi-publik.csv"'
    return response


def _row(one: CatalogueEntry) -> tuple[str, ...]:
    files = list(one.files.all())
    return (
        one.get_kind_display(),
        one.section,
        one.title,
        one.summary,
        one.unit,
        one.responsible,
        one.made_on.isoformat() if one.made_on else "",
        one.made_at,
        one.forms,
        one.retention,
        one.licence,
        files[0].name if files else "",
        files[0].sha256 if files else "",
    )
