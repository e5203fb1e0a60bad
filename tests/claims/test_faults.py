"""An inbox that cannot send: nothing behind it is lost, nobody retries by hand, the desk reads why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sasando.channels import leasing
from sasando.claims import actions
from sasando.claims.actions import faults, replies
from sasando.claims.intake import polling
from sasando.claims.models import Asker, Inbox, Reply
from sasando.cli.diagnosis import _inboxes
from sasando.parties.models import Person
from sasando.plugins.messenger import InboxFault, Interrupted
from tests.claims.conftest import Chat, Phone, work
from tests.claims.test_journey import RUMOUR
from tests.claims.test_polling import Box
from tests.desk.builders import Desk

RENEWED = "8012345678:AAH-another-token-of-the-same-bot"
HOUR = timedelta(hours=1)


class Clock:
    """What the house takes for the time."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def pass_by(self, step: timedelta, times: int = 1) -> None:
        """Let time pass, and the workers work after each step."""
        for _ in range(times):
            self.now += step
            work(self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    monkeypatch.setattr(leasing, "FIRST_WAIT", timedelta(seconds=30))  # longer than ``work`` looks
    return clock


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When a reply failed."""
    found: list[datetime] = []
    fail: Callable[..., None] = actions.fail_reply

    def counting(**values: Any) -> None:
        found.append(values["at"])
        fail(**values)

    monkeypatch.setattr(actions, "fail_reply", counting)
    return found


@pytest.fixture
def shut(clock: Clock, telegram: Chat) -> Chat:
    """A bot whose token is none any more, with five people who wait for its answer."""
    telegram.token = RENEWED
    for user in range(1, 6):
        telegram.send_text(RUMOUR, user=user)
    work()
    assert not telegram.sent
    return telegram


def renew() -> None:
    inbox = Inbox.objects.get(code="telegram")
    inbox.lock_secrets(inbox.secrets | {"token": RENEWED})
    inbox.save(update_fields=["locked_secrets"])


def states() -> set[str]:
    return set(Reply.objects.values_list("state", flat=True))


def test_a_token_that_ended_costs_no_reply(shut: Chat, clock: Clock, tries: list[datetime]) -> None:
    began = clock.now
    clock.pass_by(timedelta(minutes=10), times=12 * 6)
    assert len(tries) > replies.GIVE_UP_AFTER
    assert states() == {Reply.State.WAITING}
    assert max(Reply.objects.values_list("attempts", flat=True)) == 1
    inbox = Inbox.objects.get()
    assert inbox.faulted_at == began
    assert "Perbarui tokennya" in inbox.words
    renew()
    clock.pass_by(faults.LONGEST_WAIT)
    assert sorted(message.chat for message in shut.sent) == [1, 2, 3, 4, 5]
    inbox.refresh_from_db()
    assert (inbox.words, inbox.faulted_at, inbox.held_until) == ("", None, None)


def test_it_is_tried_rarely_by_one_for_all(shut: Chat, clock: Clock, tries: list[datetime]) -> None:
    clock.pass_by(timedelta(minutes=1), times=6 * 60)
    assert len(tries) <= 20, "twice as long each time, and the others wait along"
    longest = max(b - a for a, b in pairwise(tries))
    assert longest <= faults.LONGEST_WAIT + timedelta(minutes=1)


def test_what_goes_out_again_lets_the_others_go_at_once(shut: Chat, clock: Clock) -> None:
    clock.pass_by(timedelta(minutes=30), times=6)
    renew()
    shut.send_text("bantuan", user=9)
    clock.pass_by(timedelta(seconds=1))
    assert len(shut.sent) == 6


def test_one_that_fails_alone_is_refused_in_the_end(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    at = timezone.now() + timedelta(seconds=4)
    from sasando.claims.answering import answer_one

    assert answer_one(at)
    for _ in range(replies.GIVE_UP_AFTER):
        at += HOUR
        reply = replies.claim_reply(at=at)
        assert reply is not None
        actions.fail_reply(reply=reply, error=InboxFault("no permission"), at=at)
        actions.end_fault(inbox=reply.inbox, at=at)  # another one went out
    assert Reply.objects.get().state == Reply.State.REFUSED


def test_a_long_answer_that_a_fault_interrupts_goes_on_where_it_broke_off(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)
    at = timezone.now() + timedelta(seconds=4)
    from sasando.claims.answering import answer_one

    assert answer_one(at)
    for attempt in range(2):
        reply = replies.claim_reply(at=at + attempt * HOUR)
        assert reply is not None
        error = Interrupted("token", sent=("7/1",))
        error.__cause__ = InboxFault("token")
        actions.fail_reply(reply=reply, error=error, at=at + attempt * HOUR)
    waiting = Reply.objects.get()
    assert (waiting.parts, waiting.attempts) == ("7/1", 1)
    assert Inbox.objects.get().faulted_at == at


def test_settings_that_are_saved_send_what_waited(
    shut: Chat, clock: Clock, client: Client, desk: Desk
) -> None:
    clock.pass_by(timedelta(minutes=30), times=6)
    client.force_login(Person.objects.create_superuser("admin", "a@example.org", "sandi-panjang-9"))
    inbox = Inbox.objects.get()
    edit = reverse("inboxes:edit", args=[inbox.pk])
    page = client.get(edit).content.decode()
    assert "Nothing can be sent since" in page
    assert "Perbarui tokennya" in page
    values = {
        "name": "Telegram",
        "code": "telegram",
        "organisation": desk.pos.pk,
        "messenger": "telegram",
        "language": "id",
        "place": "",
        "active": "on",
        "option_token": RENEWED,
        "option_username": inbox.options["username"],
        "option_webhook_secret": "",
        "option_server": inbox.options["server"],
    }
    assert client.post(edit, values).status_code == 302
    work()
    assert len(shut.sent) == 5


def test_an_inbox_that_fails_is_on_the_first_screen_and_in_the_doctors_words(
    shut: Chat, client: Client, desk: Desk
) -> None:
    client.force_login(desk.checker)
    for name in ("wagtailadmin_home", "sasando_replies"):
        page = client.get(reverse(name)).content.decode()
        assert "Nothing can be sent by Telegram since" in page
        assert "Perbarui tokennya" in page
    [problem, found] = _inboxes()
    assert "token" in problem.message
    assert "5 wait" in found.message
    assert found.wrong


def test_one_button_tries_all_of_an_inbox_again(
    shut: Chat, clock: Clock, client: Client, desk: Desk
) -> None:
    other = Inbox.objects.create(
        code="lain", name="Lain", organisation=desk.pos, messenger="telegram"
    )
    first = Reply.objects.order_by("pk").first()
    assert first is not None
    Reply.objects.create(
        inbox=other, asker=first.asker, reason=first.reason, text="…", key="k", created_at=clock.now,
        due_at=clock.now, state=Reply.State.REFUSED,
    )  # fmt: skip
    Reply.objects.filter(pk=first.pk).update(state=Reply.State.REFUSED, attempts=12)
    Asker.objects.filter(replies__in=Reply.objects.order_by("-pk")[1:2]).update(gone_at=clock.now)
    Reply.objects.filter(asker__gone_at__isnull=False).update(state=Reply.State.REFUSED)
    client.force_login(desk.checker)
    page = client.get(reverse("sasando_replies")).content.decode()
    assert page.count("Try all of this inbox again") == 2
    assert page.count("Try again now") == 2, "who is gone is not to be mended"
    renew()
    there = reverse("sasando_replies_retry", args=[first.inbox_id])
    assert client.get(there).status_code == 405
    assert client.post(there).status_code == 302
    work()
    assert len(shut.sent) == 4
    assert Reply.objects.get(inbox=other).state == Reply.State.REFUSED
    client.force_login(desk.officer)
    refused = client.post(there, headers={"x-requested-with": "XMLHttpRequest"})
    assert refused.status_code == 403


def test_a_payment_that_is_missing_is_told_afterwards_and_waited_for(
    whatsapp: Phone, clock: Clock
) -> None:
    whatsapp.send_text(RUMOUR)
    work()
    for round_ in range(1, replies.GIVE_UP_AFTER + 3):
        whatsapp.tell(whatsapp.sent[-1], "failed", code=131042, details="Business eligibility")
        waiting = Reply.objects.get()
        assert waiting.state == Reply.State.WAITING
        assert "131042" in Inbox.objects.get().words
        clock.pass_by(faults.LONGEST_WAIT)
        assert len(whatsapp.sent) == round_ + 1
    whatsapp.tell(whatsapp.sent[-1], "delivered")
    assert Reply.objects.get().state == Reply.State.SENT


def test_a_mailbox_that_is_read_but_cannot_send_says_so_still(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox.objects.create(
        code="surat", name="Surat", organisation=desk.pos, messenger="mailbox"
    )
    from django.db import transaction

    with transaction.atomic():
        at = timezone.now()
        actions.note_fault(inbox=inbox.pk, words="535 wrong", after=timedelta(), at=at)
    monkeypatch.setattr(polling, "open_inbox", lambda _inbox: Box())
    assert polling.poll_inboxes(timezone.now()) == 3
    assert Inbox.objects.get().words == "535 wrong"
