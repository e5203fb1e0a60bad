"""The reach screen: one measure a chart, its table beside it, gaps said, everything to take along."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.elections.models import Place
from sasando.reach.figures import Dimension
from sasando.reach.figures.choosing import choice_of
from sasando.rendering.phrases import phrase
from tests.desk.builders import NOW, Desk, make_desk
from tests.reach.sent import answer, asker, claim, copy, outlet, read, tip
from tests.reach.test_corrected import correct

BUDGET = 42
YEAR = {"untuk": "2024", "menurut": "channel"}
HOUR = 60


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def page(client: Client, **asked: str) -> str:
    answer = client.get("/desk/reach/", YEAR | asked)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, name: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/desk/reach/tabel/{name}.csv", YEAR | asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_measure_has_a_chart_a_table_its_definition_and_its_gaps(
    client: Client, desk: Desk
) -> None:
    where, feed = outlet(desk, "page"), outlet(desk, "feed", channel="feeds")
    read(copy(desk.published("news"), where, NOW), HOUR, views=1234, reactions=3)
    copy(desk.published("news"), where, NOW)
    copy(desk.published("news"), feed, NOW)
    client.force_login(desk.officer)
    shown = page(client)
    assert shown.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 5
    for words in (
        "1.234",
        "1 of 2 that went out have no number.",
        phrase("measure.views_means", "id"),
        "Where nobody counts",
        "Nothing had to be put right",
    ):
        assert words in shown
    assert "style=" not in shown.split("<main")[1]


def test_a_number_that_fell_and_rows_without_a_sum_are_said(client: Client, desk: Desk) -> None:
    made = copy(desk.published("news", audiences=["women", "youth"]), outlet(desk, "page"), NOW)
    read(made, HOUR, views=9)
    read(made, 24 * HOUR, views=8)
    client.force_login(desk.editor)
    assert "1 number fell" in page(client)
    assert "these rows have no sum" in page(client, menurut="audience")
    assert "these rows have no sum" not in page(client, menurut="month")


def test_rumours_and_corrections_stand_on_the_page_and_in_files(client: Client, desk: Desk) -> None:
    mine = claim(NOW, state="settled", closed_at=NOW + timedelta(hours=3))
    who = asker(desk, 1, NOW)
    answer(who, NOW, mine, after=timedelta(hours=3))
    version, where = desk.published("news", title="=1+1"), outlet(desk, "page")
    copy(version, where, NOW)
    second = correct(desk, version)
    copy(second, where, NOW + timedelta(hours=12))
    client.force_login(desk.editor)
    shown = page(client)
    assert "100%" in shown and "Jumlahnya keliru." in shown and "1 of 1 copies followed" in shown
    (september,) = [row for row in rows(client, "kabar") if row["month"] == "2024-09"]
    assert (september["messages"], september["later"], september["hours_median"]) == (
        ("1", "1", "3.0")
    )
    fixed, note = rows(client, "ralat")
    assert (fixed["headline"], fixed["copies"], fixed["followed"]) == ("'=1+1", "1", "1")
    assert "1 cell begins with a sign" in note["at_utc"]


def test_the_table_of_a_measure_is_a_file_of_exactly_the_days_shown(
    client: Client, desk: Desk
) -> None:
    where = outlet(desk, "page")
    read(copy(desk.published("news"), where, NOW), HOUR, views=5, reactions=1)
    copy(desk.published("news"), outlet(desk, "feed", channel="feeds"), NOW)
    client.force_login(desk.officer)
    (views,) = rows(client, "jangkauan", ukuran="views")
    assert (views["code"], views["name_en"], views["value"], views["missing"]) == (
        ("facebook", "Facebook Page", "5", "0")
    )
    by_code = {(row["code"], row["measure"]): row for row in rows(client, "jangkauan")}
    assert by_code["feeds", ""]["value"] == ""
    own = {"untuk": "kurun", "dari": "2024-09-21", "sampai": "2024-09-30"}
    assert rows(client, "jangkauan", **own) == []
    link = "/desk/reach/tabel/jangkauan.csv?untuk=kurun&amp;dari=2024-01-01&amp;sampai=2024-12-31"
    assert link in page(client)
    assert client.get("/desk/reach/tabel/rahasia.csv").status_code == 404
    assert client.get("/desk/reach/tabel/jangkauan.csv", {"ukuran": "x"}).status_code == 404
    client.logout()
    assert client.get("/desk/reach/tabel/kabar.csv").status_code == 302


def test_a_check_on_the_commission_is_in_none_of_its_files(client: Client, desk: Desk) -> None:
    tip(NOW, "unknown", claim=claim(NOW, about_commission=True))
    counts = {}
    for name in ("officer", "checker"):
        client.force_login(desk.people[name])
        counts[name] = sum(int(row["messages"]) for row in rows(client, "kabar"))
    assert counts == {"officer": 0, "checker": 1}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2024-09-30", "2024-09-01"), "reversed"),
        (("2024-09-30", ""), "first and the last day"),
        (("", "kemarin"), "first and the last day"),
        (("0001-01-01", "2024-09-01"), "ten years"),
    ],
)
def test_days_that_make_no_sense_are_said_and_nothing_breaks(
    client: Client, desk: Desk, days: tuple[str, str], words: str
) -> None:
    client.force_login(desk.editor)
    shown = page(client, untuk="kurun", dari=days[0], sampai=days[1])
    assert words in shown.split('role="alert"')[1].split("</p>")[0]


def test_an_election_is_from_its_first_stage_to_its_last(desk: Desk) -> None:
    today = date(2024, 12, 3)
    choice = choice_of({"untuk": "pilkada2024", "menurut": "stage"}, today=today)
    assert (choice.since, choice.until) == (date(2024, 9, 25), date(2024, 11, 27))
    assert choice.by is Dimension.STAGE
    plain = choice_of({"menurut": "nonsense"}, today=today)
    assert (plain.since, plain.until, plain.by) == (date(2024, 1, 1), today, Dimension.CHANNEL)


@pytest.mark.parametrize("by", list(Dimension))
def test_the_page_keeps_its_budget_however_much_went_out(
    client: Client, desk: Desk, by: Dimension, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = Place.objects.create(code="5371", name="Kota Kupang", level=Place.Level.CITY)
    client.force_login(desk.officer)
    page(client)
    for number in range(5):
        where = outlet(desk, f"page-{number}")
        version = desk.published("news", places=[place], audiences=["women"])
        made = copy(version, where, NOW)
        read(made, HOUR, views=number)
        copy(correct(desk, version), where, NOW + timedelta(hours=11))
        who = asker(desk, number, NOW)
        answer(who, NOW, claim(NOW))
    with django_assert_max_num_queries(BUDGET):
        page(client, menurut=by.value)
