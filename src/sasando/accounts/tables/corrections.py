"""What was put right, and whether the copies that were out followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.defined import filled
from sasando.accounts.tables.years import years_until
from sasando.reach.figures import Corrected, Correction, What, corrected


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return each correction, the sums of years, and why copies did not follow."""
    sums: list[tuple[int, Corrected]] = []
    each: list[Correction] = []
    for since, until in years_until(at):
        of_year, found = corrected(since, until, public=True)
        sums += [(since.year, one) for one in of_year]
        each += found
    return (
        filled("corrections", (_record(one) for one in each)),
        filled("corrections-by-year", (_sum(year, one) for year, one in sums)),
        filled("recall-gaps", _gaps(sums)),
    )


def _record(one: Correction) -> dict[str, Cell]:
    return {
        "item": str(one.key),
        "number": one.number,
        "language": one.language,
        "what": one.what.value,
        "kind": one.kind,
        "at": one.at.astimezone(UTC).replace(microsecond=0),
        "headline": None if one.what is What.WITHDRAWAL else one.headline.strip(),
        "change": one.change.strip(),
        "copies": one.copies,
        "followed": one.followed,
        "hours": one.hours,
        "people_told": one.told,
        "people_withheld": one.told is None,
    }


def _sum(year: int, one: Corrected) -> dict[str, Cell]:
    return {
        "year": year,
        "what": one.what.value,
        "number": one.number,
        "copies": one.copies,
        "followed": one.followed,
        "hours_median": one.hours_median,
        "hours_longest": one.hours_longest,
        "people_told": one.told,
        "people_withheld": one.told is None,
    }


def _gaps(sums: Sequence[tuple[int, Corrected]]) -> list[dict[str, Cell]]:
    return [
        {"year": year, "what": one.what.value, "reason": reason, "copies": count}
        for year, one in sums
        for reason, count in one.not_followed.items()
    ]
