"""Lessons as learners find them: in their order, with their terms and sources, light, and strict."""

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from sasando.documents.vocabulary import Audience
from sasando.education import actions
from sasando.education.audiences import segments
from tests.desk.builders import Desk
from tests.site.test_pages import Balance

# page → most queries it may make
BUDGETS = {
    "/belajar/": 7,
    "/en/learn/": 7,
    "/belajar/jalur/women/": 7,
    "/belajar/istilah/": 7,
    "/belajar/kelas/": 1,
    "/belajar/jam-buka-tps/": 7,
    "/belajar/jam-buka-tps/kuis/": 7,
    "/en/learn/polling-hours/quiz/": 7,
    "/luring.js": 0,
    "/aplikasi.webmanifest": 0,
    "/belajar/paket.json": 7,
}


def test_every_audience_has_words_and_the_commissions_number_or_its_place_in_one() -> None:
    assert {segment.code for segment in segments()} == set(Audience)
    for segment in segments():
        assert (segment.basis is None) != (segment.within is None)
        assert set(segment.names) == set(segment.about) == {"id", "en"}
    numbers = [segment.basis for segment in segments() if segment.basis]
    assert sorted(numbers) == list(range(1, 11))


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_is_there_light_strict_and_within_its_budget(
    client: Client, taught: Desk, django_assert_max_num_queries, path: str
) -> None:
    with django_assert_max_num_queries(BUDGETS[path]):
        response = client.get(path)
    assert response.status_code == 200
    assert len(response.content) < 50_000
    assert "Set-Cookie" not in response.headers
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    if response.headers["Content-Type"].startswith("text/html"):
        parser = Balance()
        parser.feed(response.content.decode())
        assert not parser.open
        page = html.fromstring(response.content)
        assert not page.xpath("//style|//script[not(@src) and not(@type)]|//*[@style]")
        assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize(("kind", "place"), [("class", "kelas"), ("session", "sesi")])
def test_a_class_and_a_session_cost_no_more_for_more_lessons(
    client: Client, taught: Desk, django_assert_max_num_queries, kind: str, place: str
) -> None:
    group = actions.open_group(kind=kind, day=timezone.localdate())
    with django_assert_max_num_queries(9):
        assert client.get(f"/belajar/{place}/{group.code}/").status_code == 200


def test_lessons_stand_in_their_order_and_a_path_has_its_own(client: Client, taught: Desk) -> None:
    page = html.fromstring(client.get("/belajar/").content)
    assert page.xpath("//ol[@class='lessons']/li/a/@href") == [
        "/belajar/pemilih/",
        "/belajar/jam-buka-tps/",
    ]
    own = html.fromstring(client.get("/belajar/jalur/women/").content)
    assert own.xpath("//ol[@class='lessons']/li/a/@href") == ["/belajar/jam-buka-tps/"]
    assert client.get("/belajar/jalur/martian/").status_code == 404
    empty = client.get("/belajar/jalur/abroad/")
    assert empty.status_code == 200


def test_a_lesson_shows_each_fact_with_its_law_and_day_and_each_term_where_it_stands(
    client: Client, taught: Desk
) -> None:
    page = html.fromstring(client.get("/belajar/jam-buka-tps/").content)
    facts = page.xpath("//div[@class='facts']//dd/small/text()")
    assert facts == ["Sumber: PKPU 25/2023, per 23 November 2026"]
    assert len(page.xpath("//div[@class='facts']//dd")) == len(facts)
    gloss = page.xpath("//p[@class='gloss']")[0]
    assert gloss.text_content() == "TPS: Tempat warga memberikan suara."
    assert "TPS" in gloss.getprevious().text_content()
    choices = page.xpath("//section[@class='quiz']/details")
    assert [choice.xpath("string(p/b)") for choice in choices] == ["Belum tepat.", "Benar."]
    assert page.xpath("//details[@class='easy']//li/text()")[0] == "TPS buka jam tujuh pagi."


def test_the_glossary_names_each_term_once_and_where_it_is_used(
    client: Client, taught: Desk
) -> None:
    page = html.fromstring(client.get("/belajar/istilah/").content)
    assert page.xpath("//dl[@class='glossary']//dt/text()") == ["TPS"]
    assert len(page.xpath("//dl[@class='glossary']//dd//a")) == 2


def test_what_is_kept_offline_can_all_be_fetched(client: Client, taught: Desk) -> None:
    paths = client.get("/belajar/paket.json").json()["paths"]
    assert "/belajar/jam-buka-tps/" in paths
    assert len(set(paths)) == len(paths)
    for path in paths:
        if not path.startswith(("/static/", "/media/", "/pemilih/")):
            assert client.get(path).status_code == 200, path


def test_a_withdrawn_lesson_is_in_no_list(client: Client, taught: Desk) -> None:
    from sasando.desk import actions
    from tests.desk.builders import LATER
    from tests.education.conftest import lesson

    actions.withdraw(
        version=lesson("pemilih"), by=taught.editor, reason="Pasalnya berubah.", at=LATER
    )
    assert "/belajar/pemilih/" not in client.get("/belajar/").content.decode()
    assert client.get("/belajar/pemilih/kuis/").status_code == 404
