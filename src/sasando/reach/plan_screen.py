"""The desk's screen of the audience plan, which both partners see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.plugins import MeasureKind
from sasando.reach.planning import Cell, audience_plan, scope_of, scopes, turnout_of
from sasando.reach.planning.counted import LEARNT, PARTICIPANTS
from sasando.rendering.phrases import phrase


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Show what is planned, published, reached and understood, per stage and audience.

    ``?untuk=pilkada2024`` or ``?untuk=2024`` chooses an election or a year; by default the election
    whose voting day is nearest.
    """
    language = (get_language() or "id")[:2]
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
        found = audience_plan(scope, today=today)
        context |= {
            "scope": scope.name_in(language),
            "total": [_row(cell, language) for cell in found.total],
            "stages": [
                (
                    stage,
                    stage.stage.name_in(language) if stage.stage else _("In no stage"),
                    [_row(cell, language) for cell in stage.cells if cell.planned],
                    [_row(cell, language) for cell in stage.cells if not cell.planned],
                )
                for stage in found.stages
            ],
            "audiences": len(found.total),
            "for_everybody": found.for_everybody,
            "turnout": turnout_of(scope),
            "definitions": _definitions(language),
        }
    return render(request, "sasando_reach/plan.html", context)


def _row(cell: Cell, language: str) -> tuple[Cell, str, list[tuple[str, int]]]:
    names = dict(_definitions(language, short=True))
    reached = [(names[kind], cell.reached[kind]) for kind in names if kind in cell.reached]
    return cell, cell.audience.name_in(language), reached


def _definitions(language: str, *, short: bool = False) -> list[tuple[str, str]]:
    """Each kind of measure: its name and what it means; ``short``: its code and its name."""
    own = [
        (PARTICIPANTS, _("Came to a session"), _("People present, by the attendance sheets.")),
        (
            LEARNT,
            _("Did a quiz"),
            _("Quizzes sent before a lesson or after it, the greater count."),
        ),
    ]
    kinds = [
        (
            kind.value,
            phrase(f"measure.{kind.value}", language),
            phrase(f"measure.{kind.value}_means", language),
        )
        for kind in MeasureKind
    ]
    rows = [*kinds, *own]
    return [(code, name) if short else (name, means) for code, name, means in rows]
