"""Floods and hard deaths: each sender has an allowance, and no tip keeps killing workers."""

import pytest
from django.utils import timezone

from sasando.claims import actions, answering
from sasando.claims.actions import replies
from sasando.claims.exceptions import TooMany
from sasando.claims.models import Asker, Claim, Inbox, Reply, Sighting, Tip, TipCount
from sasando.plugins.messenger import PairLimit
from tests.claims.conftest import Chat, work
from tests.claims.test_intake import incoming
from tests.claims.test_journey import RUMOUR
from tests.desk.builders import NOW, Desk


@pytest.mark.parametrize("text", ["bantuan", "english", "mulai"])
def test_a_flood_of_commands_is_not_answered_one_by_one(inbox: Inbox, text: str) -> None:
    for number in range(60):
        actions.receive(inbox=inbox, incoming=incoming(number, text), at=NOW)
    assert Reply.objects.count() == 30


def test_who_wants_to_be_left_alone_is_obeyed_in_any_flood(inbox: Inbox) -> None:
    for number in range(60):
        actions.receive(inbox=inbox, incoming=incoming(number, "bantuan"), at=NOW)
    before = Reply.objects.count()
    for number in range(100, 120):
        actions.receive(inbox=inbox, incoming=incoming(number, "stop"), at=NOW)
    assert Asker.objects.get().stopped_at
    assert Reply.objects.count() == before + 1
    actions.receive(inbox=inbox, incoming=incoming(200, "hapus"), at=NOW)
    assert Asker.objects.get().expires_at == NOW
    assert Reply.objects.count() == before + 1


def test_a_limit_of_one_person_holds_nobody_else_back(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    telegram.send_text(RUMOUR, user=2)
    later = timezone.now() + answering.actions.answering.LEASE
    while answering.answer_one(later):
        pass
    reply = replies.claim_reply(at=later)
    assert reply is not None
    words = "(Business Account, Consumer Account) pair rate limit hit"
    replies.fail_reply(reply=reply, error=PairLimit(words, after=replies.LEASE), at=later)
    assert not Reply.objects.exclude(pk=reply.pk).filter(due_at__gt=later).exists()


def test_a_tip_that_kills_its_workers_goes_to_the_desk_unread(
    desk: Desk, telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.send_text(RUMOUR, user=7)
    Tip.objects.update(attempts=actions.GIVE_UP_ON_TIP)

    def killed(tip: Tip) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(answering, "read", killed)
    work()
    assert "Belum ada jawaban" in telegram.sent[-1].text
    assert Claim.objects.exists()


def test_what_a_flooding_visitor_saw_is_counted(desk: Desk) -> None:
    first = actions.receive_on_site(
        text=RUMOUR, pictures=[], language="id", sender="10.0.0.1", at=NOW, hold=True
    )
    answering.answer_now(first)
    with pytest.raises(TooMany):
        for _number in range(40):
            actions.receive_on_site(
                text=RUMOUR, pictures=[], language="id", sender="10.0.0.2", at=NOW
            )
    assert Sighting.objects.get().count == 2


def test_a_mind_changed_again_and_again_is_counted_once(desk: Desk) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    work()
    tip = actions.receive_on_site(
        text="jadwal acara terbuka minggu depan",
        pictures=[],
        language="id",
        sender="10.0.0.1",
        at=NOW,
        hold=True,
    )
    answering.answer_now(tip)
    for choice in ("x", "1", "x", "1", "x"):
        tip = actions.choose_on_site(tip=tip, choice=choice, at=NOW)
    assert TipCount.objects.get(outcome=Tip.State.UNKNOWN).count == 1


def test_nobody_is_flooded_with_answers_to_mails_that_others_wrote(inbox: Inbox) -> None:
    for number in range(60):
        mail = incoming(number, "bantuan", sender=f"{number}@a.id", address="maria@b.id")
        actions.receive(inbox=inbox, incoming=mail, at=NOW)
    assert Reply.objects.count() == 30


def test_one_sender_has_no_answers_sent_to_many(inbox: Inbox) -> None:
    for number in range(60):
        mail = incoming(number, "bantuan", sender="tono@a.id", address=f"{number}@b.id")
        actions.receive(inbox=inbox, incoming=mail, at=NOW)
    assert Reply.objects.count() == 30


def test_in_a_group_each_has_an_own_allowance(inbox: Inbox) -> None:
    for number in range(60):
        said = incoming(number, "bantuan", sender=str(number), address="-100", in_group=True)
        actions.receive(inbox=inbox, incoming=said, at=NOW)
    assert Reply.objects.count() == 60
