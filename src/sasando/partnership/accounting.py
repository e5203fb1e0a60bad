"""What was promised and what came of it, line by line. Reads only; what screens and reports show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sasando.live.models import Film
from sasando.partnership.measures import Line, added_up, measured
from sasando.partnership.models import Deliverable, Goal, Proof, Terms
from sasando.partnership.pace import Pace, Standing, pace

Films = Mapping[int, Film]
"""Kept recordings by production."""


@dataclass(frozen=True, slots=True)
class Account:
    """One line of what was promised."""

    row: Deliverable
    proofs: tuple[Proof, ...]  # that count
    taken_back: tuple[Proof, ...]
    pace: Pace
    reached: int  # of the promised measure, by the platforms' latest numbers

    @property
    def proven(self) -> int:
        """How many count."""
        return len(self.proofs)

    @property
    def late(self) -> int:
        """How many of them came after the deadline."""
        return sum(is_late(proof, self.row) for proof in self.proofs)

    @property
    def warns(self) -> bool:
        """Whether some will be missing, or are."""
        return self.pace.standing in (Standing.BEHIND, Standing.MISSED)

    @property
    def warning(self) -> str:
        """The warning in a sentence, in the reader's language; "" where none is needed."""
        values = {
            "missing": self.pace.missing,
            "number": self.row.number,
            "title": self.row.title,
            "day": date_format(self.row.deadline, "j F Y"),
            "weekly": number_format(round(self.pace.weekly, 1), 1),
        }
        if self.pace.standing == Standing.MISSED:
            said = _("%(missing)s of %(number)s “%(title)s” are missing; they were due on %(day)s.")
        elif self.pace.standing == Standing.BEHIND:
            said = _(
                "At this pace %(missing)s of %(number)s “%(title)s” will be missing on %(day)s;"
                " %(weekly)s a week are needed from now on."
            )
        else:
            return ""
        return said % values


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal of both sides is reached."""

    goal: Goal
    reached: int

    @property
    def share(self) -> int:
        """Of the target, in per cent."""
        return 100 * self.reached // self.goal.target


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything of one agreement."""

    lines: tuple[Account, ...]
    strays: tuple[Proof, ...]  # they prove what an amendment no longer promises
    progress: tuple[Progress, ...]
    measures: Mapping[int, tuple[Line, ...]]  # by proof
    films: Films

    @property
    def warnings(self) -> tuple[Account, ...]:
        """The lines of which some will be missing."""
        return tuple(line for line in self.lines if line.warns)


def is_late(proof: Proof, row: Deliverable) -> bool:
    """Whether it was published after the deadline of its deliverable."""
    return timezone.localdate(proof.shown_at) > row.deadline


def accounts_of(terms: Terms, *, today: date) -> Accounts:
    """Return the account of ``terms``; a fixed number of queries, however much there is."""
    proofs = list(terms.agreement.proofs.with_all())
    standing = [proof for proof in proofs if proof.counts]
    by_code: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs:
        by_code[proof.code].append(proof)
    measures = measured(standing)
    rows = list(terms.deliverables.select_related("package", "outlet"))
    lines = tuple(_line(row, by_code.pop(row.code, []), terms, measures, today) for row in rows)
    goals = tuple(
        Progress(goal, added_up(standing, measures, goal.measure)) for goal in terms.goals.all()
    )
    strays = tuple(proof for left in by_code.values() for proof in left)
    return Accounts(lines, strays, goals, measures, films_of(standing))


def films_of(proofs: list[Proof]) -> Films:
    """Return the recordings this house keeps, the newest of each production. One query."""
    productions = [proof.production_id for proof in proofs if proof.production_id is not None]
    kept = Film.objects.filter(production__in=productions, state=Film.State.READY)
    return {film.production_id: film for film in kept.order_by("pk")}


def _line(
    row: Deliverable,
    proofs: list[Proof],
    terms: Terms,
    measures: Mapping[int, tuple[Line, ...]],
    today: date,
) -> Account:
    standing = tuple(proof for proof in proofs if proof.counts)
    return Account(
        row=row,
        proofs=standing,
        taken_back=tuple(proof for proof in proofs if not proof.counts),
        pace=pace(
            promised=row.number,
            proven=len(standing),
            starts=terms.starts or row.deadline,
            deadline=row.deadline,
            today=today,
        ),
        reached=added_up(standing, measures, row.measure) if row.measure else 0,
    )
