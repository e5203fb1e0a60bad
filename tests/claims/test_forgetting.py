"""What was sent comes to an end: by one word, or with time. Nothing writes it back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.answering import answer_one
from sasando.claims.intake import reading
from sasando.claims.models import Alias, Asker, Inbox, Reply, Tip, TipPicture
from sasando.retention.actions import retain
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.claims.test_intake import RUMOUR, incoming
from tests.desk.builders import NOW, Desk
from tests.messengers.pictures import png


def test_who_is_forgotten_while_a_picture_is_read_stays_forgotten(
    telegram: Chat, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = reading.study

    def forgotten_meanwhile(body: bytes, *, seconds: float):
        actions.forget(asker=Asker.objects.get(), at=timezone.now())
        return study(body, seconds=seconds)

    monkeypatch.setattr(reading, "study", forgotten_meanwhile)
    telegram.send_photo(png(), user=7, caption=RUMOUR)
    answer_one(timezone.now() + timedelta(seconds=4))
    assert not TipPicture.objects.exists()
    assert not [path for path in (house / "media").rglob("*") if path.is_file()]
    tip = Tip.objects.get()
    assert (tip.text, tip.read_text, tip.links, tip.asker) == ("", "", [], None)


def test_what_was_said_ends_with_time_though_its_asker_writes_on(
    inbox: Inbox, telegram: Chat
) -> None:
    old = actions.receive(inbox=inbox, incoming=incoming(1), at=NOW)
    soon = NOW + timedelta(days=29)
    new = actions.receive(inbox=inbox, incoming=incoming(2), at=soon)
    assert retain(at=NOW + timedelta(days=31), only="claims")["claims.askers"] == 0
    assert old is not None
    assert new is not None
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.text, old.external_id) == ("", "")
    assert new.text


def test_a_visitors_words_end_with_time_too(desk: Desk) -> None:
    actions.receive_on_site(text=RUMOUR, pictures=[png()], language="id", sender="::1", at=NOW)
    retain(at=NOW + timedelta(days=31), only="claims")
    assert Tip.objects.get().text == ""
    assert not TipPicture.objects.exists()


def test_the_words_of_the_platform_go_with_the_asker(telegram: Chat) -> None:
    telegram.fail_next(400, "Bad Request: chat 7 something")
    telegram.send_text(RUMOUR, user=7)
    work()
    assert Reply.objects.get().words
    retain(at=timezone.now() + timedelta(days=31), only="claims")
    assert Reply.objects.get().words == ""


@pytest.mark.parametrize("others", [True, False])
def test_what_nobody_else_sent_is_unlearnt(
    desk: Desk, telegram: Chat, engine: StandIn, others: bool
) -> None:
    telegram.send_text(RUMOUR, user=7)
    if others:
        telegram.send_text(RUMOUR, user=8)
    work()
    tip = Tip.objects.get(asker=Asker.objects.earliest("pk"))
    actions.remember(tip=tip, known_id="stage:pilkada2024/x", at=NOW)
    work()
    assert engine.aliases
    telegram.send_text("hapus", user=7)
    work()
    assert Alias.objects.exists() == others
    assert bool(engine.aliases) == others


def test_what_comes_again_while_it_is_unlearnt_stays(
    desk: Desk, telegram: Chat, engine: StandIn
) -> None:
    telegram.send_text(RUMOUR, user=7)
    work()
    actions.remember(tip=Tip.objects.get(), known_id="stage:pilkada2024/x", at=NOW)
    work()
    actions.forget(asker=Asker.objects.get(), at=timezone.now())
    assert Alias.objects.get().forgotten
    tip = Tip(text=RUMOUR, fingerprint=Alias.objects.get().fingerprint, received_at=NOW)
    tip.ready_at = NOW
    tip.save()
    actions.remember(tip=tip, known_id="stage:pilkada2024/x", at=NOW)
    work()
    assert not Alias.objects.get().forgotten
    assert engine.aliases
