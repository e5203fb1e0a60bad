"""Cells of the open data as people read them: codes by their words, numbers and days as written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sasando.accounts.package import Cell, Field, Type
from sasando.rendering.dates import long_date, long_moment, month, number
from sasando.rendering.phrases import phrase

Record = Mapping[str, Cell]

_NUMBERS = (Type.INTEGER, Type.NUMBER)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language, "id" or "en"."""

    language: str

    def cell(self, field: Field, row: Record) -> str:
        """Return the cell of ``row`` in ``field``; where there is none, why."""
        cell = row[field.name]
        if cell is None:
            why = _WHY_EMPTY.get(field.name, _no_data if is_number(field) else None)
            return phrase(why(row), self.language) if why else ""
        if field.values:
            return field.values[str(cell)][self.language]
        if isinstance(cell, bool):
            return phrase("accounts.yes" if cell else "accounts.no", self.language)
        if isinstance(cell, int | float) and is_number(field):
            whole = cell == int(cell)
            return number(int(cell) if whole else Decimal(str(cell)), self.language)
        if isinstance(cell, datetime):
            return long_moment(cell, self.language)
        if isinstance(cell, date):
            return long_date(cell, self.language)
        return self.month(str(cell)) if field.type is Type.MONTH else str(cell)

    def month(self, code: str) -> str:
        """Return ``2024-11`` as the language has it: "November 2024"."""
        day = date.fromisoformat(f"{code}-01")
        return f"{month(day, self.language)} {day.year}"


def is_number(field: Field) -> bool:
    """Whether a column counts or measures something; a year does not."""
    return field.type in _NUMBERS and field.name != "year"


def _no_data(row: Record) -> str:
    return "chart.no_data"


def _few_people(row: Record) -> str:
    return "accounts.withheld" if row["people_withheld"] else "chart.no_data"


def _few_times(row: Record) -> str:
    return "accounts.withheld" if row.get("times_withheld") else "chart.no_data"


_WHY_EMPTY: Mapping[str, Callable[[Record], str]] = {
    "headline": lambda row: "accounts.taken_down",
    "hours": lambda row: "accounts.not_all" if row["copies"] else "chart.no_data",
    "hours_median": _few_times,
    "hours_p90": _few_times,
    "people_asked": _few_people,
    "people_told": _few_people,
    "told_percent": _few_people,
    "value": lambda row: (
        "chart.no_data"
        if "paid" not in row
        else ("partnership.not_published" if row["paid"] else "partnership.nothing_paid")
    ),
    "within_hours": lambda row: "accounts.before",
}
"""Why a cell is empty, as a phrase, by the name of its field."""
