"""Tables as lines of JSON: which there are, in what order they can be filled, and a row both ways."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.utils.duration import duration_iso_string

from sasando.cli.archive.layout import ArchiveError

Model = type[models.Model]
_AT_ONCE = 1000  # rows
_DERIVED_APPS = frozenset({"wagtailsearch", "sessions"})
_DERIVED = frozenset(
    {"wagtailcore.referenceindex", "wagtailadmin.editingsession", "wagtailadmin.formstate"}
)
"""What follows from the rest, or is of the moment: made anew, not kept."""
_GIVEN = {"AutoField": "IntegerField", "BigAutoField": "BigIntegerField"}
_TEXT = {"FileField": "CharField"}  # what the column holds


def name_of(model: Model) -> str:
    """Return the name of a table in the archive: ``sasando_desk.item``."""
    return model._meta.label_lower


def groups() -> list[list[Model]]:
    """Return every table, so that each group refers to earlier ones and to itself alone.

    The order is the same every time. Where tables refer to each other in a circle they are one group.
    """
    every = {
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
        and model._meta.app_label not in _DERIVED_APPS
        and name_of(model) not in _DERIVED
    }
    left = {model: _wanted(model) & every - {model} for model in every}
    found: list[list[Model]] = []
    while left:
        free = [model for model, wanted in left.items() if not wanted & left.keys()]
        group = free or min((_circle(model, left) for model in left), key=_size_and_name)
        found += [[model] for model in sorted(free, key=name_of)] or [sorted(group, key=name_of)]
        for model in group:
            del left[model]
    return found


def _wanted(model: Model) -> set[Model]:
    relations = (field for field in model._meta.local_concrete_fields if field.is_relation)
    models = (field.related_model for field in relations)
    return {
        concrete
        for other in models
        if isinstance(other, type) and (concrete := other._meta.concrete_model)
    }


def _circle(model: Model, wanted: dict[Model, set[Model]]) -> list[Model]:
    """Return what must be there with ``model``: all it leads to."""
    found, queue = {model}, [model]
    while queue:
        for other in wanted[queue.pop()] & wanted.keys() - found:
            found.add(other)
            queue.append(other)
    return list(found)


def _size_and_name(group: list[Model]) -> tuple[int, str]:
    return len(group), min(map(name_of, group))


@cache
def _plain(model: Model) -> Model:
    """Return a double of the table whose columns are plain: nothing is opened, filled in or told.

    A sealed address stays sealed, a changed picture is not measured, no parent is joined.
    """
    fields = {field.attname: _plain_field(field) for field in model._meta.local_concrete_fields}
    meta = type(
        "Meta", (), {"apps": Apps(), "app_label": "archive", "db_table": model._meta.db_table}
    )
    name = model._meta.object_name or ""
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def _plain_field(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    source = field
    while isinstance(source, models.ForeignKey):
        source = source.target_field
    kind = source.get_internal_type()
    if source is not field or field.primary_key:  # a number that is given, not drawn
        kind = _GIVEN.get(kind, kind)
    options: dict[str, Any] = {
        "db_column": field.column,
        "null": field.null,
        "primary_key": field.primary_key,
    }
    if kind == "DecimalField":
        digits, places = source.max_digits, source.decimal_places  # type: ignore[attr-defined]
        options |= {"max_digits": digits, "decimal_places": places}
    elif source.max_length is not None and kind != "BinaryField":
        options["max_length"] = source.max_length
    made: models.Field[Any, Any] = getattr(models, _TEXT.get(kind, kind))(**options)
    return made


def lines(model: Model, *, using: str) -> Iterator[str]:
    """Yield the rows of one table as JSON, by primary key: its own columns, not its parents'."""
    plain = _plain(model)
    names = [field.attname for field in plain._meta.concrete_fields]
    rows = plain._base_manager.using(using).order_by("pk").values(*names)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield json.dumps(
            row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_written
        )


def _written(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode("ascii")
    raise TypeError(f"no column holds a {type(value).__name__}")


def insert(model: Model, rows: Iterable[str], *, using: str) -> int:
    """Write rows as they were, primary keys included; return how many.

    No signal is sent, nothing is filled in. Raises ``ArchiveError`` for a row of another shape.
    """
    plain = _plain(model)
    columns = {field.attname: field for field in plain._meta.concrete_fields}
    count = 0
    for batch in _batches(rows):
        made = [plain(**_read(model, columns, line)) for line in batch]
        plain._base_manager.using(using).bulk_create(made)
        count += len(made)
    return count


def _read(model: Model, columns: dict[str, models.Field[Any, Any]], line: str) -> dict[str, Any]:
    kept = json.loads(line)
    if kept.keys() != columns.keys():
        odd = ", ".join(sorted(kept.keys() ^ columns.keys()))
        raise ArchiveError(
            f"{name_of(model)} has other columns here ({odd}): "
            "bring the archive back with the release of Sasando that made it, then upgrade"
        )
    return {name: columns[name].to_python(value) for name, value in kept.items()}


def _batches(rows: Iterable[str]) -> Iterator[Sequence[str]]:
    batch: list[str] = []
    for line in rows:
        batch.append(line)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
