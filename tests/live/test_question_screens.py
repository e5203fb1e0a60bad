"""The list of viewers' questions at the desk: what is known, what can be done, in a few queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.models import Question
from tests.desk.builders import NOW, Desk
from tests.live.booth import a_broadcast

BUDGET = 30
TPS = "Di mana saya bisa melihat lokasi TPS saya?"


@pytest.fixture
def producer(client: Client, desk: Desk) -> Client:
    client.force_login(desk.editor)
    return client


def take(production, *texts: str, start: int = 0) -> list[Question]:
    asked = [
        Asked(identifier=f"{start + number}", text=text, name="Ina", at=NOW)
        for number, text in enumerate(texts)
    ]
    return actions.take_questions(production=production, source="facebook", asked=asked, at=NOW)


def page(client: Client, production, chosen: str = "", *, part: bool = False) -> str:
    name = "sasando_live_questions_part" if part else "sasando_live_questions"
    response = client.get(reverse(name, args=[production.pk]), {"saring": chosen} if chosen else {})
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, production, verb: str, **data: object):
    there = reverse("sasando_live_verb", args=[production.pk, verb])
    return client.post(there, data, headers={"X-Sasando-Quiet": "1"})


def test_filters_show_what_they_say(producer, production, desk: Desk) -> None:
    new, known, rumour, bad = take(
        production, TPS, "Jam berapa TPS buka?", "Katanya pilkada ditunda", "Dasar goblok"
    )
    known.known_id = "version:x"
    known.known = {
        "title": "TPS buka pukul 07.00",
        "answer": "Pukul 07.00 sampai 13.00.",
        "source": "Informasi resmi KPU",
        "href": "https://kpu.example/1",
        "probability": 0.93,
        "sure": False,
        "others": [{"id": "y", "title": "Jadwal lain", "probability": 0.2}],
    }
    known.matched_at = NOW
    known.save()
    shown = page(producer, production)
    for words in (
        TPS,
        "Perhaps:",
        "93%",
        "TPS buka pukul 07.00",
        "Informasi resmi KPU",
        "Jadwal lain",
    ):
        assert words in shown, words
    assert "Looks like a rumour" in shown and "Dasar goblok" not in shown
    assert known.text in page(producer, production, "cocok")
    assert new.text not in page(producer, production, "cocok")
    assert rumour.text in page(producer, production, "rumor")
    assert bad.text in page(producer, production, "sembunyi", part=True)
    assert TPS in page(producer, production, "apa-saja")


def test_every_tap_works_without_script(producer, production, desk: Desk) -> None:
    one, two, rumour = take(production, TPS, "Jam berapa TPS buka?", "Katanya pilkada ditunda ya")
    assert do(producer, production, "gabung", question=one.pk, other=two.pk).status_code == 200
    assert "×2" in page(producer, production) and "Set apart" in page(producer, production)
    do(producer, production, "pisah", question=two.pk)
    assert production.questions.leading().count() == 3
    assert do(producer, production, "rumor", question=rumour.pk).status_code == 200
    assert "At the claims desk" in page(producer, production, "rumor")
    assert do(producer, production, "tanya", question=one.pk, seen="0").status_code == 200
    wrong = do(producer, production, "tanya", question=two.pk, seen="9", with_answer="1")
    assert wrong.status_code == 422  # nothing is known about it
    do(producer, production, "terjawab", question=one.pk)
    assert TPS in page(producer, production, "terjawab")
    do(producer, production, "sembunyi", question=two.pk)
    do(producer, production, "munculkan", question=two.pk)
    plain = producer.post(
        reverse("sasando_live_verb", args=[production.pk, "sembunyi"]),
        {"question": two.pk, "next": f"/desk/siaran/{production.pk}/pertanyaan/?saring=baru"},
    )
    assert plain.status_code == 302 and plain.url.endswith("?saring=baru")
    assert do(producer, production, "pisah", question=999999).status_code == 404


def test_who_does_not_produce_here_sees_and_does_nothing(production, desk: Desk) -> None:
    client = Client()
    client.force_login(desk.flores)
    assert client.get(reverse("sasando_live_questions", args=[production.pk])).status_code != 200
    (question,) = take(production, TPS)
    assert do(client, production, "rumor", question=question.pk).status_code != 200
    question.refresh_from_db()
    assert question.filed_at is None


def test_it_costs_the_same_however_many_ask(producer, production, desk: Desk) -> None:
    a_broadcast(production, desk.pos)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(producer, production)
        return len(found)

    take(production, TPS)
    few = queries()
    take(production, *(f"Apa arti warna {n} di papan {n}?" for n in range(35)), start=10)
    take(production, *(f"Apa arti warna {n} di papan {n}?" for n in range(35)), start=90)
    assert queries() <= few + 1
    assert few <= BUDGET


def test_markup_of_viewers_is_text_and_the_page_has_no_script_of_its_own(
    producer, production, desk: Desk
) -> None:
    take(production, "<script>alert(1)</script> Kapan TPS \u202e buka?")
    shown = page(producer, production)
    assert "&lt;script&gt;alert(1)" in shown and "\u202e" not in shown
    main = shown[shown.index("data-live=") :]
    assert "<script>alert" not in main and " style=" not in main and " onclick=" not in main
