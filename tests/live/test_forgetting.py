"""Who asked stands nowhere in clear, in no log, and is forgotten a month after the episode."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sasando.claims import knowledge
from sasando.live import actions
from sasando.live.actions.chatting import Heard, claim_chats, take_heard
from sasando.live.knowing import next_matches
from sasando.live.models import OnAir, OnAirChange, Production, Question
from sasando.live.replying import next_question_replies
from sasando.plugins.broadcaster import Comment
from sasando.retention.actions import retain
from tests.claims.standin import StandIn
from tests.desk.builders import Desk
from tests.live.booth import Booth, Hall, a_broadcast

NAME, SURNAME, ACCOUNT, COMMENT = "Yuliandri", "Radjahlobo", "UCrahasia77", "LCC.komentar-55"
PHONE = "081234567890"


@pytest.fixture
def aired(production, desk: Desk, monkeypatch) -> Production:
    """An episode in which somebody asked, was shown, answered and told."""
    hall = Hall()
    monkeypatch.setattr(Booth, "hall", hall, raising=False)
    monkeypatch.setattr("sasando.live.models.broadcasts.broadcaster_named", lambda slug: Booth)
    engine = StandIn()
    monkeypatch.setattr(knowledge, "index", lambda: engine)
    a_broadcast(production, desk.pos)
    now = timezone.now()
    [reader] = claim_chats(at=now, limit=5)
    comments = [
        Comment(
            identifier=f"{COMMENT}{number}",
            text=f"{text} WA {PHONE}",
            author=f"{NAME} {SURNAME}",
            author_id=ACCOUNT,
            at=now,
        )
        for number, text in enumerate(("Kapan TPS 3 dibuka?", "Apa syarat pindah memilih?"))
    ]
    first, _second = take_heard(reader=reader, heard=Heard(comments=comments, cursor="c"), at=now)
    while works := next_matches(now + timedelta(minutes=1)):
        for work in works:
            work()
    actions.put_question_on_air(question=first, seen=0, by=desk.editor, at=now)
    actions.answer_question(question=first, answer="Pukul 07.00.", by=desk.editor, at=now)
    for carry in next_question_replies(timezone.now()):
        carry()
    assert len(hall.replies) == 1
    return production


KEPT = timedelta(days=30)


def forgotten(at: datetime) -> int:
    """Of how many episodes it is forgotten who asked."""
    return retain(at=at, only="live.viewers")["live.viewers"]


def told_at(*words: str) -> set[str]:
    """Return every column of the whole database in which one of ``words`` stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [
                c.name for c in connection.introspection.get_table_description(cursor, table)
            ]
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    if any(word.casefold() in text.casefold() for word in words):
                        found.add(f"{table}.{column}")
    return found


def test_accounts_surnames_and_numbers_stand_nowhere_in_clear(aired) -> None:
    assert told_at(SURNAME, ACCOUNT, COMMENT, PHONE) == set()
    assert told_at(NAME) <= {
        "sasando_live_question.name",
        "sasando_live_onair.layers",
        "sasando_live_onairchange.shows",
        "sasando_live_push.data",
    }


def test_a_month_after_the_episode_nobody_is_known_and_what_was_said_stays(aired) -> None:
    ended = timezone.now()
    Production.objects.filter(pk=aired.pk).update(state="ended", ended_at=ended)
    assert forgotten(ended + KEPT - timedelta(minutes=1)) == 0
    assert told_at(NAME)
    assert forgotten(ended + KEPT + timedelta(minutes=1)) == 1
    assert forgotten(ended + KEPT + timedelta(minutes=2)) == 0
    assert told_at(NAME, SURNAME, ACCOUNT, COMMENT, PHONE) == set()
    for question in Question.objects.all():
        assert (question.name, question.sender, question.handle, question.said) == ("", "", "", "")
        assert question.code.startswith("forgotten-")
    assert Question.objects.filter(answer="Pukul 07.00.", text__startswith="Kapan TPS 3").exists()
    assert OnAir.objects.get().layers["question"]["text"].startswith("Kapan TPS 3")
    assert OnAirChange.objects.filter(layer="question").exists()


def test_an_episode_that_never_went_live_is_forgotten_after_its_planned_end(aired) -> None:
    Production.objects.filter(pk=aired.pk).update(ended_at=None, state="cancelled")
    ends = Production.objects.get().episode.ends_at
    assert forgotten(ends + KEPT - timedelta(days=1)) == 0
    assert forgotten(ends + KEPT + timedelta(days=1)) == 1


def test_logs_name_rows_and_never_people(aired, desk: Desk, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    question = Question.objects.exclude(reply="sent").get()
    Booth.hall.errors = [ValueError(f"{NAME} {SURNAME} {ACCOUNT}")]
    actions.answer_question(question=question, answer="Ya.", by=desk.editor, at=timezone.now())
    for carry in next_question_replies(timezone.now()):
        with pytest.raises(ValueError, match=NAME):
            carry()
    question.refresh_from_db()
    assert (question.reply, question.reply_words) == ("waiting", "ValueError")
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert not any(word in logged for word in (NAME, SURNAME, ACCOUNT, COMMENT, PHONE))
