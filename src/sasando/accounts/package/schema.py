"""Tables as open data: fields, what they mean, and rows that are held to them.

The words are those of Data Package and Table Schema, version 1 (specs.frictionlessdata.io), which is
what the ``frictionless`` tool validates. Everything people read is in Indonesian and English.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from sasando.accounts.package.exceptions import PackageError, RowBroken

Cell = str | int | float | bool | date | datetime | None
Row = tuple[Cell, ...]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # Data Package: lower case, in addresses and files
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Type(StrEnum):
    """Types of Table Schema. A month is text, ``2024-11``; a moment is UTC, to the second."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "yearmonth"


@dataclass(frozen=True, slots=True)
class Words:
    """The same said in Indonesian and in English."""

    id: str
    en: str

    def __getitem__(self, language: str) -> str:
        """Return the words in ``language``, "id" or "en"."""
        return {"id": self.id, "en": self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. ``values`` are the codes it may hold, each explained; ``unit`` what is counted."""

    name: str
    type: Type
    title: Words
    description: Words
    unit: str = ""
    required: bool = False
    values: Mapping[str, Words] = field(default_factory=dict)
    minimum: int | None = None

    def __post_init__(self) -> None:
        if not _FIELD.fullmatch(self.name):
            raise PackageError(f"{self.name!r} is no name of a field")


@dataclass(frozen=True, slots=True)
class Reference:
    """What ``fields`` of a resource hold stands in ``there`` of ``resource``."""

    fields: tuple[str, ...]
    resource: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table. Its ``rows`` are in the order of its fields; an empty text is no value, ``None``.

    Raises ``RowBroken`` where a row does not fit.
    """

    name: str
    title: Words
    description: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...]  # which no two rows share
    rows: tuple[Row, ...] = ()
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise PackageError(f"{self.name!r} is no name of a resource")
        places = {one.name: place for place, one in enumerate(self.fields)}
        if len(places) < len(self.fields) or not set(self.key) <= set(places):
            raise PackageError(f"{self.name}: a field is there twice, or one of the key is not")
        rows = tuple(tuple(None if cell == "" else cell for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", rows)
        for number, row in enumerate(rows, 1):
            self._check(row, number)
        keys = [tuple(row[places[name]] for name in self.key) for row in rows]
        if self.key and len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise RowBroken(f"{self.name}: the key {twice} is there twice")

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows by the names of their fields."""
        names = [one.name for one in self.fields]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))

    def field(self, name: str) -> Field:
        """Return a field. Raises ``PackageError`` where there is none of that name."""
        for one in self.fields:
            if one.name == name:
                return one
        raise PackageError(f"{self.name} has no field {name!r}")

    def _check(self, row: Row, number: int) -> None:
        where = f"{self.name}, row {number}"
        if len(row) != len(self.fields):
            raise RowBroken(f"{where}: {len(row)} cells for {len(self.fields)} fields")
        for one, cell in zip(self.fields, row, strict=True):
            if cell is None:
                if one.required or one.name in self.key:
                    raise RowBroken(f"{where}: {one.name} is empty")
            elif not _FITS[one.type](cell):
                raise RowBroken(f"{where}: {one.name} is {cell!r}, which is no {one.type}")
            elif one.values and cell not in one.values:
                raise RowBroken(f"{where}: {one.name} is {cell!r}, which is none of its codes")
            elif one.minimum is not None and isinstance(cell, int | float) and cell < one.minimum:
                raise RowBroken(f"{where}: {one.name} is {cell!r}, less than {one.minimum}")


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms data may be used: a name of the Open Definition, its address and title."""

    name: str
    path: str
    title: str


CC_BY = Licence(
    "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"
)
LICENCES = (
    CC_BY,
    Licence(
        "CC-BY-SA-4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "Creative Commons Attribution-ShareAlike 4.0",
    ),
    Licence(
        "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0 Public Domain"
    ),
)
"""Licences for data that the Open Definition calls open."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the data come from, or who made them."""

    title: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Tables that are published together. ``created`` is the one thing that is not data."""

    name: str
    title: Words
    description: Words
    version: str
    created: datetime
    resources: tuple[Resource, ...]
    licence: Licence = CC_BY
    homepage: str = ""
    sources: tuple[Source, ...] = ()
    publishers: tuple[Source, ...] = ()

    def resource(self, name: str) -> Resource:
        """Return a table. Raises ``PackageError`` where there is none of that name."""
        for one in self.resources:
            if one.name == name:
                return one
        raise PackageError(f"the package has no table {name!r}")


def _moment(cell: Cell) -> bool:
    return isinstance(cell, datetime) and cell.tzinfo is UTC and not cell.microsecond


_FITS: Mapping[Type, Callable[[Cell], bool]] = {
    Type.STRING: lambda cell: isinstance(cell, str) and cell == cell.strip(),
    Type.INTEGER: lambda cell: isinstance(cell, int) and not isinstance(cell, bool),
    Type.NUMBER: lambda cell: (
        isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)
    ),
    Type.BOOLEAN: lambda cell: isinstance(cell, bool),
    Type.DATE: lambda cell: isinstance(cell, date) and not isinstance(cell, datetime),
    Type.DATETIME: _moment,
    Type.MONTH: lambda cell: isinstance(cell, str) and _MONTH.fullmatch(cell) is not None,
}
