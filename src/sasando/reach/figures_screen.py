"""The desk's screen of what was reached, answered and corrected, which both partners see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from sasando.channels.models import Delivery
from sasando.parties.languages import screen_language
from sasando.parties.models import Person
from sasando.plugins import MeasureKind
from sasando.reach.figures import Dimension, Reached, What, answered, corrected, reached, tables
from sasando.reach.figures.choosing import OWN, YEAR, Choice, choice_of
from sasando.reach.figures.corrected import NOT_ASKED
from sasando.reach.figures.drawing import (
    SHOWN,
    came_in,
    measured,
    named_dimension,
    took,
    uncounted,
)
from sasando.reach.figures.period import day_of
from sasando.reach.permissions import outlets_kept_by
from sasando.rendering.tables import Cell, as_text, csv_table


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show a period: each measure with its chart and table, then rumours, then corrections.

    ``?untuk=pilkada2024|2024|setahun|kurun&dari=&sampai=&menurut=channel`` chooses.
    """
    language = screen_language()
    choice = choice_of(request.GET, today=day_of(timezone.now()))
    days = choice.since, choice.until
    rows = reached(*days, by=choice.by, public=False)
    months = answered(*days, seen_by=_reader(request))
    sums, corrections = corrected(*days, public=False)
    context = {
        "page_title": _("Reach"),
        "header_title": _("Reach"),
        "header_icon": "view",
        "choice": choice,
        "periods": _periods(choice, language),
        "own": OWN,
        "dimensions": [(by.value, named_dimension(by), by is choice.by) for by in Dimension],
        "dimension": named_dimension(choice.by),
        "measures": [
            (part, _file("jangkauan", choice, ukuran=part.kind))
            for part in measured(rows, choice.by, *days, language)
        ],
        "uncounted": uncounted(rows, language),
        "shown": SHOWN,
        "all_file": _file("jangkauan", choice),
        "months": months,
        "came": came_in(months, language),
        "took": took(months, language),
        "months_file": _file("kabar", choice),
        "sums": [(_put_right(one.what), one, _reasons(one.not_followed)) for one in sums],
        "corrections": [
            (_put_right(one.what), one, _reasons(one.not_followed))
            for one in corrections[::-1][:SHOWN]
        ],
        "corrections_cut": len(corrections) > SHOWN,
        "corrections_file": _file("ralat", choice),
        "enters": outlets_kept_by(request.user).exists(),
    }
    return render(request, "sasando_reach/figures.html", context)


@require_GET
def figures_file(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a table of the screen as CSV: ``jangkauan`` (``?ukuran=`` one measure), ``kabar``, ``ralat``.

    Raises ``Http404`` for any other name or measure.
    """
    choice = choice_of(request.GET, today=day_of(timezone.now()))
    days = choice.since, choice.until
    if name == "jangkauan":
        rows = _of_kind(reached(*days, by=choice.by, public=False), request.GET.get("ukuran", ""))
        header, table = tables.REACHED, tables.reached_rows(rows, choice.by)
    elif name == "kabar":
        header, table = (
            tables.ANSWERED,
            tables.answered_rows(answered(*days, seen_by=_reader(request))),
        )
    elif name == "ralat":
        header, table = tables.CORRECTED, tables.corrected_rows(corrected(*days, public=False)[1])
    else:
        raise Http404
    response = HttpResponse(_csv(header, table), content_type="text/csv; charset=utf-8")
    file = f"{name}-{choice.since.isoformat()}-{choice.until.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _reader(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the desk knows nobody else
    return request.user


def _of_kind(rows: Sequence[Reached], kind: str) -> list[Reached]:
    if kind and kind not in list(MeasureKind):
        raise Http404
    return [row for row in rows if not kind or row.kind == kind]


def _csv(header: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """The table, and last how many cells got an apostrophe: nothing is changed in silence."""
    rows = [list(row) for row in table]
    marked = sum(as_text(cell) != cell for row in rows for cell in row if isinstance(cell, str))
    if marked:
        words = ngettext(
            "%(n)s cell begins with a sign that spreadsheets calculate with; an apostrophe stands"
            " before it.",
            "%(n)s cells begin with a sign that spreadsheets calculate with; an apostrophe stands"
            " before each.",
            marked,
        )
        rows.append([words % {"n": marked}])
    return csv_table(header, rows)


def _file(name: str, choice: Choice, **more: str) -> str:
    return f"{reverse('sasando_reach_file', args=[name])}?{urlencode(choice.asked | more)}"


def _periods(choice: Choice, language: str) -> list[tuple[str, str, bool]]:
    named = [
        (YEAR, _("The last twelve months")),
        *((scope.code, scope.name_in(language)) for scope in choice.scopes),
        (OWN, _("From a day to a day")),
    ]
    return [(code, name, code == choice.code) for code, name in named]


def _put_right(what: What) -> str:
    return {
        What.CORRECTION: _("Correction"),
        What.VERDICT: _("Changed rating of a fact-check"),
        What.ERRATUM: _("Erratum"),
        What.WITHDRAWAL: _("Withdrawal"),
    }[what]


def _reasons(not_followed: Mapping[str, int]) -> list[tuple[str, int]]:
    names = {**dict(Delivery.State.choices), NOT_ASKED: _("The outlet was not asked")}
    return [(str(names.get(reason, reason)), count) for reason, count in not_followed.items()]
