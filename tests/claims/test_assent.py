"""A yes, a no and a word of thanks are understood in the words people write them with."""

import pytest

from sasando.claims.models import Feedback, Tip
from sasando.claims.speech import assent_in, is_thanks
from tests.claims.conftest import Chat, work
from tests.claims.test_intake import GROUP
from tests.desk.builders import Desk

TITLE = "KPU menetapkan 275.085 pemilih di Kota Kupang"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("iyaaa kak", True),
        ("Ya benar", True),
        ("Betul min", True),
        ("yes", True),
        ("bkn kak", False),
        ("Gak", False),
        ("ga ada 🙏", False),
        ("tidak benar", False),
        ("benar?", None),
        ("benar TPS pindah", None),
        ("ada", None),
        ("kak", None),
        ("", None),
        ("tidak " * 9, None),
    ],
)
def test_what_is_a_yes_and_what_a_no(text: str, meant: bool | None) -> None:
    assert assent_in(text) is meant


@pytest.mark.parametrize(("said", "meant"), [("iya kak", True), ("bukan kak", False)])
def test_it_answers_the_question_under_an_answer(
    desk: Desk, telegram: Chat, said: str, meant: bool
) -> None:
    desk.published("release", title=TITLE)
    work()
    telegram.send_text(TITLE, user=7)
    work()
    telegram.send_text(said, user=7)
    work()
    assert Feedback.objects.get().meant is meant
    assert Tip.objects.count() == 1


def test_a_no_to_a_list_is_none_of_them_and_a_yes_says_nothing(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title=TITLE)
    work()
    telegram.send_text("KPU menetapkan pemilih tambahan di Rote Ndao besok", user=7)
    work()
    assert Tip.objects.get().state == Tip.State.SUGGESTED
    telegram.send_text("iya", user=7)
    work()
    assert not Feedback.objects.exists()
    telegram.send_text("KPU menetapkan pemilih tambahan di Rote Ndao besok", user=8)
    work()
    telegram.send_text("tidak ada", user=8)
    work()
    assert Feedback.objects.get().meant is False
    assert Tip.objects.filter(state=Tip.State.UNKNOWN).count() == 1


def test_in_a_group_the_number_of_an_offer_is_an_answer_to_the_bot(
    desk: Desk, telegram: Chat
) -> None:
    desk.published("release", title=TITLE)
    work()
    asked = "/cek KPU menetapkan pemilih tambahan di Rote Ndao besok"
    telegram.send_text(asked, user=7, group=GROUP)
    work()
    ours = telegram.message(text="Mungkin salah satu", group=GROUP) | {"from": telegram.me()}
    telegram.send_text("1", user=8, group=GROUP, reply_to=ours)
    work()
    assert Feedback.objects.get().meant is True
    assert Tip.objects.get().state == Tip.State.ANSWERED
    telegram.send_text("1", user=8, group=GROUP)
    work()
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("makasih banyak kak 🙏", True),
        ("Terima kasih ya", True),
        ("thank you so much", True),
        ("terima beras dari caleg?", False),
        ("kasih tahu saya", False),
        ("", False),
    ],
)
def test_what_is_a_word_of_thanks(text: str, thanks: bool) -> None:
    assert is_thanks(text) is thanks


def test_who_says_thank_you_is_not_asked_back(telegram: Chat) -> None:
    telegram.send_text("makasih kak", user=7)
    work()
    assert "Sama-sama" in telegram.to(7)[-1].text
    assert not Tip.objects.exists()
