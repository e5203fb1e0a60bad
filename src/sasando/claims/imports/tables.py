"""CSV and JSONL: one bad line costs one row, never the ones after it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from sasando.claims.imports.report import Problems
from sasando.claims.imports.rows import ForeignRow, make_row

MAX_RECORD = 200_000  # characters of one row
_MAX_LINES = 300  # one cell may hold: more is a quote that nobody closed
_NAMES = {
    "id": ("id", "kode", "code", "identifier"),
    "title": ("title", "judul", "headline"),
    "text": ("text", "explanation", "penjelasan", "fakta", "isi", "conclusion", "kesimpulan"),
    "claim": ("claim", "klaim", "narasi", "narrative"),
    "rating": ("rating", "peringkat", "status", "label"),
    "lang": ("lang", "language", "bahasa"),
    "date": ("date", "tanggal", "published"),
    "url": ("url", "link", "tautan", "alamat", "href"),
    "publisher": ("publisher", "penerbit"),
}
_CALLED = {name: field for field, names in _NAMES.items() for name in names}


def decoded(content: bytes, problems: Problems) -> list[str]:
    """Return the lines of ``content``, each with its end.

    UTF-8 with or without a mark, UTF-16 with one. A line that is not UTF-8 is read as Windows-1252,
    and said to be: spreadsheets mix the two.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace").splitlines(keepends=True)
    lines = []
    raw = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, one in enumerate(raw.split(b"\n"), start=1):
        try:
            line = one.decode("utf-8")
        except UnicodeDecodeError:
            line = one.decode("cp1252", errors="replace")
            problems.add(number, _("Not UTF-8: read as Windows-1252."), left_out=False)
        if "\0" in line:
            problems.add(number, _("NUL characters were taken out."), left_out=False)
        lines.append(line.replace("\0", "") + "\n")
    return lines


def read_jsonl(content: bytes, problems: Problems) -> Iterator[ForeignRow]:
    """Give the fact-checks of ``content``: one JSON object a line."""
    for number, line in enumerate(decoded(content, problems), start=1):
        if not line.strip():
            continue
        if len(line) > MAX_RECORD:
            _too_long(number, problems)
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.add(number, _("This is no JSON: %(error)s.") % {"error": str(error)[:100]})
            continue
        if not isinstance(said, dict):
            problems.add(number, _("This is no JSON object."))
            continue
        row = make_row(number, _fields(said), problems)
        if row is not None:
            yield row


def read_csv(content: bytes, problems: Problems) -> Iterator[ForeignRow]:
    """Give the fact-checks of ``content``: a header, then one row a record.

    Comma, semicolon or tab, whichever the header has most of. A quote that is never closed costs
    its own row only.
    """
    lines = decoded(content, problems)
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        problems.add(0, _("The file is empty."))
        return
    delimiter = max(",;\t", key=lines[first].count)
    records = _records(lines, first, delimiter, problems)
    header = [_CALLED.get(cell.strip().lower(), "") for cell in next(records, (0, []))[1]]
    if not {"title", "claim"} & set(header):
        problems.add(first + 1, _("There is no column “title” or “claim”."))
        return
    number = 0
    for number, cells in records:
        if len(cells) != len(header):
            counts = {"cells": len(cells), "columns": len(header)}
            problems.add(number, _("%(cells)d cells, but the header has %(columns)d.") % counts)
            continue
        row = make_row(number, _joined(zip(header, cells, strict=True)), problems)
        if row is not None:
            yield row
    if not number and not problems.left_out:
        problems.add(0, _("There are no rows under the header."))


def _fields(said: dict[str, Any]) -> dict[str, str]:
    pairs = ((_CALLED.get(str(name).strip().lower(), ""), value) for name, value in said.items())
    return _joined(
        (name, str(value)) for name, value in pairs if isinstance(value, str | int | float)
    )


def _joined(pairs: Any) -> dict[str, str]:
    """Columns that mean the same are read one under the other ("penjelasan", "kesimpulan")."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name and value.strip():
            both = name == "text" and name in found
            found[name] = f"{found[name]}\n{value}" if both else found.get(name, value)
    return found


def _records(
    lines: list[str], at: int, delimiter: str, problems: Problems
) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the number of the line it begins on."""
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        found = _record(lines, at, delimiter)
        if found is None:
            if len(lines[at]) > MAX_RECORD:
                _too_long(at + 1, problems)
            else:
                problems.add(at + 1, _("The quoting is broken."))
            at += 1
            continue
        cells, taken = found
        if any(cell.strip() for cell in cells):
            yield at + 1, cells
        at += taken


def _record(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int] | None:
    """Return the record that begins on line ``at`` and how many lines it has; ``None``: broken."""
    record, quotes = "", 0
    for taken, line in enumerate(lines[at : at + _MAX_LINES], start=1):
        quotes += line.count('"')
        if len(record) + len(line) > MAX_RECORD:
            return None
        record += line
        # A cell that goes on has an odd quote; a stray one inside of a word is nobody's fault.
        if taken > 1 and quotes % 2:
            continue
        cells = _parsed(record, delimiter)
        if cells is not None:
            return cells, taken
        if quotes % 2 == 0:
            return None
    return None


def _parsed(record: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _too_long(line: int, problems: Problems) -> None:
    problems.add(line, _("Longer than %(longest)d characters.") % {"longest": MAX_RECORD})
