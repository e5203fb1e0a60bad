"""Replies: never "sent" before the platform said so, never lost, and honest about doubt."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.channels import leasing
from sasando.claims import actions
from sasando.claims.actions import replies
from sasando.claims.carrying import carry, send_one
from sasando.claims.models import Asker, Claim, Inbox, Reply
from sasando.plugins.messenger import State, Status
from tests.claims.conftest import Chat, Phone, work
from tests.claims.test_journey import RUMOUR, correct, verdict_on
from tests.desk.builders import NOW, Desk

MARIA = "6281234567890"


def test_the_receipt_of_the_platform_makes_it_sent(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    reply = Reply.objects.get()
    assert reply.state == Reply.State.SENT
    assert reply.parts == f"7/{telegram.sent[0].message_id}"
    assert reply.sent_at
    assert not reply.delivered_at


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "FIRST_WAIT", timedelta(seconds=30))


def test_what_fails_in_passing_is_sent_later(telegram: Chat, patient: None) -> None:
    telegram.fail_next(500)
    telegram.send_text(RUMOUR, user=7)
    work()
    reply = Reply.objects.get()
    assert (reply.state, reply.attempts) == (Reply.State.WAITING, 1)
    assert reply.words
    work(timezone.now() + timedelta(seconds=40))
    assert len(telegram.sent) == 1


def test_a_platform_that_asks_to_wait_is_left_alone(telegram: Chat) -> None:
    telegram.fail_next(429, "Too Many Requests", retry_after=40)
    for user in (1, 2, 3):
        telegram.send_text(RUMOUR, user=user)
    work()
    assert not telegram.sent
    work(timezone.now() + timedelta(seconds=30))
    assert not telegram.sent
    work(timezone.now() + timedelta(seconds=50))
    assert sorted(message.chat for message in telegram.sent) == [1, 2, 3]


def test_a_refusal_is_shown_and_can_be_mended(telegram: Chat) -> None:
    telegram.fail_next(400, "Bad Request: something")
    telegram.send_text(RUMOUR, user=7)
    work()
    reply = Reply.objects.failed().get()
    assert "something" in reply.words
    actions.retry_reply(reply=reply, at=timezone.now())
    work()
    assert Reply.objects.get().state == Reply.State.SENT


def test_who_mends_takes_no_reply_from_the_worker_that_sends_it(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    _answer_all()
    later = timezone.now() + timedelta(seconds=4)
    held = replies.claim_reply(at=later)
    assert held is not None
    for at in (later, later + replies.LEASE + timedelta(seconds=1)):  # it is sent, or in doubt
        assert not actions.retry_reply(reply=held, at=at)
        assert Reply.objects.get().lease == held.lease


def test_replies_to_one_asker_keep_their_order(telegram: Chat, patient: None) -> None:
    telegram.fail_next(500)
    telegram.send_text(RUMOUR, user=7)
    work()
    telegram.send_text("bantuan", user=7)
    work()
    assert not telegram.sent
    work(timezone.now() + timedelta(seconds=40))
    assert ["Belum ada jawaban" in m.text for m in telegram.sent] == [True, False]


def test_a_reply_whose_worker_died_waits_for_word_of_the_platform(whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    _answer_all()
    later = timezone.now() + timedelta(seconds=4)
    reply = replies.claim_reply(at=later)
    assert reply is not None
    _send_and_die(reply, whatsapp)
    after = later + replies.LEASE + timedelta(seconds=1)
    assert not send_one(after), "it may have come through: it waits"
    whatsapp.tell(whatsapp.sent[0], "delivered")
    work(after + timedelta(minutes=5))
    assert len(whatsapp.sent) == 1
    told = Reply.objects.get()
    assert (told.state, told.parts) == (Reply.State.SENT, whatsapp.sent[0].id)
    assert told.delivered_at


def test_a_reply_in_doubt_that_nobody_hears_of_is_sent_again(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    _answer_all()
    later = timezone.now() + timedelta(seconds=4)
    replies.claim_reply(at=later)  # and the worker dies
    after = later + replies.LEASE + timedelta(seconds=1)
    work(after)
    assert not telegram.sent
    work(after + replies.DOUBT)
    assert len(telegram.sent) == 1
    assert Reply.objects.get().state == Reply.State.SENT


def _answer_all() -> None:
    from sasando.claims.answering import answer_one

    while answer_one(timezone.now() + timedelta(seconds=4)):
        pass


def _send_and_die(reply: Reply, whatsapp: Phone) -> None:
    """The platform has it, but the worker was killed before it wrote the receipt."""
    from sasando.claims.carrying import _send

    _send(reply)
    assert len(whatsapp.sent) == 1


def test_a_worker_that_lost_its_lease_changes_nothing(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    _answer_all()
    reply = replies.claim_reply(at=timezone.now() + timedelta(seconds=4))
    assert reply is not None
    Reply.objects.update(lease="another worker's")
    carry(reply)
    assert Reply.objects.get().state == Reply.State.WAITING


def test_statuses_come_late_twice_and_out_of_order(whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    [sent] = whatsapp.sent
    for state in ("read", "delivered", "read", "sent"):
        assert whatsapp.tell(sent, state).status_code == 200
    reply = Reply.objects.get()
    assert reply.state == Reply.State.SENT
    assert reply.read_at
    assert reply.delivered_at


def test_a_failure_told_afterwards_is_shown_with_its_words(whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    whatsapp.tell(whatsapp.sent[0], "failed", code=131026, details="Message undeliverable")
    reply = Reply.objects.get()
    assert (reply.state, bool(reply.failed_at)) == (Reply.State.REFUSED, True)
    assert "131026" in reply.words


def test_outside_the_window_the_news_goes_by_template(desk: Desk, whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    Asker.objects.update(last_at=timezone.now() - timedelta(days=3))
    verdict_on(desk, Claim.objects.get())
    work()
    news = whatsapp.sent[-1]
    assert (news.kind, news.template) == ("template", "jawaban_cek")
    assert "Tidak benar petugas TPS menjual surat suara" in news.text
    assert "/v/" in news.text


def test_a_window_that_closed_on_the_way_is_told_by_template_too(
    desk: Desk, whatsapp: Phone
) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    verdict_on(desk, Claim.objects.get())
    work()
    news = whatsapp.sent[-1]
    assert news.kind != "template"
    whatsapp.tell(news, "failed", code=131047, details="More than 24 hours have passed")
    work()
    assert whatsapp.sent[-1].kind == "template"
    assert Reply.objects.filter(state=Reply.State.SENT).count() == 2


def test_a_verdict_is_told_once_a_version(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    version = verdict_on(desk, Claim.objects.get())
    assert actions.tell_verdict(version=version, at=NOW) == 0
    work()
    assert len(telegram.to(7)) == 2


def test_news_that_never_left_gives_way_to_its_correction(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    version = verdict_on(desk, Claim.objects.get())
    correct(desk, version)
    work()
    [_not_yet, news] = telegram.to(7)
    assert "hasil pemeriksaannya sudah terbit" in news.text
    assert "Yang benar begini." in news.text


def test_an_answer_that_never_left_is_replaced_by_its_correction(
    desk: Desk, telegram: Chat
) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    telegram.send_text(RUMOUR, user=2)
    _answer_all()
    correct(desk, version)
    work()
    [answer] = telegram.to(2)
    assert "Yang benar begini." in answer.text


def test_who_unsubscribed_is_not_told(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    telegram.send_text("stop", user=7)
    work()
    verdict_on(desk, Claim.objects.get())
    before = len(telegram.sent)
    work()
    assert len(telegram.sent) == before


def test_what_is_rolled_back_is_not_told(desk: Desk, telegram: Chat) -> None:
    from django.db import transaction

    telegram.send_text(RUMOUR, user=7)
    work()
    before = Reply.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        verdict_on(desk, Claim.objects.get())
        assert Reply.objects.count() == before + 1
        raise RuntimeError
    assert Reply.objects.count() == before


def test_an_inbox_that_cannot_be_opened_shows_why(telegram: Chat, patient: None) -> None:
    telegram.send_text(RUMOUR, user=7)
    _answer_all()
    Inbox.objects.update(locked_secrets="not locked with this key")
    work()
    assert not telegram.sent
    assert Reply.objects.get().state == Reply.State.WAITING
    assert "another key" in Inbox.objects.get().words


def test_nothing_personal_is_in_the_outbox(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=987654321)
    work()
    row = Reply.objects.values(
        "text", "options", "template", "handles", "words", "key", "known_id"
    ).get()
    assert "987654321" not in json.dumps(row)


def test_what_the_platform_lost_in_passing_goes_out_again(whatsapp: Phone, patient: None) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    first = Reply.objects.get()
    whatsapp.tell(whatsapp.sent[0], "failed", code=131000, details="Something went wrong")
    waiting = Reply.objects.get()
    assert (waiting.state, waiting.failed_at, waiting.sent_at) == (Reply.State.WAITING, None, None)
    assert waiting.key != first.key
    assert "131000" in waiting.words
    work()
    assert len(whatsapp.sent) == 1, "not at once"
    work(timezone.now() + timedelta(minutes=2))
    assert len(whatsapp.sent) == 2
    assert Reply.objects.get().state == Reply.State.SENT


def test_what_fails_in_passing_too_often_is_refused(whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    Reply.objects.update(attempts=replies.GIVE_UP_AFTER)
    whatsapp.tell(whatsapp.sent[0], "failed", code=131000, details="Something went wrong")
    assert Reply.objects.get().state == Reply.State.REFUSED


def test_word_of_the_first_part_does_not_settle_the_others(whatsapp: Phone) -> None:
    whatsapp.send_text(RUMOUR)
    _answer_all()
    Reply.objects.update(text="kata " * 1500, options=[])
    later = timezone.now() + timedelta(seconds=4)
    reply = replies.claim_reply(at=later)
    assert reply is not None
    inbox = reply.inbox
    told = Status(identifier="wamid.1", key=reply.key, state=State.DELIVERED, at=later)
    replies.note_status(inbox=inbox, status=told, at=later)
    unsettled = Reply.objects.get()
    assert (unsettled.state, unsettled.parts) == (Reply.State.WAITING, "wamid.1")
    assert unsettled.lease == reply.lease
    after = later + replies.LEASE + timedelta(seconds=1)
    work(after)
    work(after + replies.DOUBT)
    settled = Reply.objects.get()
    assert settled.state == Reply.State.SENT
    assert len(whatsapp.sent) == 1, "only the part that was missing"
    assert settled.parts == f"wamid.1 {whatsapp.sent[0].id}"
