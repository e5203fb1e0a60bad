"""Deliverables from a CSV file, as a costing (RAB) lists them: taken whole, or not at all.

A cell is text, whatever it begins with: what looks like a formula is kept as it is written, and shown
and exported as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sasando.channels.models import Outlet
from sasando.desk.models.editing import AUDIENCES
from sasando.elections.imports.report import ImportReport
from sasando.elections.imports.table import Column, Problems, Row, SeenOnce, read_rows
from sasando.partnership import actions
from sasando.partnership.checking import deliverable_problems, outlets_of
from sasando.partnership.models import Deliverable, Package, Terms, measures
from sasando.partnership.promises import Medium, Unit

COLUMNS = (
    Column(("kode", "code")),
    Column(("barang", "what")),
    Column(("jenis", "kind")),
    Column(("jumlah", "number")),
    Column(("tenggat", "deadline")),
    Column(("paket", "package"), required=False),
    Column(("outlet",), required=False),
    Column(("ukuran", "size"), required=False),
    Column(("satuan", "unit"), required=False),
    Column(("khalayak", "audience"), required=False),
    Column(("dihitung", "measure"), required=False),
    Column(("jangkauan", "reach"), required=False),
)
_KINDS = {
    "online": Medium.ONLINE,
    "unggahan": Medium.POST,
    "post": Medium.POST,
    "cetak": Medium.PRINT,
    "print": Medium.PRINT,
    "talkshow": Medium.EPISODE,
    "siaran": Medium.EPISODE,
    "episode": Medium.EPISODE,
    "lain": Medium.OTHER,
    "other": Medium.OTHER,
}
_NEVER = frozenset({"cek fakta", "cek-fakta", "verdict", "fact-check", "berita", "news", "ralat"})
_UNITS = {"": "", "mmk": Unit.MM_COLUMN, "menit": Unit.MINUTES, "kata": Unit.WORDS} | {
    unit.value: unit.value for unit in Unit
}
_AUDIENCES = {"": ""} | {code: code for code, _name in AUDIENCES}
_MEASURES = {"": ""} | {code: code for code, _name in measures()}
_COLUMN_OF = {"code": "kode", "title": "barang", "number": "jumlah", "reach": "jangkauan"}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a row may name, by the words it is named with. Read once a file."""

    outlets: Mapping[str, Outlet | None]
    packages: Mapping[str, Package | None]
    codes: frozenset[str]  # of deliverables that are there

    @classmethod
    def of(cls, terms: Terms) -> _Known:
        return cls(
            {"": None} | {one.code: one for one in outlets_of(terms.agreement.media)},
            {"": None} | {one.title.lower(): one for one in terms.packages.all()},
            frozenset(terms.deliverables.values_list("code", flat=True)),
        )


def import_deliverables(*, content: bytes, terms: Terms) -> ImportReport:
    """Take the deliverables of a CSV file into the draft ``terms``, all or none; say what came of it.

    Raises ``WrongState`` when the terms are no draft.
    """
    problems = Problems()
    seen = SeenOnce()
    known = _Known.of(terms)
    rows = []
    for line in read_rows(content, COLUMNS, problems):
        row = _deliverable(line, terms, known)
        seen.check(line, "kode", row.code)
        rows.append(row)
    if problems.found:
        return problems.report()
    return ImportReport(created=actions.save_rows(rows=rows, terms=terms))


def _deliverable(line: Row, terms: Terms, known: _Known) -> Deliverable:
    before = len(line.problems.found)
    code = line.text("kode", longest=20).lower()
    if code and not code.replace("-", "").replace("_", "").isalnum():
        line.wrong("kode", _("A code has letters, digits and hyphens only."))
    if code in known.codes:
        line.wrong("kode", _("There is a deliverable of this code already."))
    values: dict[str, Any] = {
        "code": code,
        "title": line.text("barang", longest=200),
        "medium": _kind(line),
        "number": line.number_in("jumlah"),
        "deadline": line.day("tenggat", required=True),
        "package": line.one_of("paket", known.packages),
        "outlet": line.one_of("outlet", known.outlets),
        "size": line.number_in("ukuran", required=False),
        "unit": line.one_of("satuan", _UNITS) or "",
        "audience": line.one_of("khalayak", _AUDIENCES) or "",
        "measure": line.one_of("dihitung", _MEASURES) or "",
        "reach": line.number_in("jangkauan", required=False),
    }
    row = Deliverable(terms=terms, **values)
    if len(line.problems.found) == before:
        _check(line, row, terms)
    return row


def _check(line: Row, row: Deliverable, terms: Terms) -> None:
    """Note what is wrong with a row whose cells can be read."""
    try:
        row.clean_fields(exclude=("terms",))
    except ValidationError as refused:
        for name, said in refused.message_dict.items():
            line.wrong(_COLUMN_OF.get(name, ""), " ".join(said))
    for problem in deliverable_problems(row, terms):
        line.wrong("", problem)


def _kind(line: Row) -> str:
    if line.cells.get("jenis", "").lower() in _NEVER:
        line.wrong(
            "jenis",
            _("Fact-checks, news and corrections are never a paid deliverable: take the row out."),
        )
        return Medium.OTHER
    return line.one_of("jenis", _KINDS) or ""
