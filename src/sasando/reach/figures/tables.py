"""Figures as tables for a file: English names of columns, codes, and times in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from sasando.reach.figures.answered import AnsweredMonth
from sasando.reach.figures.corrected import Correction
from sasando.reach.figures.groups import Dimension
from sasando.reach.figures.reached import Reached
from sasando.rendering.tables import Cell

REACHED: tuple[str, ...] = (
    *("dimension", "code", "name_id", "name_en", "measure", "value"),
    *("counted", "missing", "fell", "sources"),
)
ANSWERED: tuple[str, ...] = (
    *("month", "messages", "at_once", "later", "asked_back", "open", "not_checked"),
    *("rumours", "settled", "hours_median", "hours_p90", "asked", "told", "told_percent"),
)
CORRECTED: tuple[str, ...] = (
    *("at_utc", "what", "kind", "language", "version", "headline", "change"),
    *("copies", "followed", "not_followed", "hours_to_last", "told_again"),
)


def reached_rows(rows: Iterable[Reached], by: Dimension) -> Iterator[list[Cell]]:
    """Yield rows of ``REACHED``; an empty ``measure``: they went out to where nobody counts."""
    for row in rows:
        yield [
            by.value,
            row.group.code,
            row.group.name_in("id"),
            row.group.name_in("en"),
            row.kind.value if row.kind else "",
            row.value,
            row.counted,
            row.missing,
            row.fell,
            "; ".join(row.sources),
        ]


def answered_rows(rows: Iterable[AnsweredMonth]) -> Iterator[list[Cell]]:
    """Yield rows of ``ANSWERED``."""
    for row in rows:
        yield [
            f"{row.month:%Y-%m}",
            row.came,
            row.at_once,
            row.later,
            row.asked_back,
            row.open,
            row.not_checked,
            row.rumours,
            row.settled,
            row.hours_median,
            row.hours_p90,
            row.asked,
            row.told,
            row.told_percent,
        ]


def corrected_rows(rows: Iterable[Correction]) -> Iterator[list[Cell]]:
    """Yield rows of ``CORRECTED``."""
    for row in rows:
        yield [
            f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            row.what.value,
            row.kind,
            row.language,
            row.number,
            row.headline,
            row.change,
            row.copies,
            row.followed,
            "; ".join(f"{reason}: {count}" for reason, count in sorted(row.not_followed.items())),
            row.hours,
            row.told,
        ]
