"""Who was registered and who voted, by place, age group and sex, beside what was published for the place.

Side by side is not cause: nothing here says that the one made the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sasando.elections.models import Election, Figure, Place
from sasando.reach.planning.scope import Scope

_VOTERS, _VOTED = Figure.Measure.VOTERS.value, Figure.Measure.VOTED_LISTED.value
_SEXES = ("", Figure.Sex.FEMALE.value, Figure.Sex.MALE.value)


@dataclass(frozen=True, slots=True)
class Share:
    """Of the voters on the final list, how many voted: the two figures, each by its source."""

    voters: Figure | None
    voted: Figure | None

    @property
    def percent(self) -> float | None:
        """Per cent; ``None`` where a figure is missing, or more voted than were listed."""
        if self.voters is None or self.voted is None or not self.voters.value:
            return None
        return 100 * self.voted.value / self.voters.value if self.is_possible else None

    @property
    def is_possible(self) -> bool:
        """False: the sources say that more voted than were on the list."""
        return not (self.voters and self.voted) or self.voted.value <= self.voters.value


@dataclass(frozen=True, slots=True)
class Turnout:
    """One place at one election, of all ages ("") or one age group: everybody, women, men."""

    election: Election
    place: Place
    age: str
    everybody: Share
    women: Share
    men: Share

    @property
    def sources(self) -> tuple[Figure, ...]:
        """One figure of each source that is used here."""
        figures: Mapping[str, Figure] = {
            figure.source: figure
            for share in (self.everybody, self.women, self.men)
            for figure in (share.voters, share.voted)
            if figure is not None
        }
        return tuple(figures.values())


def turnout_of(scope: Scope) -> list[Turnout]:
    """Return the places with voters and turnout, the largest area first. One query.

    Of several sources the newest counts, of one day the first that was entered; those that contradict
    each other stand on the place's page.
    """
    rows = Figure.objects.filter(measure__in=(_VOTERS, _VOTED), contest="").select_related(
        "election", "place"
    )
    if scope.election:
        rows = rows.filter(election=scope.election)
    elif scope.year:
        rows = rows.filter(as_of__year=scope.year)
    newest: dict[tuple[int, int, str], dict[tuple[str, str], Figure]] = {}
    for figure in rows.order_by("as_of", "quality", "-pk"):
        places = newest.setdefault((figure.election_id, figure.place_id, figure.age), {})
        places[figure.measure, figure.sex] = figure
    found = []
    for (_election, _place, age), figures in newest.items():
        if not any(measure == _VOTED for measure, _sex in figures):
            continue
        shares = [Share(figures.get((_VOTERS, s)), figures.get((_VOTED, s))) for s in _SEXES]
        any_figure = next(iter(figures.values()))
        found.append(Turnout(any_figure.election, any_figure.place, age, *shares))
    return sorted(
        found, key=lambda turnout: (turnout.election.code, turnout.place.code, turnout.age)
    )
