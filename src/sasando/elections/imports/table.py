"""A CSV file as rows of cells, with everything that can be wrong with one said in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from sasando.elections.imports.report import ImportReport, RowError

MAX_BYTES = 20 * 2**20  # the whole country's 84,000 villages are 6 MB
MAX_CELL = 1_000  # characters
MAX_ERRORS = 200  # more do not help anybody

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the names it may have in the header; the first one is used in messages."""

    names: tuple[str, ...]
    required: bool = True  # whether the column must be there at all

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(slots=True)
class Problems:
    """Errors as they are found."""

    found: list[RowError] = field(default_factory=list)

    def add(self, row: int, column: str, message: str) -> None:
        """Note one, unless there are more than anybody reads."""
        if len(self.found) < MAX_ERRORS:
            self.found.append(RowError(row, column, message))

    def report(self) -> ImportReport:
        """Return what was found, in the order of rows."""
        return ImportReport(tuple(sorted(self.found, key=lambda error: error.row)))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the spreadsheet, and cells by the column's first name."""

    number: int
    cells: dict[str, str]
    problems: Problems

    def wrong(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.add(self.number, column, message)

    def text(self, column: str, *, longest: int, required: bool = True) -> str:
        """Return the cell; notes when it is empty or longer than ``longest`` characters."""
        value = self.cells.get(column, "")
        if required and not value:
            self.wrong(column, _("Empty, but it is needed."))
        if len(value) > longest:
            self.wrong(column, _("Longer than %(longest)d characters.") % {"longest": longest})
        return value

    def day(self, column: str, *, required: bool = False) -> date | None:
        """Return a date written 2024-11-27; notes an impossible one. Empty is None."""
        value = self.text(column, longest=40, required=required)
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.wrong(
                column,
                _("“%(value)s” is no date. Write year-month-day, as in 2024-11-27.")
                % {"value": value},
            )
        return day

    def number_in(self, column: str, *, required: bool = True) -> int | None:
        """Return a whole number of 0 or more; thousands may be marked by a dot (320.659)."""
        value = self.text(column, longest=20, required=required)
        if not value:
            return None
        groups = value.split(".")
        dotted = len(groups) > 1
        plain = value.replace(".", "")
        well_dotted = not dotted or (
            1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        )
        if plain.isascii() and plain.isdigit() and well_dotted and int(plain) < 2**31:
            return int(plain)
        self.wrong(column, _("“%(value)s” is no whole number.") % {"value": value})
        return None

    def one_of(
        self, column: str, choices: Mapping[str, _T], *, default: _T | None = None
    ) -> _T | None:
        """Return what the cell stands for; notes a value that is none of ``choices``."""
        value = self.cells.get(column, "").lower()
        if not value and default is not None:
            return default
        if value in choices:
            return choices[value]
        self.wrong(
            column,
            _("“%(value)s” is none of: %(choices)s.")
            % {"value": value, "choices": ", ".join(sorted(choices))},
        )
        return None


def read_rows(content: bytes, columns: tuple[Column, ...], problems: Problems) -> list[Row]:
    """Return the rows of a CSV file; what is wrong goes to ``problems``.

    UTF-8, with or without a byte order mark. Comma or semicolon, as the header has it (spreadsheets
    set to Indonesian write semicolons). Empty rows are passed over. After an error in the file
    itself the list is empty.
    """
    text = _decoded(content, problems)
    if text is None:
        return []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        table = [(lines.line_num, cells) for cells in lines if any(c.strip() for c in cells)]
    except csv.Error as error:
        problems.add(lines.line_num, "", _("This is no CSV: %(error)s.") % {"error": error})
        return []
    if not table:
        problems.add(0, "", _("The file is empty."))
        return []
    header = _header(table[0][1], columns, problems)
    return list(_rows(table[1:], header, problems)) if header else []


def _decoded(content: bytes, problems: Problems) -> str | None:
    refusals: tuple[tuple[Callable[[bytes], bool], str], ...] = (
        (
            lambda raw: len(raw) > MAX_BYTES,
            _("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 2**20},
        ),
        (
            lambda raw: raw.startswith(b"PK"),
            _("This is a spreadsheet, not CSV. Save it as “CSV UTF-8” and try again."),
        ),
        (
            lambda raw: raw[:2] in (b"\xff\xfe", b"\xfe\xff"),
            _("The file is UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and try again."),
        ),
        (lambda raw: b"\0" in raw, _("This is no text file.")),
    )
    for applies, message in refusals:
        if applies(content):
            problems.add(0, "", message)
            return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(line, "", _("Not UTF-8. Save the file as “CSV UTF-8” and try again."))
        return None


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if first.count(";") > first.count(",") else ","


def _header(
    cells: list[str], columns: tuple[Column, ...], problems: Problems
) -> list[str | None] | None:
    """The column of each cell; None for a column that is not read."""
    names = {name: column.name for column in columns for name in column.names}
    header = [names.get(cell.strip().lower()) for cell in cells]
    before = len(problems.found)
    for column in columns:
        if header.count(column.name) > 1:
            problems.add(1, column.name, _("The column is there twice."))
        elif column.required and column.name not in header:
            problems.add(1, column.name, _("The column is missing."))
    return header if len(problems.found) == before else None


def _rows(
    table: list[tuple[int, list[str]]], header: list[str | None], problems: Problems
) -> Iterator[Row]:
    for number, cells in table:
        if len(cells) != len(header):
            problems.add(
                number,
                "",
                _("%(cells)d cells, but the header has %(columns)d.")
                % {"cells": len(cells), "columns": len(header)},
            )
            continue
        named = {
            name: cell.strip() for name, cell in zip(header, cells, strict=True) if name is not None
        }
        too_long = [name for name, cell in named.items() if len(cell) > MAX_CELL]
        for name in too_long:
            problems.add(
                number, name, _("Longer than %(longest)d characters.") % {"longest": MAX_CELL}
            )
        if not too_long:
            yield Row(number, named, problems)


@dataclass(slots=True)
class SeenOnce:
    """Notes a code that was there before."""

    rows: dict[object, int] = field(default_factory=dict)

    def check(self, row: Row, column: str, code: object) -> None:
        """Note ``code`` as a duplicate when an earlier row has it."""
        if code in self.rows:
            row.wrong(column, _("The same as in row %(row)d.") % {"row": self.rows[code]})
        else:
            self.rows[code] = row.number
