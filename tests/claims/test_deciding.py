"""A decision is written whole, and nothing but the decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.dispatch import Signal

from sasando.claims import actions, signals
from sasando.claims.models import Tip
from sasando.matching import Known, Source
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.desk.builders import Desk

TITLE = "KPU menetapkan 275.085 pemilih di Kota Kupang"
RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"
GROUP = -1001

SAID = {
    TITLE: Tip.State.ANSWERED,
    "275.085 pemilih kupang semua sudah mati": Tip.State.SUGGESTED,
    "pemilu?": Tip.State.ASKED_BACK,
    RUMOUR: Tip.State.UNKNOWN,
}


@contextmanager
def hearing(signal: Signal, receiver: Any) -> Iterator[None]:
    signal.connect(receiver, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver)


@pytest.mark.parametrize("text", SAID)
def test_all_that_was_decided_is_written(desk: Desk, telegram: Chat, text: str) -> None:
    desk.published("release", title=TITLE)
    work()
    telegram.send_text(text, user=7)
    assert decided_as_written() == SAID[text]


def test_of_chatter_nothing_is_left(telegram: Chat) -> None:
    telegram.send_text("besok kita arisan di rumah ibu ketua ya", user=7, group=GROUP)
    assert decided_as_written() == Tip.State.QUIET
    assert Tip.objects.values("text", "fingerprint", "decision").get() == {
        "text": "",
        "fingerprint": "",
        "decision": {},
    }


def test_chatter_whose_answer_holds_no_more_is_chatter(
    desk: Desk, telegram: Chat, engine: StandIn
) -> None:
    gone = "item:00000000-0000-0000-0000-000000000000"
    engine.put([Known(id=gone, source=Source.OFFICIAL, title=TITLE)])
    telegram.send_text(TITLE, user=7, group=GROUP)
    assert decided_as_written() == Tip.State.QUIET
    work()
    assert not telegram.sent


def test_a_tip_given_up_keeps_no_word_of_why(telegram: Chat, engine: StandIn) -> None:
    telegram.send_text(RUMOUR, user=7)
    Tip.objects.update(attempts=actions.GIVE_UP_ON_TIP, words="the index could not be read")
    assert decided_as_written() == Tip.State.UNKNOWN
    assert Tip.objects.get().words == ""


def decided_as_written() -> str:
    """Let the worker decide the one tip that waits; return how, once the row says all of it."""
    decided: list[Tip] = []
    with hearing(signals.tip_answered, lambda *, tip, **_: decided.append(tip)):
        work()
    [tip] = decided
    stored = Tip.objects.get()
    for field in Tip._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(tip, field.attname), field.name
    assert (stored.lease, stored.lease_until, stored.handles) == ("", None, [])
    return stored.state


def test_what_another_wrote_meanwhile_stays(telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=7)

    def place(*, tip: Tip, **_: Any) -> None:
        Tip.objects.filter(pk=tip.pk).update(place="53.71.01")

    with hearing(signals.tip_filed, place):
        work()
    assert Tip.objects.get().place == "53.71.01"
