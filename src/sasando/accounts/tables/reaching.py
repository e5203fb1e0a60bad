"""Reach by channel, audience, kind, stage and month, a year at a time, with its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.codes import NOT_COUNTED
from sasando.accounts.tables.defined import filled
from sasando.accounts.tables.years import years_until
from sasando.reach.figures import Dimension, Reached, reached

DIMENSIONS = (
    Dimension.CHANNEL,
    Dimension.AUDIENCE,
    Dimension.KIND,
    Dimension.STAGE,
    Dimension.MONTH,
)
NO_GROUP = "none"


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return reach as it is known at ``at``; a fixed number of queries a year."""
    return (filled("reach", _records(at)),)


def _records(at: datetime) -> Iterator[dict[str, Cell]]:
    for since, until in years_until(at):
        for by in DIMENSIONS:
            for one in reached(since, until, by=by, public=True):
                yield {"year": since.year, "by": by.value, **_record(one)}


def _record(one: Reached) -> dict[str, Cell]:
    return {
        "group": one.group.code or NO_GROUP,
        "name_id": one.group.name_in("id"),
        "name_en": one.group.name_in("en"),
        "measure": NOT_COUNTED if one.kind is None else one.kind.value,
        "value": one.value,
        "counted": one.counted,
        "missing": one.missing,
        "fell": one.fell,
        "sources": "; ".join(one.sources),
    }
