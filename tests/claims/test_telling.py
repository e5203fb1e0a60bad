"""What was true when it was queued may be wrong when it leaves: nobody is told an old verdict."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.channels import leasing
from sasando.claims import actions
from sasando.claims.models import Asker, Claim, Reply
from sasando.desk import actions as desk_actions
from tests.claims.conftest import Chat, Phone, work
from tests.claims.test_journey import RUMOUR, correct, verdict_on
from tests.desk.builders import NOW, Desk

AGAIN = "Yang benar begini."


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "FIRST_WAIT", timedelta(seconds=30))


def withdraw(desk: Desk, version):
    version.refresh_from_db()
    return desk_actions.withdraw(version=version, by=desk.checker, reason="Keliru.", at=NOW)


def later() -> None:
    work(timezone.now() + timedelta(minutes=5))


def test_what_failed_in_passing_does_not_follow_its_withdrawal(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    version = verdict_on(desk, Claim.objects.get())
    telegram.fail_next(500)
    work()
    withdraw(desk, version)
    later()
    [_not_yet, last] = telegram.to(7)
    assert "sudah ditarik" in last.text


def test_who_unsubscribed_after_a_failure_is_not_told(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    verdict_on(desk, Claim.objects.get())
    telegram.fail_next(500)
    work()
    Asker.objects.update(stopped_at=timezone.now())
    later()
    assert len(telegram.to(7)) == 1


@pytest.mark.parametrize("state", [Reply.State.SENT, Reply.State.DROPPED])
def test_a_late_failure_brings_no_old_verdict_back(desk: Desk, whatsapp: Phone, state: str) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    news = whatsapp.sent[-1]
    correct(desk, version)
    work()
    Reply.objects.filter(reason="verdict").update(state=state)
    before = len(whatsapp.sent)
    whatsapp.tell(news, "failed", code=131047, details="More than 24 hours have passed")
    later()
    assert len(whatsapp.sent) == before
    assert Reply.objects.get(reason="verdict").state == Reply.State.DROPPED


def test_who_was_refused_the_news_gets_the_next_version_once(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    version = verdict_on(desk, Claim.objects.get())
    telegram.fail_next(400, "Bad Request: something")
    work()
    refused = Reply.objects.failed().get()
    correct(desk, version)
    work()
    actions.retry_reply(reply=refused, at=timezone.now())
    later()
    [_not_yet, news] = telegram.to(7)
    assert AGAIN in news.text


def test_who_was_refused_an_answer_gets_the_next_version(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    telegram.fail_next(400, "Bad Request: something")
    telegram.send_text(RUMOUR, user=2)
    work()
    correct(desk, version)
    work()
    [answer] = telegram.to(2)
    assert AGAIN in answer.text


def test_a_verdict_after_a_withdrawal_reaches_those_told_before(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    withdraw(desk, version)
    assert Claim.objects.get().state == Claim.State.OPEN
    work()
    correct(desk, version)
    work()
    assert AGAIN in telegram.to(7)[-1].text
    assert len(telegram.to(7)) == 4
    assert Claim.objects.get().state == Claim.State.SETTLED


def test_who_asks_after_a_withdrawal_stands_on_the_desks_list(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    withdraw(desk, version)
    Claim.objects.update(state=Claim.State.SETTLED)  # as if it had expired
    work()
    telegram.send_text(RUMOUR, user=2)
    work()
    assert "Belum ada jawaban" in telegram.to(2)[-1].text
    assert Claim.objects.open().get().tip_count == 2


def test_who_asks_about_a_dropped_claim_brings_it_back(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    actions.drop(claim=Claim.objects.get(), because="Ini lelucon.", by=desk.checker, at=NOW)
    telegram.send_text(RUMOUR, user=2)
    work()
    assert Claim.objects.open().get().tip_count == 2


def test_who_says_no_to_a_verdict_takes_it_from_nobody_else(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    verdict_on(desk, Claim.objects.get())
    work()
    telegram.send_text(RUMOUR, user=2)
    work()
    telegram.press(telegram.sent[-1].buttons[-1][1], user=2)
    work()
    assert "Belum ada jawaban" in telegram.to(2)[-1].text
    assert not Claim.objects.open().exists()
    assert Claim.objects.doubted().exists()
    telegram.send_text(RUMOUR, user=3)
    work()
    assert "Cek fakta: Salah" in telegram.to(3)[-1].text
