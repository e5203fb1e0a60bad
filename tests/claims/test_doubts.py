"""One person's "no" is their own question back at the desk; several undo what was settled."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.actions.choosing import VOICES
from sasando.claims.answering import answer_now
from sasando.claims.exceptions import WrongState
from sasando.claims.models import Alias, Claim, Feedback, Tip, TipCount
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.claims.test_journey import RUMOUR, verdict_on
from tests.desk.builders import Desk


@pytest.fixture
def settled(desk: Desk, telegram: Chat) -> Claim:
    """A claim with a verdict, that VOICES + 1 people asked about and were answered."""
    telegram.send_text(RUMOUR, user=1)
    work()
    claim = Claim.objects.get()
    verdict_on(desk, claim)
    work()
    for user in range(2, VOICES + 3):
        telegram.send_text(RUMOUR, user=user)
    work()
    assert Tip.objects.filter(state=Tip.State.ANSWERED).count() == VOICES + 1
    return claim


@pytest.fixture
def refuse(telegram: Chat) -> Callable[[int], None]:
    def say_no(user: int) -> None:
        telegram.press(telegram.to(user)[0].buttons[1][1], user=user, on=telegram.to(user)[0])
        work()

    return say_no


def test_one_no_moves_but_ones_own_question(
    settled: Claim, telegram: Chat, refuse: Callable[[int], None]
) -> None:
    for _ in range(VOICES):
        refuse(2)
    settled.refresh_from_db()
    assert settled.state == Claim.State.SETTLED
    labels = Feedback.objects.filter(meant=False)
    assert {label.tip for label in labels} == {_of(2)}
    assert (_of(2).state, _of(2).claim) == (Tip.State.UNKNOWN, settled)
    assert _of(3).state == Tip.State.ANSWERED
    assert "Belum ada jawaban" in telegram.to(2)[-1].text
    assert TipCount.objects.get(outcome=Tip.State.UNKNOWN).count == 2  # the first asker's, and this
    assert list(Claim.objects.doubted()) == [settled]


def test_what_several_refuse_is_unlearnt(
    settled: Claim, refuse: Callable[[int], None], engine: StandIn
) -> None:
    assert engine.aliases
    for user in range(2, VOICES + 1):
        refuse(user)
    assert engine.aliases
    refuse(VOICES + 1)
    assert not engine.aliases
    assert not Alias.objects.exists()


def test_several_open_it_again(settled: Claim, refuse: Callable[[int], None]) -> None:
    for user in range(2, VOICES + 2):
        assert Claim.objects.get().state == Claim.State.SETTLED
        refuse(user)
    assert Claim.objects.get().state == Claim.State.OPEN
    assert not Claim.objects.doubted().exists()


def test_what_was_doubted_before_it_was_settled_again_counts_no_more(
    settled: Claim, refuse: Callable[[int], None]
) -> None:
    for user in range(2, VOICES + 2):
        refuse(user)
    Claim.objects.update(state=Claim.State.SETTLED, closed_at=timezone.now())
    assert not Claim.objects.doubted().exists()
    refuse(VOICES + 2)
    assert Claim.objects.get().state == Claim.State.SETTLED


def test_visitors_of_the_site_are_one_voice(settled: Claim) -> None:
    for number in range(VOICES + 1):
        tip = actions.receive_on_site(
            text=RUMOUR,
            pictures=[],
            language="id",
            sender=f"10.0.0.{number}",
            at=timezone.now(),
            hold=True,
        )
        answer_now(tip)
        actions.choose_on_site(tip=tip, choice="n", at=timezone.now())
    assert Claim.objects.get().state == Claim.State.SETTLED
    assert Claim.objects.doubted().exists()


def test_the_desk_sees_doubts_and_may_take_the_claim_up(
    settled: Claim, desk: Desk, refuse: Callable[[int], None], client: Client
) -> None:
    with pytest.raises(WrongState):
        actions.reopen(claim=settled, by=desk.checker, at=timezone.now())
    refuse(2)
    client.force_login(desk.checker)
    listed = client.get(reverse("sasando_claims"), {"state": "doubted"}).content.decode()
    assert "Answer doubted</option>" in listed or "Answer doubted (1)" in listed
    assert RUMOUR[:30] in listed
    page = client.get(reverse("sasando_claim", args=[settled.pk])).content.decode()
    assert "says that the answer is not theirs" in page
    actions.reopen(claim=settled, by=desk.checker, at=timezone.now())
    assert Claim.objects.get().state == Claim.State.OPEN


def _of(user: int) -> Tip:
    return Tip.objects.order_by("pk")[user - 1]
