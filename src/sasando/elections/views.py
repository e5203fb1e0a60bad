"""Importing tables, and the figures that are at odds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from sasando.elections.actions import (
    import_elections,
    import_figures,
    import_places,
    import_stages,
    import_turnout,
)
from sasando.elections.forms import TableForm
from sasando.elections.imports.figures import COLUMNS as FIGURE_COLUMNS
from sasando.elections.imports.places import COLUMNS as PLACE_COLUMNS
from sasando.elections.imports.report import ImportReport
from sasando.elections.imports.stages import ELECTION_COLUMNS, STAGE_COLUMNS
from sasando.elections.imports.table import Column
from sasando.elections.imports.turnout import COLUMNS as TURNOUT_COLUMNS
from sasando.elections.models import Figure


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table that can be imported."""

    title: Promise
    take: Callable[[IO[bytes]], ImportReport]
    columns: tuple[Column, ...]
    permission: str


TABLES = {
    "elections": Table(
        gettext_lazy("Elections"),
        import_elections,
        ELECTION_COLUMNS,
        "sasando_elections.add_election",
    ),
    "stages": Table(
        gettext_lazy("Stages"), import_stages, STAGE_COLUMNS, "sasando_elections.add_stage"
    ),
    "places": Table(
        gettext_lazy("Places and polling stations"),
        import_places,
        PLACE_COLUMNS,
        "sasando_elections.add_place",
    ),
    "figures": Table(
        gettext_lazy("Official figures"),
        import_figures,
        FIGURE_COLUMNS,
        "sasando_elections.add_figure",
    ),
    "turnout": Table(
        gettext_lazy("Voters and turnout"),
        import_turnout,
        TURNOUT_COLUMNS,
        "sasando_elections.add_figure",
    ),
}


def import_table(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form, or take the table and say what came of it, row by row."""
    table = TABLES[kind]
    if not request.user.has_perm(table.permission):
        raise PermissionDenied
    form = TableForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        report = table.take(form.cleaned_data["file"])
        if report.ok:
            messages.success(request, report.sentence)
            return redirect("sasando_elections:import", kind)
    return TemplateResponse(
        request,
        "sasando_elections/import.html",
        {
            **_header(_("Import"), "upload", str(table.title)),
            "kind": kind,
            "table": table,
            "tables": TABLES,
            "form": form,
            "report": report,
        },
        status=422 if report else 200,
    )


def discrepancies(request: HttpRequest) -> HttpResponse:
    """Show the official figures that do not add up."""
    if not request.user.has_perm("sasando_elections.view_figure"):
        raise PermissionDenied
    found = Figure.objects.discrepancies()
    measures = dict(Figure.Measure.choices)
    rows = [(d, measures[d.whole.measure]) for d in found]
    context = {**_header(_("Figures at odds"), "warning"), "rows": rows}
    return TemplateResponse(request, "sasando_elections/discrepancies.html", context)


def _header(title: str, icon: str, part: str = "") -> dict[str, str]:
    """What Wagtail's page header shows."""
    return {
        "header_title": f"{title}: {part}" if part else title,
        "page_title": title,
        "page_subtitle": part,
        "header_icon": icon,
    }
