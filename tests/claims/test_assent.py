"""A yes or a no is understood in the words people write it with."""

import pytest

from sasando.claims.models import Feedback, Tip
from sasando.claims.speech import assent_in
from tests.claims.conftest import Chat, work
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
