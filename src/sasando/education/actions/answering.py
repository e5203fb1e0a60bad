"""A learner's answers become counts. Who answered is not asked, not kept, and not to be found out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.channels.conflicts import count_one
from sasando.documents.blocks import Quiz
from sasando.education.audiences import segment_of
from sasando.education.exceptions import AnswersRefused, GroupClosed, TooManyAnswers
from sasando.education.models import AgeGroup, Dimension, Group, Moment, QuizCount, Sex
from sasando.education.models.counts import LEARNERS

_MOST_A_MINUTE = 1200  # quizzes of one lesson; more is no class


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the quiz, and the place (0 is the first) of the chosen answer."""

    quiz: Quiz
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a learner chose to say; "" where nothing. Unknown words raise ``AnswersRefused``."""

    audience: str = ""
    sex: str = ""
    age: str = ""
    group: str = ""

    def known(self) -> list[tuple[str, str]]:
        """Return (dimension, value) pairs to count under, all learners first."""
        for value, allowed in (
            (self.sex, Sex.values),
            (self.age, AgeGroup.values),
            (self.audience, [self.audience] if segment_of(self.audience) else []),
        ):
            if value and value not in allowed:
                raise AnswersRefused(_("Choose one of what the form offers, or leave it open."))
        said = (
            (Dimension.AUDIENCE, self.audience),
            (Dimension.SEX, self.sex),
            (Dimension.AGE, self.age),
            (Dimension.GROUP, self.group),
        )
        return [(Dimension.ALL, ""), *((name, value) for name, value in said if value)]


def count_answers(
    *, lesson: UUID, answers: Sequence[Answer], moment: str, said: Said, at: datetime, day: date
) -> None:
    """Add one learner's ``answers`` to the counts of ``lesson`` (its translation key).

    ``day`` is today where the desk is. Raises ``AnswersRefused`` for nothing or nonsense,
    ``GroupClosed`` for a code that does not count any more, ``TooManyAnswers``.
    """
    if moment not in Moment.values or not answers:
        raise AnswersRefused(_("Choose an answer first."))
    if any(not 0 <= answer.choice < len(answer.quiz.choices) for answer in answers):
        raise AnswersRefused(_("Choose one of the answers that stand there."))
    if len({answer.quiz.ref for answer in answers}) < len(answers):
        raise AnswersRefused(_("Each question is answered once."))
    known = said.known()
    if said.group and not Group.objects.open_on(day).filter(code=said.group).exists():
        raise GroupClosed(_("This class code is unknown, or its time is over."))
    _refuse_a_flood(lesson, at)
    with transaction.atomic():
        for dimension, value in known:
            own: dict[str, Any] = {
                "lesson": lesson,
                "moment": moment,
                "dimension": dimension,
                "value": value,
            }
            count_one(QuizCount, **own, question=LEARNERS, choice=0)
            for answer in answers:
                right = answer.quiz.choices[answer.choice].right
                chosen = {"question": answer.quiz.ref, "choice": answer.choice}
                count_one(QuizCount, **own, **chosen, defaults={"right": right})


def _refuse_a_flood(lesson: UUID, at: datetime) -> None:
    """Nobody is told apart, so the whole lesson has one limit."""
    key = f"quiz:{lesson}:{at:%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > _MOST_A_MINUTE:
        raise TooManyAnswers(_("Very many answers arrive just now. Send yours again in a minute."))


def answers_from(quizzes: Collection[Quiz], said: dict[str, str]) -> tuple[Answer, ...]:
    """Return the answers among ``said`` (question's ref → text of a field) to ``quizzes``.

    Raises ``AnswersRefused`` for anything but the number of an answer: an essay, say.
    """
    found = []
    for quiz in quizzes:
        text = said.get(quiz.ref, "")
        if not text:
            continue
        if len(text) > 2 or not text.isascii() or not text.isdigit():
            raise AnswersRefused(_("Choose one of the answers that stand there."))
        found.append(Answer(quiz, int(text)))
    return tuple(found)
