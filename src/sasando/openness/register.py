"""The register of requests: what everybody may see of it, and the officers' own with who asked.

Cells that a spreadsheet would take for a formula get an apostrophe in front, which it shows as text:
``explained`` says so in the file itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sasando.channels.exceptions import VaultError
from sasando.openness.clock import WorkCalendar
from sasando.openness.models import Objection, Request
from sasando.openness.models.requests import RequestQuerySet
from sasando.openness.statistics import working_days
from sasando.openness.timing import calendar
from sasando.parties.models import Organisation
from sasando.rendering.tables import as_text

_PUBLIC = (
    "number",
    "received",
    "came_by",
    "applicant",
    "subject",
    "regime",
    "deadline",
    "extended",
    "state",
    "outcome",
    "closed",
    "working_days",
    "objection",
)
_INSIDE = ("name", "address", "contact", "purpose", "request")


def rows_of(organisation: Organisation, year: int) -> RequestQuerySet:
    """Return the requests of ``year`` in their order, with what a line needs; one query."""
    objected = Exists(Objection.objects.filter(request=OuterRef("pk")))
    rows = Request.objects.of_year(organisation, year).select_related("matter")
    return rows.annotate(objected=objected).defer("matter__text")


def days_taken(request: Request, days: WorkCalendar) -> int | None:
    """Return the working days a closed request took; ``None`` for an open one."""
    if request.closed_on is None:
        return None
    return working_days(request.clock_on, request.closed_on, days)


def register_lines(organisation: Organisation, year: int, *, inside: bool = False) -> Iterator[str]:
    """Return the register of ``year`` as ``csv_lines`` of CSV; who asked only ``inside``."""
    days = calendar(around=date(year, 7, 1))
    rows = rows_of(organisation, year)
    if inside:
        rows = rows.defer(None)
    return csv_lines(_table(rows, days, inside=inside))


def csv_lines(table: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield ``table`` as CSV (RFC 4180), line by line, and last what was done to its cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    marked = 0
    for cells in table:
        told = [as_text(str(cell)) for cell in cells]
        marked += sum(one != str(cell) for one, cell in zip(told, cells, strict=True))
        writer.writerow(told)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if marked:
        writer.writerow([explained(marked)])
        yield buffer.getvalue()


def explained(count: int) -> str:
    """Say what was done to ``count`` cells."""
    return _(
        "%(n)s cells begin with a sign that spreadsheets calculate with; an apostrophe stands before "
        "it. The register itself is unchanged."
    ) % {"n": count}


def _table(rows: RequestQuerySet, days: WorkCalendar, *, inside: bool) -> Iterator[list[object]]:
    yield [*_PUBLIC, *(_INSIDE if inside else ())]
    for row in rows.iterator(chunk_size=2000):
        cells: list[object] = [
            row.number,
            row.received_on.isoformat(),
            row.via,
            row.kind,
            row.matter.public_subject,
            row.matter.regime,
            row.due_on.isoformat(),
            "1" if row.extended_from else "0",
            row.state,
            row.outcome,
            row.closed_on.isoformat() if row.closed_on else "",
            "" if row.closed_on is None else days_taken(row, days),
            "1" if row.objected else "0",  # type: ignore[attr-defined]
        ]
        if inside:
            told = _who(row)
            cells += [told.get(name, "") for name in ("name", "address", "contact")]
            cells += [row.purpose, row.matter.text]
        yield cells


def _who(row: Request) -> dict[str, str]:
    try:
        told: dict[str, str] = row.applicant
    except VaultError as error:
        return {"name": str(error)}
    return told
