"""Rows as CSV (RFC 4180, UTF-8 without a mark) and back: numbers stay numbers, text runs nothing.

A spreadsheet takes a text that begins with a sign for a formula (OWASP, CSV Injection). Such a text
gets an apostrophe before it, and so does one that has apostrophes before such a sign already: what
is read back is what was written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from sasando.accounts.package.exceptions import RowBroken
from sasando.accounts.package.schema import Cell, Field, Resource, Row, Type
from sasando.rendering.tables import as_text

_MARK = "'"


def csv_bytes(resource: Resource) -> bytes:
    """Return the table with the names of its fields in the first line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([one.name for one in resource.fields])
    writer.writerows([written(cell) for cell in row] for row in resource.rows)
    return out.getvalue().encode()


def rows_of(body: bytes, fields: Sequence[Field], *, name: str) -> tuple[Row, ...]:
    """Return the rows that ``csv_bytes`` wrote. Raises ``RowBroken`` where they are none."""
    lines = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    names = [one.name for one in fields]
    if (head := next(lines, [])) != names:
        raise RowBroken(f"{name}: the first line is {head}, not {names}")
    rows = []
    for number, line in enumerate(lines, 1):
        if len(line) != len(names):
            raise RowBroken(f"{name}, row {number}: {len(line)} cells for {len(names)} fields")
        try:
            rows.append(tuple(_read(text, one) for text, one in zip(line, fields, strict=True)))
        except ValueError as error:
            raise RowBroken(f"{name}, row {number}: {error}") from error
    return tuple(rows)


def written(cell: Cell) -> str:
    """Return a cell as it stands in a file: moments in UTC, ``true`` and ``false``, nothing for none."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return repr(cell)
    return f"{_MARK}{cell}" if _runs(cell) else cell


def _runs(text: str) -> bool:
    """Whether ``text`` would be a formula, with as many marks before it as it has."""
    return as_text(bare := text.lstrip(_MARK)) != bare


def _text(text: str) -> str:
    return text[1:] if text.startswith(_MARK) and _runs(text) else text


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def _number(text: str) -> int | float:
    return float(text) if set(text) & set(".eEn") else int(text)


_READERS: Mapping[Type, Callable[[str], Cell]] = {
    Type.STRING: _text,
    Type.INTEGER: int,
    Type.NUMBER: _number,
    Type.BOOLEAN: _truth,
    Type.DATE: date.fromisoformat,
    Type.DATETIME: lambda text: datetime.fromisoformat(text).astimezone(UTC),
    Type.MONTH: str,
}


def _read(text: str, field: Field) -> Cell:
    return _READERS[field.type](text) if text else None
