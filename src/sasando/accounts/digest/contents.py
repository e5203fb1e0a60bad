"""What one person's digest says, in their language: gathered when it is sent, not when it was queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from sasando.accounts.digest.late import Task, late, to_do
from sasando.accounts.digest.leaving import leaving_path
from sasando.accounts.digest.numbers import Number, numbers
from sasando.accounts.digest.week import Week
from sasando.accounts.digest.worked import Worked, worked
from sasando.accounts.goals.measures import read_once
from sasando.accounts.goals.progress import Progress, progress_of
from sasando.accounts.models import Goal
from sasando.parties.models import Person
from sasando.partnership.permissions import parties_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that stands in one mail."""

    person: Person
    week: Week
    numbers: tuple[Number, ...]
    late: list[Task]
    worked: Worked | None
    to_do: list[Task]
    goals: list[Progress]

    @property
    def site(self) -> str:
        """What paths are completed with."""
        url: str = settings.SITE_URL
        return url

    @property
    def goals_path(self) -> str:
        """The desk's page of goals."""
        return reverse("sasando_accounts_goals")

    @property
    def leave(self) -> str:
        """The address that ends it."""
        return f"{self.site}{leaving_path(self.person)}"


def contents_for(person: Person, week: Week, *, at: datetime) -> Contents:
    """Return what ``person`` is told of ``week``. What they may not see is in none of it.

    Call it in the person's language. A fixed number of queries, and a few for each goal.
    """
    return Contents(
        person=person,
        week=week,
        numbers=numbers(person, week),
        late=late(person, at),
        worked=worked(week),
        to_do=to_do(person, at),
        goals=_goals(person, at),
    )


def _goals(person: Person, at: datetime) -> list[Progress]:
    rows, today = read_once(), timezone.localdate(at)
    mine = Goal.objects.of_parties(parties_of(person)).open().with_all()
    found = (
        progress_of(goal, goal.in_force, today=today, rows=rows)
        for goal in mine
        if goal.in_force is not None
    )
    return [progress for progress in found if progress is not None]
