"""What a report is made of: parts with facts, charts and tables, each number from the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sasando.accounts.package import Cell, Field, Package, Resource
from sasando.accounts.telling import Record, Teller, is_number
from sasando.rendering.charts import Chart
from sasando.rendering.dates import local_day, month
from sasando.rendering.phrases import phrase


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report, its cells as the language writes them."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]  # which columns are numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: what it is about, what stands in it, and where it comes from."""

    heading: str
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """A package told for one year in one language."""

    package: Package
    year: int
    language: str

    def say(self, name: str, /, **values: object) -> str:
        """Return a phrase of reports."""
        return phrase(f"report.{name}", self.language, **values)

    def resource(self, name: str) -> Resource:
        """Return a table of the package. Raises ``PackageError``."""
        return self.package.resource(name)

    def title(self, name: str) -> str:
        """Return what a table of the package is called."""
        return self.resource(name).title[self.language]

    def about(self, name: str) -> str:
        """Return what a table of the package says of itself."""
        return self.resource(name).description[self.language]

    def of_year(self, name: str) -> list[Record]:
        """Return the rows of a table that belong to the year, by its year, month, day or moment."""
        table = self.resource(name)
        names = {one.name for one in table.fields}
        field = next(one for one in ("year", "month", "day", "at") if one in names)
        return [one for one in table.records() if _year(one[field]) == self.year]

    def in_words(self, field: Field, row: Record) -> str:
        """Return a cell of ``row`` as people read it; a dash where nothing was to be said."""
        return Teller(self.language).cell(field, row) or "–"

    def table(
        self, name: str, fields: Sequence[str], records: Iterable[Record], *, title: str = ""
    ) -> Table:
        """Return some fields of some rows of a table, headed as the dictionary has it."""
        chosen = [self.resource(name).field(one) for one in fields]
        return Table(
            title=title or self.title(name),
            header=tuple(one.title[self.language] for one in chosen),
            rows=tuple(tuple(self.in_words(one, record) for one in chosen) for record in records),
            numeric=tuple(is_number(one) for one in chosen),
        )

    def facts(
        self, name: str, fields: Sequence[str], record: Record
    ) -> tuple[tuple[str, str], ...]:
        """Return some fields of one row, each with its name."""
        chosen = [self.resource(name).field(one) for one in fields]
        return tuple((one.title[self.language], self.in_words(one, record)) for one in chosen)

    def months(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the months of the year: as written in tables, short, and whether it had begun."""
        until = f"{self.package.created:%Y-%m}"
        for at in range(1, 13):
            written = f"{self.year}-{at:02}"
            yield written, month(date(self.year, at, 1), self.language)[:3], written <= until


def total(records: Iterable[Record], field: str) -> int:
    """Return the sum of a field that counts one kind of thing; what is withheld is not in it."""
    return sum(value for one in records if isinstance(value := one[field], int))


def _year(cell: Cell) -> int:
    if isinstance(cell, datetime):
        return local_day(cell).year
    return cell if isinstance(cell, int) else int(str(cell)[:4])
