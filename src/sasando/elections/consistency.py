"""Do official figures add up? What does not is shown as it is, and never mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# The whole, and the parts that make it.
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("voters", ("voted-listed", "abstained")),
    ("voted", ("voted-listed", "voted-moved", "voted-added")),
    ("stations", ("regular-stations", "special-stations")),
    ("ballots-used", ("valid-votes", "invalid-votes")),
    ("valid-votes", ("candidate-votes",)),
)
SEXES = ("male", "female")


class Rule(StrEnum):
    """What was compared."""

    SEXES = "sexes"  # men + women = everybody
    PARTS = "parts"  # what a measure is made of, as in SUMS
    PLACES = "places"  # the places within = the place
    SOURCES = "sources"  # the same figure, twice


@dataclass(frozen=True, slots=True)
class Reported:
    """One figure as one source gave it."""

    election: str
    place: str  # code
    place_name: str
    measure: str
    value: int
    source: str
    as_of: date
    sex: str = ""
    contest: str = ""
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A figure, and what it was compared with: the parts that should make it."""

    rule: Rule
    whole: Reported
    parts: tuple[Reported, ...]

    @property
    def total(self) -> int:
        """What the parts add up to."""
        return sum(part.value for part in self.parts)

    @property
    def difference(self) -> int:
        """How much the figure is above (+) or below (-) its parts."""
        return self.whole.value - self.total

    @property
    def sources(self) -> tuple[str, ...]:
        """Who said so, each once."""
        return tuple(dict.fromkeys(f.source for f in (self.whole, *self.parts)))


# Who compares with whom: same election, place, measure, sex, contest.
_Key = tuple[str, str, str, str, str]


class _Figures:
    """The figures by what they measure."""

    def __init__(self, figures: Iterable[Reported]) -> None:
        self.by_key: dict[_Key, list[Reported]] = defaultdict(list)
        for figure in figures:
            self.by_key[_key(figure)].append(figure)

    def wholes(self, key: _Key) -> list[Reported]:
        """One figure for each value that was reported under ``key``."""
        first: dict[int, Reported] = {}
        for figure in self.by_key[key]:
            first.setdefault(figure.value, figure)
        return list(first.values())

    def together(self, keys: list[_Key]) -> Iterator[tuple[Reported, ...]]:
        """The figures of ``keys`` that one source gave for one day, where it gave them all."""
        rows: dict[tuple[str, date], dict[_Key, Reported]] = defaultdict(dict)
        for key in keys:
            for figure in self.by_key.get(key, ()):
                rows[figure.source, figure.as_of][key] = figure
        for row in rows.values():
            if len(row) == len(keys):
                yield tuple(row[key] for key in keys)


def _key(figure: Reported) -> _Key:
    return (figure.election, figure.place, figure.measure, figure.sex, figure.contest)


# For a place, the ways it is divided: its districts, its villages.
Divisions = Mapping[str, Sequence[Collection[str]]]


def find_discrepancies(
    figures: Iterable[Reported], *, divisions: Divisions | None = None
) -> tuple[Discrepancy, ...]:
    """Return what does not add up, in the order of election, place and measure.

    ``divisions`` gives the codes of all places within a place, where all are known: only there are
    sums over places compared. Parts are compared when one source gave all of them for one day, and
    are at odds when no source's whole is their sum.
    """
    known = _Figures(figures)
    found: list[Discrepancy] = []
    for key in sorted(known.by_key):
        found.extend(_sources(known, key))
        wholes = known.wholes(key)
        for rule, parts in _ways_to_make(key, divisions or {}):
            for row in known.together(parts):
                total = sum(part.value for part in row)
                if all(whole.value != total for whole in wholes):
                    found.extend(Discrepancy(rule, whole, row) for whole in wholes)
    return tuple(found)


def _ways_to_make(key: _Key, divisions: Divisions) -> Iterator[tuple[Rule, list[_Key]]]:
    election, place, measure, sex, contest = key
    if not sex:
        yield Rule.SEXES, [(election, place, measure, one, contest) for one in SEXES]
    for whole, parts in SUMS:
        if whole == measure:
            yield Rule.PARTS, [(election, place, part, sex, contest) for part in parts]
    for division in divisions.get(place, ()):
        yield Rule.PLACES, [(election, one, measure, sex, contest) for one in sorted(division)]


def _sources(known: _Figures, key: _Key) -> Iterator[Discrepancy]:
    """The same thing reported with different values for the same day."""
    by_day: dict[date, list[Reported]] = defaultdict(list)
    for figure in known.by_key[key]:
        by_day[figure.as_of].append(figure)
    for same_day in by_day.values():
        first = same_day[0]
        for other in {f.value: f for f in same_day if f.value != first.value}.values():
            yield Discrepancy(Rule.SOURCES, first, (other,))
