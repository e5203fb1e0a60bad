"""What a plan is about: one election, or one calendar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils import timezone

from sasando.elections.models import Election, Stage


@dataclass(frozen=True, slots=True)
class Scope:
    """Exactly one of ``election`` and ``year`` is given."""

    election: Election | None = None
    year: int | None = None

    @property
    def code(self) -> str:
        """What stands in the address."""
        return self.election.code if self.election else str(self.year)

    def name_in(self, language: str) -> str:
        """The election's name, or the year."""
        return self.election.name_in(language) if self.election else str(self.year)

    def stages(self) -> list[Stage]:
        """The stages of the plan that are part of no other, in the order of time."""
        stages = Stage.objects.dated().taking_place().select_related("election")
        if self.election:
            return list(stages.filter(parent=None, election=self.election))
        first, last = date(self.year or 1, 1, 1), date(self.year or 1, 12, 31)
        return list(stages.filter(parent=None, starts__lte=last, ends__gte=first))

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """The year's first moment and the next year's; ``None`` for an election."""
        if self.year is None:
            return None
        zone = timezone.get_current_timezone()
        return (
            datetime(self.year, 1, 1, tzinfo=zone),
            datetime(self.year + 1, 1, 1, tzinfo=zone),
        )


def scopes(today: date) -> list[Scope]:
    """Return what can be looked at: elections, the nearest first, then years, newest first."""
    elections = Election.objects.filter(held=True).annotate(
        voting=Max("stages__starts", filter=Q(stages__kind=Stage.Kind.VOTING))
    )
    dated = [(election.voting, election) for election in elections if election.voting]
    ahead = sorted((pair for pair in dated if pair[0] >= today), key=lambda pair: pair[0])
    past = sorted((pair for pair in dated if pair[0] < today), key=lambda p: p[0], reverse=True)
    days = Stage.objects.dated().taking_place().values_list("starts", "ends")
    years = sorted({day.year for pair in days for day in pair if day}, reverse=True)
    nearest = [Scope(election=election) for _day, election in ahead + past]
    return nearest + [Scope(year=year) for year in years]


def scope_of(code: str, choices: list[Scope]) -> Scope | None:
    """Return the one of ``choices`` called ``code``, the first where none is; ``None`` of nothing."""
    return next((scope for scope in choices if scope.code == code), choices[0] if choices else None)
