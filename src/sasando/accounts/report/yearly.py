"""Which parts the report of a year has, and in what order."""

from __future__ import annotations

from sasando.accounts.package import Package, PackageError
from sasando.accounts.report import subjects
from sasando.accounts.report.parts import Part, Telling, total
from sasando.rendering.dates import number

_PARTS = (
    subjects.agreements,
    subjects.publications,
    subjects.reach,
    subjects.rumours,
    subjects.corrections,
    subjects.requests,
    subjects.policy,
    subjects.log,
    subjects.measures,
    subjects.contents,
)
_DATED = ("publications", "reach", "requests", "log-heads")


class NothingOfThatYear(PackageError):
    """The package says nothing of the year that was asked for."""


def years_of(package: Package) -> list[int]:
    """Return the years a package says something of, the newest first."""
    found = set()
    for name in _DATED:
        for row in package.resource(name).records():
            said = next(row[field] for field in ("year", "month", "day") if field in row)
            found.add(int(str(said)[:4]))
    return sorted(found, reverse=True)


def yearly(package: Package, *, year: int, language: str) -> tuple[Part, ...]:
    """Return the report of ``year`` in ``language``, "id" or "en".

    Raises ``NothingOfThatYear``; ``PackageError`` where a table is missing.
    """
    if year not in (there := years_of(package)):
        said = ", ".join(map(str, there)) or "none"
        raise NothingOfThatYear(f"the package says nothing of {year}; the years in it: {said}")
    telling = Telling(package, year, language)
    return (_in_short(telling), *(part(telling) for part in _PARTS))


def _in_short(t: Telling) -> Part:
    """Return the year in seven numbers: sums of single fields, so that nothing unlike is added."""
    sums = (
        ("published", "publications", "published"),
        ("messages", "rumours", "messages"),
        ("answered_at_once", "rumours", "at_once"),
        ("claims_settled", "rumours", "settled"),
        ("corrections", "corrections-by-year", "number"),
        ("requests", "requests", "received"),
        ("requests_in_time", "requests", "in_time"),
    )
    facts = [
        (t.say(f"sum_{said}"), number(total(t.of_year(name), field), t.language))
        for said, name, field in sums
    ]
    return Part(heading=t.say("in_short"), about=t.say("sums"), facts=tuple(facts))
