"""Many questions at once: taken together, each answered once, and little asked of the database."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sasando.channels import waking
from sasando.claims import actions, answering
from sasando.claims.carrying import carry
from sasando.claims.models import Asker, Reply, Tip
from sasando.matching import Known, Source
from sasando.plugins.messenger import State
from sasando.worker import Seldom
from tests.claims.conftest import Chat, Phone, work
from tests.claims.standin import StandIn
from tests.messengers.pictures import png

RUMOUR = "Awas petugas TPS di Oesapa menjual surat suara yang sudah dicoblos"
CHECKED = "Server rekapitulasi dibobol semalam oleh peretas asing"


def _ask(telegram: Chat, people: int) -> None:
    for user in range(1, people + 1):
        assert telegram.send_text(f"{RUMOUR} nomor {user}", user=user).status_code == 200


def test_tips_are_taken_a_few_at_once_and_each_by_one_worker(telegram: Chat) -> None:
    _ask(telegram, 6)
    later = timezone.now() + timedelta(seconds=4)
    taken = [actions.claim_tips(at=later, limit=4) for _ in range(3)]
    assert [len(some) for some in taken] == [4, 2, 0]
    keys = [tip.pk for some in taken for tip in some]
    assert keys == sorted(Tip.objects.values_list("pk", flat=True)), "who waited longest is first"
    assert all(tip.attempts == 1 and tip.lease for some in taken for tip in some)


def test_what_another_worker_took_in_between_is_left_to_it(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(telegram, 3)
    later = timezone.now() + timedelta(seconds=4)
    stolen: list[Tip] = []

    def steal() -> str:
        if not stolen:
            stolen.append(Tip.objects.order_by("pk")[0])
            held = {"lease": "another's", "lease_until": later + timedelta(minutes=1)}
            Tip.objects.filter(pk=stolen[0].pk).update(**held)
        return "mine"

    monkeypatch.setattr("sasando.channels.leasing.uuid4", steal)
    mine = actions.claim_tips(at=later, limit=8)
    left = Tip.objects.exclude(pk=stolen[0].pk).order_by("pk")
    assert [tip.pk for tip in mine] == list(left.values_list("pk", flat=True))


def test_replies_taken_at_once_are_for_different_people(telegram: Chat) -> None:
    _ask(telegram, 2)
    telegram.send_text("bantuan", user=1)
    while answering.answer_one(timezone.now() + timedelta(seconds=4)):
        pass
    assert Reply.objects.count() == 3
    later = timezone.now() + timedelta(seconds=4)
    taken = actions.claim_replies(at=later, limit=8)
    assert len({reply.asker_id for reply in taken}) == len(taken) == 2


def test_a_reply_that_is_another_workers_by_now_is_not_sent(telegram: Chat) -> None:
    _ask(telegram, 1)
    later = timezone.now() + timedelta(seconds=4)
    answering.answer_one(later)
    [reply] = actions.claim_replies(at=later, limit=8)
    Reply.objects.update(lease="another worker's")
    carry(reply)
    assert not telegram.sent


def test_who_unsubscribed_meanwhile_still_gets_the_answer_asked_for(telegram: Chat) -> None:
    _ask(telegram, 1)
    later = timezone.now() + timedelta(seconds=4)
    answering.answer_one(later)
    [reply] = actions.claim_replies(at=later, limit=8)
    Asker.objects.update(stopped_at=later)
    carry(reply)
    assert len(telegram.sent) == 1


def test_the_words_in_a_picture_are_matched_at_the_first_look(
    telegram: Chat, engine: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sasando.claims.intake.reading.study", _reads(CHECKED))
    engine.put([Known(id="foreign:1", source=Source.FOREIGN, title=CHECKED)])
    seen: list[str] = []
    answer = engine.answer
    monkeypatch.setattr(
        engine, "answer", lambda message, **how: seen.append(message.text) or answer(message, **how)
    )
    telegram.send_photo(png(), user=7)
    work()
    assert seen == [CHECKED]


def _reads(words: str) -> Any:
    def study(body: bytes, *, seconds: float) -> Any:
        return SimpleNamespace(
            unread=None,
            reading=SimpleNamespace(text=words),
            picture=SimpleNamespace(to_bytes=lambda: b""),
            opened=SimpleNamespace(kind=SimpleNamespace(value="PNG")),
        )

    return study


def test_several_messages_of_a_new_sender_in_one_call_are_one_tip(whatsapp: Phone) -> None:
    texts = ("Benarkah ini?", RUMOUR)
    whatsapp.send_many([whatsapp.message("text", {"body": text}) for text in texts])
    tip = Tip.objects.get()
    assert tip.text == "\n".join(texts)


def test_a_status_that_says_no_news_writes_nothing(
    whatsapp: Phone, django_assert_max_num_queries: Any
) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    before = Reply.objects.values().get()
    with django_assert_max_num_queries(2):  # the inbox, the reply
        assert whatsapp.tell(whatsapp.sent[0], State.SENT.value).status_code == 200
    assert Reply.objects.values().get() == before


def test_word_that_it_arrived_and_was_read_is_one_statement_each(
    whatsapp: Phone, django_assert_max_num_queries: Any
) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    for state in (State.READ, State.DELIVERED):
        with django_assert_max_num_queries(2):  # the inbox, the reply
            assert whatsapp.tell(whatsapp.sent[0], state.value).status_code == 200
    reply = Reply.objects.get()
    assert reply.read_at == reply.delivered_at, "who reads it has it; what was told first stays"
    assert reply.sent_at


def test_one_question_asks_little_of_the_database(
    whatsapp: Phone, django_assert_max_num_queries: Any
) -> None:
    whatsapp.send_text(RUMOUR, phone="6281000000001")
    work()
    with django_assert_max_num_queries(16):  # savepoints count
        whatsapp.send_text(RUMOUR, phone="6281000000002")
    later = timezone.now() + timedelta(seconds=4)
    with django_assert_max_num_queries(32):
        for step in answering.next_tips(later):
            step()


def test_a_seldom_duty_is_done_at_once_and_then_in_its_own_time() -> None:
    done: list[datetime] = []
    duty = Seldom(done.append, every=timedelta(seconds=30))
    start = timezone.now()
    for seconds in (0, 5, 29, 30, 35, 61):
        duty(start + timedelta(seconds=seconds))
    assert [(at - start).seconds for at in done] == [0, 30, 61]


def test_news_wakes_the_line_it_is_for() -> None:
    tips = waking.wait_for_news(-1, 0, line="tips")
    waking.wake("replies")
    assert waking.wait_for_news(tips, 0, line="tips") == tips
    waking.wake("tips")
    assert waking.wait_for_news(tips, 0, line="tips") == tips + 1
    waking.wake("")
    assert waking.wait_for_news(tips, 0, line="tips") == tips + 2


def test_who_waited_gets_the_reply_without_a_sign_first_that_it_was_read(whatsapp: Phone) -> None:
    assert whatsapp.send_text(RUMOUR).status_code == 200
    work()
    assert len(whatsapp.read) == 1, "in a quiet hour it is shown at once that somebody reads"
    assert whatsapp.send_text(f"{RUMOUR} lagi").status_code == 200
    while answering.answer_one(timezone.now() + timedelta(seconds=4)):
        pass
    Reply.objects.filter(state=Reply.State.WAITING).update(due_at=timezone.now() - timedelta(2))
    work()
    assert len(whatsapp.sent) == 2
    assert len(whatsapp.read) == 1
