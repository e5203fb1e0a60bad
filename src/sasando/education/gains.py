"""What learners know after a lesson that they did not before, from counts alone.

A gain is the share of right answers after the lesson less the share before it, in percentage
points. It compares two groups and not two answers of one person: nobody is followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sasando.documents.blocks import Quiz
from sasando.education.models import Dimension, Moment, QuizCount
from sasando.education.models.counts import LEARNERS
from sasando.education.suppression import SMALLEST, hidden_in_all

CONFUSING = 60  # per cent right after the lesson: below it a question confuses
_ENOUGH = 20  # answers before a question is called confusing

_BEFORE, _AFTER = Moment.BEFORE.value, Moment.AFTER.value


@dataclass(frozen=True, slots=True)
class Gain:
    """One row: how many learners, what share was right, before and after. ``None``: not shown."""

    dimension: str
    value: str
    before: int | None  # learners
    after: int | None
    right_before: float | None  # per cent of the answers
    right_after: float | None

    @property
    def gain(self) -> float | None:
        """Percentage points; ``None`` where one side is missing or not shown."""
        if self.right_before is None or self.right_after is None:
            return None
        return self.right_after - self.right_before


@dataclass(frozen=True, slots=True)
class Item:
    """How one question of a lesson did."""

    quiz: Quiz
    answered_before: int
    answered_after: int
    right_before: float | None  # per cent; None below five answers
    right_after: float | None
    mistaken: str  # the wrong answer that most chose after the lesson, "" where none stands out

    @property
    def confuses(self) -> bool:
        """Whether the editor should look at it: most know it, yet many still miss it afterwards."""
        if self.answered_after < _ENOUGH or self.right_after is None:
            return False
        fell = self.right_before is not None and self.right_after <= self.right_before
        return self.right_after < CONFUSING or fell


class Counts:
    """The counts of some lessons, read once; one query."""

    def __init__(self, rows: Iterable[QuizCount]) -> None:
        self._learners: dict[tuple[UUID, str, str, str], int] = defaultdict(int)
        self._answers: dict[tuple[UUID, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        self._choices: dict[tuple[str, str, int], int] = defaultdict(int)
        for row in rows:
            own = (row.lesson, row.moment, row.dimension, row.value)
            if row.question == LEARNERS:
                self._learners[own] += row.count
                continue
            answered = self._answers[own]
            answered[0] += row.count
            answered[1] += row.count if row.right else 0
            if row.dimension == Dimension.ALL:
                self._choices[row.question, row.moment, row.choice] += row.count

    @classmethod
    def of(cls, *lessons: UUID) -> Counts:
        """Read the counts of ``lessons``; of none, nothing is read."""
        return cls(QuizCount.objects.of_lessons(*lessons) if lessons else ())

    def learners(self, lessons: Sequence[UUID], moment: str, dimension: str, value: str) -> int:
        """How many sent a quiz of ``lessons``; who did two lessons counts twice."""
        return sum(self._learners[key, moment, dimension, value] for key in lessons)

    def share(self, lessons: Sequence[UUID], moment: str, dimension: str, value: str) -> float:
        """Per cent of right answers; 0 where nobody answered."""
        pairs = [self._answers[key, moment, dimension, value] for key in lessons]
        answered, right = sum(a for a, _ in pairs), sum(r for _, r in pairs)
        return 100 * right / answered if answered else 0.0

    def values(self, dimension: str) -> list[str]:
        """What was said of ``dimension`` at all, sorted."""
        return sorted({key[3] for key in self._learners if key[2] == dimension})

    def total(self, *lessons: UUID) -> Gain:
        """Return the gain of all learners of ``lessons``."""
        return self._gain(lessons, Dimension.ALL.value, "", shown=True)

    def by(self, dimension: str, *lessons: UUID) -> tuple[Gain, ...]:
        """Return the gains by what learners said, small counts not shown."""
        values = self.values(dimension)
        tables = [
            (
                {value: self.learners(lessons, moment, dimension, value) for value in values},
                self.learners(lessons, moment, Dimension.ALL.value, ""),
            )
            for moment in (_BEFORE, _AFTER)
        ]
        away = hidden_in_all(tables)
        return tuple(
            self._gain(lessons, dimension, value, shown=value not in away) for value in values
        )

    def group(self, code: str, *lessons: UUID) -> Gain:
        """Return the gain of one class; not shown below five learners, before or after."""
        return self._gain(lessons, Dimension.GROUP.value, code, shown=True)

    def _gain(self, lessons: Sequence[UUID], dimension: str, value: str, *, shown: bool) -> Gain:
        numbers: dict[str, tuple[int | None, float | None]] = {}
        for moment in (_BEFORE, _AFTER):
            count = self.learners(lessons, moment, dimension, value)
            if shown and count >= SMALLEST:
                numbers[moment] = count, self.share(lessons, moment, dimension, value)
            else:
                numbers[moment] = None, None
        (before, right_before), (after, right_after) = numbers[_BEFORE], numbers[_AFTER]
        return Gain(dimension, value, before, after, right_before, right_after)

    def items(self, quizzes: Sequence[Quiz]) -> tuple[Item, ...]:
        """Return how each of ``quizzes`` did."""
        return tuple(self._item(quiz) for quiz in quizzes)

    def _item(self, quiz: Quiz) -> Item:
        chosen = {
            moment: [self._choices[quiz.ref, moment, n] for n in range(len(quiz.choices))]
            for moment in (_BEFORE, _AFTER)
        }
        place = next(n for n, choice in enumerate(quiz.choices) if choice.right)
        right = {
            moment: 100 * counts[place] / sum(counts) if sum(counts) >= SMALLEST else None
            for moment, counts in chosen.items()
        }
        wrong = [(count, n) for n, count in enumerate(chosen[_AFTER]) if n != place]
        most, which = max(wrong)
        return Item(
            quiz=quiz,
            answered_before=sum(chosen[_BEFORE]),
            answered_after=sum(chosen[_AFTER]),
            right_before=right[_BEFORE],
            right_after=right[_AFTER],
            mistaken=quiz.choices[which].text if most >= SMALLEST else "",
        )
