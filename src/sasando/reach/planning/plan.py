"""The plan itself: one cell a stage and audience, and one an audience for everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sasando.education.audiences import Segment, segments
from sasando.education.gains import Counts, Gain
from sasando.education.models import Dimension
from sasando.elections.models import Stage
from sasando.parties.models import Person
from sasando.reach.planning.counted import (
    LEARNT,
    PARTICIPANTS,
    Reached,
    learners_by,
    participants_by,
    reached_by,
)
from sasando.reach.planning.scope import Scope
from sasando.reach.planning.work import Piece, pieces_of

_SUGGESTED = 3  # pieces that could be sent again, a gap


@dataclass(frozen=True, slots=True)
class Cell:
    """One audience, in one stage or in everything. ``planned`` counts what is public, too."""

    audience: Segment
    planned: int
    published: int
    reached: Reached
    understood: Gain | None  # of the lessons among them; None: nobody did their quiz
    again: tuple[Piece, ...]  # what stands already and could be sent again

    @property
    def is_gap(self) -> bool:
        """Nothing is out for this audience."""
        return not self.published


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage, or what belongs to none (``stage`` is None)."""

    stage: Stage | None
    is_open: bool  # runs now, or is the next to come
    is_past: bool
    cells: tuple[Cell, ...]

    @property
    def served(self) -> int:
        """For how many audiences something is out."""
        return sum(not cell.is_gap for cell in self.cells)


@dataclass(frozen=True, slots=True)
class AudiencePlan:
    """Everything of the page."""

    total: tuple[Cell, ...]
    stages: tuple[StagePlan, ...]
    for_everybody: int  # public pieces that name no audience: they count for none


def audience_plan(scope: Scope, *, today: date, seen_by: Person) -> AudiencePlan:
    """Return the plan of ``scope`` as ``seen_by`` may see it; a fixed number of queries."""
    pieces = pieces_of(scope, seen_by=seen_by)
    book = _Book(pieces, scope)
    stages = scope.stages()
    parts = _parts(stages)
    upcoming = next((stage for stage in stages if stage.starts and stage.starts > today), None)
    plans = []
    for stage in stages:
        own = [piece for piece in pieces if piece.stages & parts[stage.pk]]
        running = bool(stage.starts and stage.ends and stage.starts <= today <= stage.ends)
        past = bool(stage.ends and stage.ends < today)
        cells = book.cells(own)
        plans.append(StagePlan(stage, running or stage == upcoming, past, cells))
    known = frozenset().union(*parts.values())
    rest = [piece for piece in pieces if not piece.stages & known]
    if rest:
        plans.append(StagePlan(None, is_open=True, is_past=False, cells=book.cells(rest)))
    everybody = sum(piece.is_public and not piece.audiences for piece in pieces)
    return AudiencePlan(book.total(), tuple(plans), everybody)


def _parts(stages: Sequence[Stage]) -> dict[int, frozenset[str]]:
    """The codes of each stage and of all that are part of it, however deep."""
    children: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for pk, code, parent in Stage.objects.values_list("pk", "code", "parent"):
        children[parent].append((pk, code))

    def codes(pk: int) -> Iterable[str]:
        for child, code in children[pk]:
            yield code
            yield from codes(child)

    return {stage.pk: frozenset((stage.code, *codes(stage.pk))) for stage in stages}


class _Book:
    """The counts of all pieces, read once."""

    def __init__(self, pieces: Sequence[Piece], scope: Scope) -> None:
        self._pieces = pieces
        keys = [piece.key for piece in pieces if piece.is_public]
        lessons = [piece.key for piece in pieces if piece.teaches]
        self._reached = reached_by(keys)
        self._learners = learners_by(lessons)
        self._came = participants_by(scope)
        self._counts = Counts.of(*lessons)
        self._public: Mapping[str, list[Piece]] = self._by_audience(
            piece for piece in pieces if piece.is_public
        )

    def total(self) -> tuple[Cell, ...]:
        """One cell an audience: everything of the scope, and who came to sessions."""
        return tuple(
            replace(cell, reached={**cell.reached, PARTICIPANTS: came})
            if (came := self._came.get(cell.audience.code.value))
            else cell
            for cell in self.cells(self._pieces)
        )

    def cells(self, pieces: Sequence[Piece]) -> tuple[Cell, ...]:
        """One cell an audience, of ``pieces``."""
        by_audience = self._by_audience(pieces)
        return tuple(self._cell(segment, by_audience[segment.code.value]) for segment in segments())

    @staticmethod
    def _by_audience(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            for audience in piece.audiences:
                found[audience].append(piece)
        return found

    def _cell(self, audience: Segment, pieces: Sequence[Piece]) -> Cell:
        code = audience.code.value
        public = [piece for piece in pieces if piece.is_public]
        again = [] if public else self._public.get(code, [])[:_SUGGESTED]
        return Cell(
            audience=audience,
            planned=len(pieces),
            published=len(public),
            reached=self._sum(code, [piece.key for piece in public]),
            understood=self._understood(code, [piece.key for piece in pieces if piece.teaches]),
            again=tuple(again),
        )

    def _sum(self, code: str, keys: Sequence[UUID]) -> Reached:
        found: dict[str, int] = defaultdict(int)
        for key in keys:
            for kind, value in self._reached.get(key, {}).items():
                found[kind] += value
            if learners := self._learners.get((key, code)):
                found[LEARNT] += learners
        return dict(found)

    def _understood(self, code: str, lessons: Sequence[UUID]) -> Gain | None:
        gains = self._counts.by(Dimension.AUDIENCE, *lessons)
        return next((gain for gain in gains if gain.value == code and gain.after), None)
