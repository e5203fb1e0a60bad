"""What cannot be fetched just now is waited for a while; then the rest of the message is answered."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.actions.answering import WAITS
from sasando.claims.answering import answer_one
from sasando.claims.models import Claim, Inbox, Tip, TipPicture
from tests.claims.conftest import Chat, work
from tests.claims.test_journey import RUMOUR
from tests.desk.builders import Desk
from tests.messengers.pictures import png
from tests.messengers.telegram_html import Bad

TITLE = "KPU menetapkan 275.085 pemilih di Kota Kupang"


def give_no_picture(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch, *, code: int = 500, **parameters: int
) -> list[str]:
    """Let the platform fail to give files; return those it still gives."""
    given: list[str] = []
    give = telegram._getFile

    def getting(values: dict[str, Any]) -> dict[str, Any]:
        if values["file_id"] not in given:
            raise Bad(code, "Not just now", **parameters)
        return give(values)

    monkeypatch.setattr(telegram, "_getFile", getting)
    return given


def try_again(moment: datetime, times: int = 1) -> datetime:
    for _ in range(times):
        assert answer_one(moment)
        moment += timedelta(minutes=2)
    return moment


def later() -> datetime:
    return timezone.now() + timedelta(seconds=4)


@pytest.fixture
def known(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title=TITLE)
    work()


def test_words_beside_a_picture_that_cannot_be_fetched_are_answered(
    telegram: Chat, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_no_picture(telegram, monkeypatch)
    telegram.send_photo(png(), TITLE, user=7)
    moment = try_again(later(), len(WAITS))
    assert Tip.objects.get().state == Tip.State.WAITING
    work(try_again(moment))
    assert Tip.objects.get().state == Tip.State.ANSWERED
    assert "Informasi resmi" in telegram.sent[-1].text
    picture = TipPicture.objects.get()
    assert picture.state == TipPicture.State.REFUSED
    assert "Not just now" in picture.words


def test_the_waits_grow(telegram: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    give_no_picture(telegram, monkeypatch)
    telegram.send_photo(png(), RUMOUR, user=7)
    moment = later()
    for wait in WAITS:
        before = timezone.now()
        moment = try_again(moment)
        assert before + wait <= Tip.objects.get().ready_at <= timezone.now() + wait


def test_a_platform_that_asks_to_wait_is_not_asked_before(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_no_picture(telegram, monkeypatch, code=429, retry_after=40)
    telegram.send_photo(png(), RUMOUR, user=7)
    before = timezone.now()
    try_again(later())
    assert Tip.objects.get().ready_at >= before + timedelta(seconds=40)


def test_who_asks_does_not_wait_an_hour_for_a_picture(
    telegram: Chat, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_no_picture(telegram, monkeypatch, code=429, retry_after=3000)
    telegram.send_photo(png(), TITLE, user=7)
    try_again(later())
    assert Tip.objects.get().state == Tip.State.ANSWERED


def test_the_other_pictures_are_read(telegram: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        telegram.send_photo(png(), RUMOUR, user=7, album="album-1")
    lost, seen = TipPicture.objects.order_by("number")
    give_no_picture(telegram, monkeypatch).append(seen.handle)
    try_again(later(), actions.GIVE_UP_ON_TIP)
    for picture, state in ((lost, TipPicture.State.REFUSED), (seen, TipPicture.State.READ)):
        picture.refresh_from_db()
        assert picture.state == state
    assert Claim.objects.get().wording.startswith(RUMOUR)


def test_of_a_picture_that_came_alone_another_is_asked_for(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_no_picture(telegram, monkeypatch)
    telegram.send_photo(png(), user=7)
    work(try_again(later(), actions.GIVE_UP_ON_TIP))
    assert "tidak bisa kami buka" in telegram.sent[-1].text
    assert not Claim.objects.exists()


def test_an_inbox_that_cannot_be_opened_costs_the_picture_and_no_word(
    telegram: Chat, known: None
) -> None:
    telegram.send_photo(png(), TITLE, user=7)
    Inbox.objects.update(locked_secrets="not locked with this key")
    try_again(later(), actions.GIVE_UP_ON_TIP)
    assert Tip.objects.get().state == Tip.State.ANSWERED


def test_a_picture_that_is_lost_here_costs_no_word(telegram: Chat, known: None) -> None:
    now = timezone.now()
    tip = actions.receive_on_site(
        text=TITLE, pictures=[png()], language="id", sender="10.0.0.1", at=now
    )
    picture = tip.pictures.get()
    picture.file.storage.delete(str(picture.file.name))
    moment = later()
    for _ in WAITS:
        with pytest.raises(FileNotFoundError):
            answer_one(moment)
        moment += timedelta(minutes=2)
    try_again(moment)
    tip.refresh_from_db()
    assert tip.state == Tip.State.ANSWERED
