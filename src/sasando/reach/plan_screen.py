"""The desk's screen of the audience plan, which both partners see."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.parties.languages import screen_language
from sasando.parties.models import Person
from sasando.plugins import MeasureKind
from sasando.reach.planning import Cell, audience_plan, scope_of, scopes, table, turnout_of
from sasando.reach.planning.counted import LEARNT, PARTICIPANTS, Reached
from sasando.rendering.phrases import phrase
from sasando.rendering.tables import csv_table


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Show what is planned, published, reached and understood, per stage and audience.

    ``?untuk=pilkada2024`` or ``?untuk=2024`` chooses an election or a year; by default the election
    whose voting day is nearest.
    """
    language = screen_language()
    today = timezone.localdate()
    choices = scopes(today)
    scope = scope_of(request.GET.get("untuk", ""), choices)
    title = _("Audience plan")
    context: dict[str, object] = {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "choices": [(one.code, one.name_in(language), one == scope) for one in choices],
    }
    if scope is not None:
        found = audience_plan(scope, today=today, seen_by=_reader(request))
        measures = _measures(language)
        row = partial(_row, language=language, names={code: name for code, name, _m in measures})
        context |= {
            "scope": scope.name_in(language),
            "file": f"{reverse('sasando_reach_plan_file')}?{urlencode({'untuk': scope.code})}",
            "total": [row(cell) for cell in found.total],
            "stages": [
                (
                    stage,
                    stage.stage.name_in(language) if stage.stage else _("In no stage"),
                    [row(cell) for cell in stage.cells if cell.planned],
                    [row(cell) for cell in stage.cells if not cell.planned],
                )
                for stage in found.stages
            ],
            "audiences": len(found.total),
            "for_everybody": found.for_everybody,
            "turnout": turnout_of(scope),
            "definitions": [(name, means) for _code, name, means in measures],
        }
    return render(request, "sasando_reach/plan.html", context)


@require_GET
def plan_file(request: HttpRequest) -> HttpResponse:
    """Hand out the same plan as CSV, for the report of a year or an election (``?untuk=``)."""
    language = screen_language()
    today = timezone.localdate()
    scope = scope_of(request.GET.get("untuk", ""), scopes(today))
    if scope is None:
        raise Http404
    found = audience_plan(scope, today=today, seen_by=_reader(request))
    kinds = [code for code, _name, _means in _measures(language)]
    body = csv_table(
        table.header(kinds), table.rows(found, scope, language=language, measures=kinds)
    )
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"rencana-khalayak-{scope.code}-{today.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _reader(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the desk knows nobody else
    return request.user


def _row(cell: Cell, language: str, names: dict[str, str]) -> tuple[Cell, str, Reached]:
    """A cell, its audience's name, and what reached it by the names of the measures, in their order."""
    reached = {name: cell.reached[kind] for kind, name in names.items() if kind in cell.reached}
    return cell, cell.audience.name_in(language), reached


def _measures(language: str) -> list[tuple[str, str, str]]:
    """Each kind of measure: its code, its name and what it means."""
    kinds = [
        (
            kind.value,
            phrase(f"measure.{kind.value}", language),
            phrase(f"measure.{kind.value}_means", language),
        )
        for kind in MeasureKind
    ]
    return [
        *kinds,
        (PARTICIPANTS, _("Came to a session"), _("People present, by the attendance sheets.")),
        (
            LEARNT,
            _("Did a quiz"),
            _("Quizzes sent before a lesson or after it, the greater count."),
        ),
    ]
