"""The report as a spreadsheet (XLSX, ECMA-376), for whoever checks it line by line.

Every text is written as text, marked as such, whatever it begins with: a title that looks like a
formula is shown, never computed. There are no formulas in it at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from sasando.rendering.phrases import phrase

_LONGEST = 32_767  # characters of one cell, by the format
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first moment a ZIP can name: the same report gives the same bytes
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 - the format's own times have no zone
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def report_xlsx(report: dict[str, Any], *, language: str) -> bytes:
    """Return ``report`` (``report.report_content``) as an XLSX file of four sheets."""
    book = Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = _CREATED
    for name, rows in (
        ("summary", _summary(report)),
        ("proofs", _proofs(report)),
        ("measures", _measures(report)),
        ("editorial", _editorial(report)),
    ):
        columns, *lines = rows
        sheet = book.create_sheet(_say(f"sheet_{name}", language))
        _write(sheet, [_say(f"column_{column}", language) for column in columns], bold=True)
        for line in lines:
            _write(sheet, line)
        sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _summary(report: dict[str, Any]) -> Iterable[Sequence[Any]]:
    yield (
        "code",
        "title",
        "package",
        "medium",
        "outlet",
        "promised",
        "proven",
        "missing",
        "late",
        "size",
        "unit",
        "deadline",
        "measure",
        "reach",
        "reached",
    )
    for line in report["lines"]:
        outlet = line["outlet"]["name"] if line["outlet"] else ""
        yield (
            line["code"],
            line["title"],
            line["package"],
            line["medium"],
            outlet,
            line["number"],
            line["proven"],
            line["missing"],
            line["late"],
            line["size"],
            line["unit"],
            line["deadline"],
            line["measure"],
            line["reach"],
            line["reached"],
        )


def _proofs(report: dict[str, Any]) -> Iterable[Sequence[Any]]:
    yield (
        "code",
        "title",
        "how",
        "shown_at",
        "outlet",
        "address",
        "note",
        "size",
        "copies",
        "copies_per",
        "text",
        "file_sha256",
        "archive_sha256",
        "archived_at",
        "recording_sha256",
        "taken_back",
    )
    for line in report["lines"]:
        for proof in line["proofs"]:
            recording = proof["recording"]["sha256"] if proof["recording"] else ""
            yield (
                line["code"],
                proof["title"],
                proof["how"],
                proof["shown_at"],
                proof["outlet"],
                proof["address"],
                proof["note"],
                proof["size"],
                proof["copies"],
                proof["copies_per"],
                proof["text"]["code"] if proof["text"] else "",
                proof["file_sha256"],
                proof["archive"]["sha256"],
                proof["archive"]["at"],
                recording,
                "",
            )
        for gone in line["taken_back"]:
            blank = [""] * 11
            yield (line["code"], gone["title"], "", gone["shown_at"], *blank, gone["reason"])


def _measures(report: dict[str, Any]) -> Iterable[Sequence[Any]]:
    yield ("code", "title", "measure", "source", "after_1", "after_7", "after_30", "fell")
    for line in report["lines"]:
        for proof in line["proofs"]:
            for one in proof["measures"]:
                days = one["after_days"]
                numbers = (days["1"], days["7"], days["30"])
                fell = 1 if one["fell"] else 0
                yield (line["code"], proof["title"], one["kind"], one["source"], *numbers, fell)


def _editorial(report: dict[str, Any]) -> Iterable[Sequence[Any]]:
    yield ("title", "shown_at")
    for story in report["editorial"]["news_titles"]:
        yield (story["title"], story["at"])


def _write(sheet: Any, values: Sequence[Any], *, bold: bool = False) -> None:
    """Append one row: whole numbers as numbers, nothing as nothing, all else as text."""
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for column, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, column)
        if isinstance(value, int):
            cell.value = value
        else:
            cell.value = plain(str(value))
            cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
            if cell.value.startswith(_FORMULA):
                cell.quotePrefix = True  # and whoever edits the cell gets none either
        if bold:
            cell.font = Font(bold=True)


def plain(text: str) -> str:
    """Return ``text`` as a cell can hold it: what XML forbids is shown as a replacement mark."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))[:_LONGEST]


def _without_times(xlsx: bytes) -> bytes:
    """Return the same workbook with every entry of its ZIP dated to the format's first moment."""
    out = BytesIO()
    with ZipFile(BytesIO(xlsx)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist()):
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, _SAVED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", before.read(name)))
    return out.getvalue()


def _say(key: str, language: str) -> str:
    return phrase(f"partnership.{key}", language)
