"""The chats of YouTube and Facebook, from their strict contract servers to the desk and back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.channels.builtin.broadcasters.facebook_comments import Listener
from sasando.live import actions
from sasando.live.chats import Listeners
from sasando.live.models import Broadcast, Question
from sasando.live.replying import next_question_replies
from sasando.plugins.broadcaster import BroadcastPlan
from tests.desk.builders import Desk
from tests.live.booth import a_broadcast, rounds
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_server import YouTubeServer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
SECRET = ("token", "client_secret", "refresh_token", "app_secret")


@pytest.fixture(autouse=True)
def loopback(settings) -> None:
    settings.ALLOW_LOOPBACK_OUTLETS = True


@pytest.fixture
def youtube() -> Iterator[YouTubeServer]:
    with YouTubeServer() as server:
        yield server
        server.hang_up()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server
        server.close_streams()


def announced(production, desk: Desk, broadcaster: str, options: dict[str, str]) -> Broadcast:
    """A broadcast that the platform itself knows."""
    row = a_broadcast(
        production,
        desk.pos,
        code=broadcaster,
        broadcaster=broadcaster,
        options={k: v for k, v in options.items() if k not in SECRET},
        secrets={k: v for k, v in options.items() if k in SECRET},
    )
    soon = timezone.now() + timedelta(hours=2)
    plan = BroadcastPlan(title="Bincang", description="Siaran", starts_at=soon)
    there = row.account.open().schedule(plan, key="s-1")
    row.identifier, row.extra = there.identifier, dict(there.extra)
    row.save()
    return row


def answer(desk: Desk, question: Question, words: str) -> None:
    actions.answer_question(question=question, answer=words, by=desk.editor, at=timezone.now())
    for carry in next_question_replies(timezone.now()):
        carry()
    question.refresh_from_db()


def test_youtube_from_the_chat_to_the_reply_in_it(production, desk: Desk, youtube) -> None:
    announced(production, desk, "youtube-live", youtube.options)
    worker = Listeners()
    youtube.say("Kapan <b>DPT</b> diumumkan? 🇮🇩", "Maria Bria")
    youtube.say("mantap", "Nus")
    rounds(worker, lambda: Question.objects.exists())
    question = Question.objects.get()
    assert (question.source, question.text, question.name) == (
        "youtube",
        "Kapan <b>DPT</b> diumumkan? 🇮🇩",
        "Maria",
    )
    said = youtube.messages[0]["id"]
    answer(desk, question, "DPT diumumkan 20 September.")
    assert question.reply == "sent"
    reply = youtube.messages[-1]
    assert question.receipt == reply["id"]
    assert reply["snippet"]["displayMessage"].startswith("@Maria Bria DPT diumumkan")
    youtube.say("", kind="tombstone", id=said)
    rounds(worker, lambda: Question.objects.filter(hidden="gone").exists())


def test_facebook_from_the_comment_to_the_answer_below_it(
    production, desk: Desk, graph, monkeypatch
) -> None:
    monkeypatch.setattr(Listener, "pause_s", 0.1)
    announced(production, desk, "facebook-live", graph.options)
    worker = Listeners()
    remark = graph.write("Benarkah TPS 3 dipindah ke Lasiana?", name="Ina Kale")
    rounds(worker, lambda: Question.objects.exists())
    question = Question.objects.get()
    assert (question.source, question.name, question.rumour) == ("facebook", "Ina", True)
    graph.lose_next(on=f"{remark.id}/comments")  # it arrived, and the answer was lost
    answer(desk, question, "Tidak. TPS 3 tetap di Oesapa.")
    assert (question.reply, question.receipt) == ("waiting", "")
    later = timezone.now() + timedelta(minutes=1)
    for carry in next_question_replies(later):
        carry()
    question.refresh_from_db()
    below = [one for one in graph.remarks.values() if one.on == remark.id]
    assert [one.id for one in below] == [question.receipt]
    assert question.reply == "sent" and not question.handle
