"""Lessons at the desk: every fact names its law and its day, both sides sign, all channels say it."""

from datetime import date
from typing import Any

import pytest

from sasando.desk import actions
from sasando.desk.exceptions import RuleBroken
from sasando.desk.models import LessonTerm, State
from sasando.desk.rules import problems_of
from sasando.rendering.html import article_html
from sasando.rendering.html.setting import Setting
from sasando.rendering.script import broadcast_script
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages
from tests.desk.builders import NOW, Desk


def facts(**change: Any) -> tuple[str, dict[str, Any]]:
    fact = {
        "label": "Waktu pemungutan suara",
        "value": "07.00–13.00",
        "source": "PKPU 25/2023",
        "as_of": date(2026, 11, 23),
        "note": "",
    }
    return ("facts", {"title": "Dasar hukum", "facts": [fact | change]})


QUIZ = (
    "quiz",
    {
        "question": "Jam berapa?",
        "choices": [
            {"text": "12.00", "right": False, "feedback": "Belum."},
            {"text": "13.00", "right": True, "feedback": "Ya."},
        ],
    },
)


def test_a_lesson_is_out_when_an_editor_and_an_officer_said_yes(desk: Desk) -> None:
    version = desk.proposed("lesson")
    version = actions.approve(version=version, by=desk.editor, at=NOW)
    assert version.state == State.PROPOSED
    version = actions.approve(version=version, by=desk.officer, at=NOW)
    assert version.state == State.CURRENT
    lesson = version.document.lesson
    assert lesson is not None
    assert lesson.easy == ("TPS buka jam tujuh pagi.", "TPS tutup jam satu siang.")
    assert version.path == f"/belajar/{version.slug}/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"aim": " "}, "Say what learners know"),
        ({"easy": "\n \n"}, "Write the lesson in easy words"),
        ({"easy": "x" * 501}, "at most 500 characters"),
        ({"body": [facts(source=""), QUIZ]}, "names no legal source"),
        ({"body": [facts(as_of=None), QUIZ]}, "names no legal source"),
        ({"body": [QUIZ]}, "in a fact box which law"),
        ({"body": [facts()]}, "asks at least one question"),
        (
            {"body": [facts(), ("quiz", QUIZ[1] | {"choices": [QUIZ[1]["choices"][0]] * 2})]},
            "mark exactly one answer as right",
        ),
        (
            {"terms": [LessonTerm(term="TPS", meaning="a"), LessonTerm(term="tps", meaning="b")]},
            "is explained twice",
        ),
    ],
)
def test_what_a_lesson_lacks_is_named(desk: Desk, change: dict[str, Any], said: str) -> None:
    item = desk.item("lesson", **change)
    assert any(said in problem for problem in problems_of(item, at=NOW))
    with pytest.raises(RuleBroken):
        actions.propose(item=item, by=desk.reporter, at=NOW)


def test_a_finished_lesson_lacks_nothing(desk: Desk) -> None:
    assert problems_of(desk.item("lesson"), at=NOW) == []


def test_every_channel_tells_the_fact_with_its_source_and_the_right_answer(desk: Desk) -> None:
    document = desk.published("lesson").document
    text = plain_text(document, site_url="https://x.example")
    html = article_html(document, setting=Setting(site_url="https://x.example", site_name="x"))
    for told in (text, html, "\n".join(whatsapp_messages(document))):
        for words in ("PKPU 25/2023", "23 November 2026", "TPS ditutup pukul 13.00."):
            assert words in told, (words, told)
        assert "Tempat warga memberikan suara" in told


def test_the_radio_minute_is_the_lesson_in_easy_words(desk: Desk) -> None:
    script = broadcast_script(desk.published("lesson").document, seconds=60)
    assert script.sentences == ("T-P-S buka jam tujuh pagi.", "T-P-S tutup jam satu siang.")
    assert script.seconds <= 60


def test_another_wording_is_another_question(desk: Desk) -> None:
    (before,) = desk.published("lesson").document.quizzes
    changed = QUIZ[1] | {"question": "Jam berapa TPS ditutup, ya?"}
    (after,) = desk.published("lesson", body=[facts(), ("quiz", changed)]).document.quizzes
    assert before.ref != after.ref
