"""The sample's learners and its two village sessions: invented people, counted as real ones are."""

import random
from datetime import date, datetime, timedelta

from sasando.documents.blocks import Quiz
from sasando.education import actions
from sasando.education.actions.answering import Answer, Said
from sasando.education.actions.sessions import CardAnswers
from sasando.education.lessons import Taught, lessons_in
from sasando.education.models import AgeGroup, Group, Moment, QuizCount, Sex
from sasando.elections.models import Place

_AUDIENCES = {"first-time": AgeGroup.FIRST, "women": AgeGroup.GROWN, "elderly": AgeGroup.OLD}
_LESSONS = 8
_EACH = 7  # learners of one audience, a lesson
_KNEW, _KNOW = 0.45, 0.85  # chance of a right answer before and after
_SESSIONS = (  # place, audience, days ago, women, men, right before, right after
    ("5371011001", "women", 9, 18, 3, 8, 17),
    ("5371011010", "remote", 4, 11, 9, 6, 15),
)


def learn(*, now: datetime, today: date) -> None:
    """Let learners answer the quizzes of the lessons, and enter two sessions, unless some did."""
    if QuizCount.objects.exists():
        return
    chance = random.Random("sasando")  # noqa: S311 - the same sample every time
    lessons = [lesson for lesson in lessons_in("id") if lesson.document.quizzes]
    for lesson in lessons[:_LESSONS]:
        for audience in lesson.document.audiences:
            if age := _AUDIENCES.get(audience.value):
                for moment, right in ((Moment.BEFORE, _KNEW), (Moment.AFTER, _KNOW)):
                    for _learner in range(_EACH):
                        sex = Sex.FEMALE if audience == "women" else chance.choice(Sex.values)
                        said = Said(audience=audience.value, sex=sex, age=age.value)
                        _answer(lesson, moment.value, said, right, chance, now, today)
    if lessons:
        _hold_sessions(lessons[0], today)


def _answer(
    lesson: Taught,
    moment: str,
    said: Said,
    right: float,
    chance: random.Random,
    now: datetime,
    today: date,
) -> None:
    answers = [Answer(quiz, _choice(quiz, right, chance)) for quiz in lesson.document.quizzes]
    actions.count_answers(
        lesson=lesson.key, answers=answers, moment=moment, said=said, at=now, day=today
    )


def _choice(quiz: Quiz, right: float, chance: random.Random) -> int:
    places = range(len(quiz.choices))
    wanted = chance.random() < right
    return chance.choice([n for n in places if quiz.choices[n].right == wanted])


def _hold_sessions(lesson: Taught, today: date) -> None:
    question = lesson.document.quizzes[0].ref
    for code, audience, days_ago, women, men, before, after in _SESSIONS:
        held_on = today - timedelta(days=days_ago)
        group = actions.open_group(
            kind=Group.Kind.SESSION, audience=audience, day=held_on - timedelta(days=2)
        )
        actions.record_session(
            group=group,
            held_on=held_on,
            place=Place.objects.filter(code=code).first(),
            attendance={("female", "31-59"): women, ("male", "31-59"): men},
            cards=(CardAnswers(lesson.key, question, before, after),),
            day=today,
        )
