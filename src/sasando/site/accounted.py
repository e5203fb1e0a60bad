"""The transparency page's tables and charts, read from an edition of the open data and nothing else.

What is not in the package is not on the page: a number here is a cell of one of its tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sasando.accounts.package import Cell, Field, Package, Resource
from sasando.accounts.telling import Record, Teller, is_number
from sasando.documents.vocabulary import Audience
from sasando.rendering import charts
from sasando.rendering.charts import Chart, Point

_MONTHS = 6  # shown at most; the files have all
_CORRECTIONS = 10
_MOST = 8  # rows of a table; of reach those of the measures that most groups have numbers of
_AUDIENCES = len(Audience) + 1  # every one of them, and what is for everybody


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as readers see it."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of the page: some columns and rows of a table of the package."""

    name: str  # of the table in the package
    title: str
    header: tuple[Shown, ...]
    rows: tuple[tuple[Shown, ...], ...]
    means: tuple[tuple[str, str], ...]  # each column of numbers, and what it means
    charts: tuple[Chart, ...] = ()
    has_more: bool = False  # rows, in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One table of the package, to take along."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounted:
    """What the page shows."""

    delivered: Sheet
    paid: Sheet
    reach: tuple[Sheet, ...]
    rumours: Sheet
    corrections: tuple[Sheet, ...]
    requests: tuple[Sheet, ...]
    published: Sheet
    policy: Sheet
    head: Record | None  # the newest of the log
    downloads: tuple[Download, ...]


def accounted(package: Package, language: str) -> Accounted:
    """Return the page of ``package`` in ``language``."""
    pick = _Picker(package, language)
    several = "agreement " if len(package.resource("agreements").rows) > 1 else ""
    heads = list(package.resource("log-heads").records())
    return Accounted(
        delivered=pick.sheet(
            "deliverables",
            f"{several}title medium promised delivered late deadline",
            draw=pick.delivered,
        ),
        paid=pick.sheet(
            "agreements", "title number starts ends paid value news fact_checks carried"
        ),
        reach=tuple(pick.reach(by) for by in ("channel", "audience", "month")),
        rumours=pick.sheet(
            "rumours",
            "month messages at_once later open rumours settled hours_median people_asked people_told",
            keep=pick.last_months("rumours"),
            draw=pick.months("messages"),
        ),
        corrections=(
            pick.sheet(
                "corrections-by-year",
                "year what number copies followed hours_median people_told",
            ),
            pick.sheet(
                "corrections",
                "at kind headline change copies followed hours",
                keep=pick.newest("corrections", "at", _CORRECTIONS),
            ),
        ),
        requests=(
            pick.sheet(
                "requests",
                "year received answered in_time granted partly refused still_open median_days objections",
            ),
            pick.sheet(
                "requests-by-month",
                "month received answered in_time still_open median_days",
                keep=pick.last_months("requests-by-month"),
                draw=pick.months("received"),
            ),
        ),
        published=pick.sheet(
            "publications-by-year",
            "kind published new_versions withdrawn expired",
            keep=pick.last_year("publications-by-year"),
            draw=pick.kinds,
        ),
        policy=pick.sheet(
            "approval-policy", "kind written_by approver within_hours carried_freely"
        ),
        head=heads[-1] if heads else None,
        downloads=tuple(
            Download(name=one.name, title=one.title[language]) for one in package.resources
        ),
    )


Rows = Sequence[Record]
Keep = Callable[[Record], bool]
Draw = Callable[[Resource, Rows], tuple[Chart, ...]]


@dataclass(frozen=True, slots=True)
class _Picker:
    """Picks from a package, in one language."""

    package: Package
    language: str

    def sheet(
        self,
        name: str,
        columns: str,
        *,
        keep: Keep | None = None,
        draw: Draw | None = None,
        order: Callable[[Record], Any] | None = None,
        title: str = "",
        most: int = _MOST,
    ) -> Sheet:
        """Return some ``columns`` of a table, those rows of it that ``keep`` keeps."""
        table = self.package.resource(name)
        fields = [self._field(table, column) for column in columns.split()]
        rows = [row for row in table.records() if keep is None or keep(row)]
        if order is not None:
            rows.sort(key=order)
        return Sheet(
            name=name,
            title=title or table.title[self.language],
            header=tuple(Shown(self._head(one), is_number=is_number(one)) for one in fields),
            rows=tuple(tuple(self._shown(one, row) for one in fields) for row in rows[:most]),
            means=tuple(
                (self._head(one), one.description[self.language])
                for one in fields
                if is_number(one)
            ),
            charts=draw(table, rows[:most]) if draw else (),
            has_more=len(rows) > most,
        )

    def reach(self, by: str) -> Sheet:
        """Return the reach of the newest year by one dimension."""
        table = self.package.resource("reach")
        newest = max((row["year"] for row in table.records()), key=str, default=None)
        rows = [row for row in table.records() if row["by"] == by and row["year"] == newest]
        known = Counter(str(row["measure"]) for row in rows if row["value"] is not None)
        words = table.field("by").values[by][self.language]
        year = "" if newest is None else f" · {newest}"
        found = self.sheet(
            "reach",
            "name measure value counted missing",
            keep=lambda row: row["by"] == by and row["year"] == newest,
            draw=self.measure if by == "channel" else None,
            order=lambda row: -known[str(row["measure"])],
            title=f"{table.title[self.language]}: {words}{year}",
            most=_AUDIENCES if by == "audience" else _MOST,
        )
        return found if by == "channel" else replace(found, means=())  # once is enough

    def measure(self, table: Resource, rows: Rows) -> tuple[Chart, ...]:
        """Draw the measure that most groups have a number of, where there is anything to compare."""
        first = [row for row in rows if row["measure"] == rows[0]["measure"]]
        if sum(row["value"] is not None for row in first) < 2:
            return ()
        points = [Point(str(row[f"name_{self.language}"]), _value(row["value"])) for row in first]
        title = table.field("measure").values[str(first[0]["measure"])][self.language]
        return (charts.bars(points, self._words(title, table)),)

    def delivered(self, table: Resource, rows: Rows) -> tuple[Chart, ...]:
        """Draw how many were delivered of each."""
        points = [Point(str(row["title"]), _value(row["delivered"])) for row in rows]
        words = self._words(table.field("delivered").title[self.language], table)
        return (charts.bars(points, words),) if points else ()

    def kinds(self, table: Resource, rows: Rows) -> tuple[Chart, ...]:
        """Draw how much was published of each kind."""
        kinds = table.field("kind").values
        points = [
            Point(kinds[str(row["kind"])][self.language], _value(row["published"])) for row in rows
        ]
        year = f" {rows[0]['year']}" if rows else ""
        words = self._words(f"{table.field('published').title[self.language]}{year}", table)
        return (charts.bars(points, words),) if points else ()

    def months(self, column: str) -> Draw:
        """Draw one column over the months."""

        def draw(table: Resource, rows: Rows) -> tuple[Chart, ...]:
            points = [
                Point(Teller(self.language).month(str(row["month"])), _value(row[column]))
                for row in rows
            ]
            words = self._words(table.field(column).title[self.language], table)
            return (charts.columns(points, words),) if points else ()

        return draw

    def last_months(self, name: str) -> Keep:
        """Keep the newest months of a table."""
        months = sorted({str(row["month"]) for row in self.package.resource(name).records()})
        newest = months[-_MONTHS:]
        return lambda row: row["month"] in newest

    def last_year(self, name: str) -> Keep:
        """Keep the newest year of a table."""
        years = (row["year"] for row in self.package.resource(name).records())
        newest = max(years, key=str, default=None)
        return lambda row: row["year"] == newest

    def newest(self, name: str, column: str, count: int) -> Keep:
        """Keep the newest rows of a table by one of its columns."""
        found = sorted(str(row[column]) for row in self.package.resource(name).records())
        least = found[-count:][0] if found else ""
        return lambda row: str(row[column]) >= least

    def _words(self, title: str, table: Resource) -> charts.Words:
        return charts.Words(title=title, source=f"{table.name}.csv", language=self.language)

    def _head(self, field: Field) -> str:
        """The head of a column; "Name (English)" is "Name" on a page in English."""
        return field.title[self.language].partition(" (")[0]

    def _field(self, table: Resource, column: str) -> Field:
        """A column, or that of the language: ``name`` is ``name_id`` on the Indonesian page."""
        names = {one.name for one in table.fields}
        return table.field(column if column in names else f"{column}_{self.language}")

    def _shown(self, field: Field, row: Record) -> Shown:
        if field.name == "written_by" and row["written_by"] is not None:
            kinds = self.package.resource("approval-policy").field("approver_of").values
            codes = str(row["written_by"]).split()
            return Shown(" / ".join(kinds[one][self.language] for one in codes))
        return Shown(Teller(self.language).cell(field, row), is_number=is_number(field))


def _value(cell: Cell) -> int | float | None:
    return cell if isinstance(cell, int | float) else None
