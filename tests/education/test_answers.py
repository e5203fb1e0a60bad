"""Who asks what a lesson teaches is led to the lesson: on the check page, by the bot, by the API."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from sasando.channels.privacy import make_asker_key
from sasando.claims import actions as claims
from sasando.claims.answers import known_version
from sasando.claims.knowledge import index, take_in
from sasando.matching import Message
from tests.desk.builders import Desk
from tests.education.conftest import lesson


@pytest.fixture
def known(taught: Desk, settings, tmp_path: Path) -> Desk:
    settings.INDEX = tmp_path / "index"
    make_asker_key()
    claims.note_everything(at=timezone.now())
    while take_in(timezone.now()):
        pass
    return taught


def test_a_question_of_the_quiz_is_answered_from_its_lesson(known: Desk) -> None:
    found = index().answer(Message("jam berapa TPS ditutup ya?"), at=timezone.now())
    own = {known_version(lesson(slug).item.uuid) for slug in ("jam-buka-tps", "pemilih")}
    assert found.matches
    assert found.matches[0].known.id in own


def test_the_check_page_leads_to_the_lesson(client: Client, known: Desk) -> None:
    sent = {"text": "jam berapa TPS ditutup ya?"}
    answer = client.post("/api/v1/check", sent, content_type="application/json")
    assert "/belajar/" in answer.content.decode()
