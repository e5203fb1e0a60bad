"""What each table means: its fields as ``data/<name>.toml`` defines them, filled with rows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sasando.accounts.package import Cell, Field, Reference, Resource, RowBroken, Type, Words
from sasando.accounts.tables.codes import CODES

_FOLDER = Path(__file__).with_name("data")


@cache
def defined(name: str) -> Resource:
    """Return the table called ``name`` without rows. Raises ``FileNotFoundError``, ``PackageError``."""
    said = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Resource(
        name=said["name"],
        title=Words(**said["title"]),
        description=Words(**said["description"]),
        fields=tuple(_field(one) for one in said["field"]),
        key=tuple(said["key"]),
        references=tuple(
            Reference(tuple(one["fields"]), one["resource"], tuple(one["there"]))
            for one in said.get("reference", ())
        ),
    )


def filled(name: str, records: Iterable[Mapping[str, Cell]]) -> Resource:
    """Return the table called ``name`` with a row a record, in their order.

    Raises ``RowBroken`` for a record with other fields than the table's.
    """
    table = defined(name)
    names = [one.name for one in table.fields]
    rows = []
    for record in records:
        if set(record) != set(names):
            odd = ", ".join(sorted(set(record) ^ set(names)))
            raise RowBroken(f"{name}: the record and the table differ in {odd}")
        rows.append(tuple(record[one] for one in names))
    return replace(table, rows=tuple(rows))


def _field(said: Mapping[str, Any]) -> Field:
    codes = said.get("codes")
    return Field(
        name=said["name"],
        type=Type(said["type"]),
        title=Words(**said["title"]),
        description=Words(**said["about"]),
        unit=said.get("unit", ""),
        required=said.get("required", False),
        values=CODES[codes]() if codes else {},
        minimum=said.get("minimum"),
    )
