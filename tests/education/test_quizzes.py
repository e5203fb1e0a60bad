"""The quiz before and after: 500 learners, gains from counts alone, and nothing that tells who."""

import random
import uuid
from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from sasando.documents.blocks import Quiz
from sasando.education import actions
from sasando.education.actions import answering
from sasando.education.gains import Counts
from sasando.education.models import AgeGroup, Group, Moment, QuizCount, Sex
from sasando.education.suppression import SMALLEST, hidden, hidden_in_all
from tests.desk.builders import NOW, Desk
from tests.education.conftest import lesson

QUIZ = "/belajar/jam-buka-tps/kuis/"


@pytest.fixture(autouse=True)
def no_flood() -> None:
    cache.clear()


def the_quiz() -> Quiz:
    return lesson("jam-buka-tps").document.quizzes[0]


def form(choice: int, moment: str = "sebelum", **said: str) -> dict[str, str]:
    return {f"jawab-{the_quiz().ref}": str(choice), "saat": moment, **said}


def rows() -> dict[str, int]:
    """How many rows every table has, and how they read where a quiz must not leave a trace."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


class Learner:
    """One simulated learner with what they would say of themselves, if anything."""

    def __init__(self, chance: random.Random) -> None:
        self.sex = chance.choices(["female", "male", ""], [55, 40, 5])[0]
        self.age = chance.choices([*AgeGroup.values, ""], [10, 60, 15, 8, 0.6, 6])[0]
        self.audience = chance.choices(["women", "first-time", "abroad", ""], [30, 40, 0.5, 29])[0]
        self.knew = chance.random() < 0.4
        self.knows = self.knew or chance.random() < 0.7

    def said(self, code: str) -> dict[str, str]:
        said = {"jk": self.sex, "umur": self.age, "untuk": self.audience, "kelas": code}
        return {name: value for name, value in said.items() if value}


def test_a_class_of_five_hundred_learns_and_nobody_can_be_told_apart(
    client: Client, taught: Desk
) -> None:
    chance = random.Random(1)
    learners = [Learner(chance) for _ in range(500)]
    made = client.post("/belajar/kelas/", {"untuk": "women"})
    code = made.headers["Location"].strip("/").rpartition("/")[2]
    before = rows()
    sent: list[tuple[str, Any]] = []
    for moment, knows in (("sebelum", "knew"), ("sesudah", "knows")):
        chance.shuffle(learners)
        for number, learner in enumerate(learners):
            choice = 1 if getattr(learner, knows) else 0
            visitor = Client()  # each comes new, as from another phone
            seen = [visitor.get(QUIZ, {"saat": moment, "kelas": code})] if number % 10 == 0 else []
            answered = visitor.post(QUIZ, form(choice, moment, **learner.said(code)))
            assert answered.status_code == 200
            for response in (*seen, answered):
                assert not response.cookies
                assert "Set-Cookie" not in response.headers
                assert "ETag" not in response.headers
                assert "no-store" in response.headers["Cache-Control"]
            assert not visitor.cookies
            sent.append((moment, learner))
    after = rows()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"sasando_education_quizcount"}
    assert_only_counts()

    counts = Counts.of(lesson("jam-buka-tps").item.translation_key)
    total = counts.total(lesson("jam-buka-tps").item.translation_key)
    knew = 100 * sum(one.knew for one in learners) / 500
    knows = 100 * sum(one.knows for one in learners) / 500
    assert (total.before, total.after) == (500, 500)
    assert total.right_before == pytest.approx(knew)
    assert total.gain == pytest.approx(knows - knew)
    assert_gains_by_sex_are_right(counts, learners)
    assert_small_counts_are_not_shown(counts, learners)
    summary = client.get(f"/belajar/kelas/{code}/").content.decode()
    assert f"{round(knows / 5) * 5} " in summary


def assert_only_counts() -> None:
    """Every column holds a word of a closed list, or a number: nothing anybody could be told by."""
    group = Group.objects.get()
    allowed = {*Sex.values, *AgeGroup.values, "women", "first-time", "abroad", group.code, ""}
    fields = {field.name for field in QuizCount._meta.get_fields()}
    assert fields == {
        *("id", "lesson", "question", "moment", "dimension", "value", "choice", "right", "count")
    }
    for row in QuizCount.objects.all():
        assert row.value in allowed
        assert row.question in ("", the_quiz().ref)
        assert row.moment in Moment.values
    # one thing is known at a time: no row has more than one value, and rows are few
    assert QuizCount.objects.count() < 200


def assert_gains_by_sex_are_right(counts: Counts, learners: list[Learner]) -> None:
    key = lesson("jam-buka-tps").item.translation_key
    found = {gain.value: gain for gain in counts.by("sex", key)}
    for sex in ("female", "male"):
        group = [one for one in learners if one.sex == sex]
        assert found[sex].before == len(group)
        learned = sum(one.knows for one in group) - sum(one.knew for one in group)
        assert found[sex].gain == pytest.approx(100 * learned / len(group))


def assert_small_counts_are_not_shown(counts: Counts, learners: list[Learner]) -> None:
    key = lesson("jam-buka-tps").item.translation_key
    for dimension, attribute in (("age", "age"), ("audience", "audience"), ("sex", "sex")):
        true = Counter(getattr(one, attribute) for one in learners)
        shown = 0
        for gain in counts.by(dimension, key):
            if gain.before is None:
                assert gain.after is None
                assert gain.right_before is gain.right_after is gain.gain is None
                continue
            assert gain.before == true[gain.value] >= SMALLEST
            shown += gain.before
        assert 500 - shown == 0 or 500 - shown >= SMALLEST


def test_what_is_hidden_cannot_be_worked_out() -> None:
    chance = random.Random(7)
    for _round in range(3000):
        cells = {
            str(n): chance.choice([0, 1, 2, 4, 5, 6, 9, 40]) for n in range(chance.randint(1, 6))
        }
        total = sum(cells.values()) + chance.choice([0, 0, 1, 3, 12])
        away = hidden(cells, total)
        shown = sum(count for name, count in cells.items() if name not in away)
        assert all(cells[name] >= SMALLEST for name in cells if name not in away)
        assert total - shown == 0 or total - shown >= SMALLEST or not shown
        both = hidden_in_all(
            [(cells, total), ({name: n + 1 for name, n in cells.items()}, total + 6)]
        )
        assert away <= both


def test_before_the_lesson_nobody_is_told_what_is_right(client: Client, taught: Desk) -> None:
    first = client.post(QUIZ, form(0)).content.decode()
    assert "TPS masih buka satu jam lagi." not in first
    assert "saat=sesudah" in first
    after = client.post(QUIZ, form(0, "sesudah")).content.decode()
    assert "TPS masih buka satu jam lagi." in after
    assert "Yang benar: 13.00." in after


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"saat": "sebelum"}, 400),  # nothing chosen
        ({"jawab": "ESSAY", "saat": "sebelum"}, 400),
        ({"jawab": "9", "saat": "sebelum"}, 400),
        ({"jawab": "-1", "saat": "sebelum"}, 400),
        ({"jawab": "١", "saat": "sebelum"}, 400),
        ({"jawab": "1", "saat": "kemarin"}, 400),
        ({"jawab": "1", "saat": "sebelum", "jk": "x"}, 400),
        ({"jawab": "1", "saat": "sebelum", "umur": "17"}, 400),
        ({"jawab": "1", "saat": "sebelum", "untuk": "<script>"}, 400),
        ({"jawab": "1", "saat": "sebelum", "kelas": "ZZZZZZ"}, 400),
    ],
)
def test_nonsense_is_refused_kindly_and_counts_nothing(
    client: Client, taught: Desk, said: dict[str, str], status: int
) -> None:
    essay = "Menurut saya pemilu itu penting. " * 400
    values = {
        (f"jawab-{the_quiz().ref}" if name == "jawab" else name): (
            essay if value == "ESSAY" else value
        )
        for name, value in said.items()
    }
    response = client.post(QUIZ, values)
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert essay not in response.content.decode()
    assert not QuizCount.objects.exists()


def test_a_class_whose_time_is_over_counts_no_more(client: Client, taught: Desk) -> None:
    group = actions.open_group(kind="class", day=NOW.date())  # long ago
    response = client.post(QUIZ, form(1, kelas=group.code))
    assert response.status_code == 400
    assert (
        "Masa kode ini sudah habis" in client.get(f"/belajar/kelas/{group.code}/").content.decode()
    )


def test_a_small_class_sees_no_figures(client: Client, taught: Desk) -> None:
    made = client.post("/belajar/kelas/", {})
    code = made.headers["Location"].strip("/").rpartition("/")[2]
    for _learner in range(SMALLEST - 1):
        client.post(QUIZ, form(1, kelas=code))
    page = client.get(f"/belajar/kelas/{code}/").content.decode()
    assert "100 " not in page
    client.post(QUIZ, form(1, kelas=code))
    assert "100 " in client.get(f"/belajar/kelas/{code}/").content.decode()


def test_a_flood_is_not_counted(
    client: Client, taught: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_MOST_A_MINUTE", 3)
    statuses = [client.post(QUIZ, form(1)).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert QuizCount.objects.get(question="", dimension="all").count == 3


def test_item_statistics_name_the_question_that_confuses(taught: Desk) -> None:
    quiz, key = the_quiz(), uuid.uuid4()
    for moment, wrong, right in (("before", 10, 10), ("after", 14, 10)):
        for choice, count in ((0, wrong), (1, right)):
            QuizCount.objects.create(
                lesson=key,
                question=quiz.ref,
                moment=moment,
                dimension="all",
                choice=choice,
                right=quiz.choices[choice].right,
                count=count,
            )
    (item,) = Counts.of(key).items([quiz])
    assert item.confuses
    assert item.mistaken == "12.00"
    assert item.right_after == pytest.approx(100 * 10 / 24)
