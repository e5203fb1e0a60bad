"""Tools for voters on the site: forms that answer without a script, and keep nothing."""

import json
import logging
import re
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from sasando.education.rules import decide, table_of
from sasando.education.rules.hoaxes import examples
from sasando.education.rules.practising import ballots
from sasando.elections.models import Election, Stage
from sasando.site.setting import ZONE
from sasando.site.touching import tool_pages, touched_by_stages
from tests.education.elections_of_cases import found_contact, write_calendar
from tests.education.forgetting import names_the_year
from tests.education_rules.cases import ELECTIONS, Case, cases

CASES = [case for case in cases() if case.topic != "validity"]
ADDRESSES = {
    "voter": "/pemilih/apakah-saya-pemilih/",
    "ballots": "/pemilih/surat-suara-saya/",
    "bring": "/pemilih/yang-dibawa/",
}
BUDGETS = {
    "/pemilih/": 0,
    "/en/voters/": 0,
    "/pemilih/apakah-saya-pemilih/": 2,
    "/en/voters/am-i-a-voter/": 2,
    "/pemilih/surat-suara-saya/": 2,
    "/en/voters/my-ballots/": 2,
    "/pemilih/yang-dibawa/": 2,
    "/en/voters/what-to-bring/": 2,
    "/pemilih/latihan-mencoblos/": 0,
    "/pemilih/latihan-mencoblos/council/": 1,
    "/en/voters/ballot-practice/dpd/": 1,
    "/pemilih/kenali-hoaks/": 0,
    "/en/voters/hoax-gym/": 0,
}
USUAL = {"citizen": "yes", "serving": "no", "revoked": "no", "married": "no", "identity": "ktp"}


@pytest.fixture
def calendar(db) -> None:
    """The elections of the cases, in the calendar."""
    write_calendar()
    found_contact()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def post(path: str, given: dict, election: str = "regional"):
    return Client().post(path, given | {"pemilu": election})


def verdicts(page: html.HtmlElement) -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in page.cssselect("[data-result] .finding > p:first-child")
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_form_answers_as_the_rules_do(calendar: None, time_machine_at, case: Case) -> None:
    time_machine_at(at(case.today))
    response = post(ADDRESSES[case.topic], case.answers, case.election)
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    decision = decide(
        table_of(case.topic), case.answers, election=ELECTIONS.get(case.election), today=case.today
    )
    shown = verdicts(page)
    if decision.problems or decision.needs:
        assert not shown and page.cssselect("[data-problems] [role=alert] a")
        for link in page.cssselect("[data-problems] [role=alert] a"):
            assert page.cssselect(link.get("href")), "an error leads to its field"
        return
    assert len(shown) == len(decision.findings)
    for rule, words in zip(decision.findings, shown, strict=True):
        assert rule.say["id"].split("{")[0][:40] in words
    for item, rule in zip(page.cssselect("[data-result] .finding"), decision.findings, strict=True):
        links = [a.get("href") for a in item.cssselect(".laws a")]
        kind = ELECTIONS[case.election].kind
        assert links == [law.read for law in rule.laws if law.is_about(kind)]


@pytest.mark.parametrize(("path", "most"), BUDGETS.items())
def test_a_page_keeps_its_budget(
    calendar: None, path: str, most: int, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(most):
        response = Client().get(path)
    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    page = html.fromstring(response.content.decode())
    assert not [
        one
        for one in page.iter("script")
        if not one.get("src") and one.get("type") != "application/json"
    ]
    assert not page.cssselect("[style], [onclick]")


def test_what_is_sent_is_in_no_answer_header_no_log_and_no_table(
    calendar: None, caplog: pytest.LogCaptureFixture, django_assert_max_num_queries
) -> None:
    caplog.set_level(logging.DEBUG)
    with django_assert_max_num_queries(2) as queries:
        response = post(ADDRESSES["voter"], USUAL | {"birth": "17-05-1998"})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    said = " ".join(map(str, response.headers.items()))
    for words in (said, caplog.text, *(one["sql"] for one in queries.captured_queries)):
        assert not names_the_year(words)
    assert all(one["sql"].startswith("SELECT") for one in queries.captured_queries)


def test_a_form_that_is_wrong_is_given_back_with_what_was_in_it(
    calendar: None, time_machine_at
) -> None:
    time_machine_at(at(date(2024, 11, 1)))
    page = html.fromstring(
        post(ADDRESSES["voter"], USUAL | {"birth": "31-11-2007"}).content.decode()
    )
    [field] = page.cssselect("#q-birth")
    assert field.get("value") == "31-11-2007" and field.get("aria-invalid") == "true"
    assert page.cssselect("input[name=serving][value=no][checked]")
    assert (
        "tidak ada di kalender" in page.cssselect("[data-problems] [role=alert]")[0].text_content()
    )


def test_an_essay_and_a_huge_form_are_met_kindly(calendar: None, time_machine_at) -> None:
    time_machine_at(at(date(2024, 11, 1)))
    response = post(ADDRESSES["voter"], USUAL | {"birth": "<b>lahir</b> " * 20_000})
    assert response.status_code == 200 and b"<b>lahir" not in response.content
    assert "tidak terbaca" in response.content.decode()


def test_with_an_unclear_answer_the_official_contact_stands(
    calendar: None, time_machine_at
) -> None:
    time_machine_at(at(date(2024, 11, 1)))
    page = post(ADDRESSES["voter"], USUAL | {"citizen": "unsure"}).content.decode()
    assert "KPU Uji, https://kpu.example/" in page
    assert '<a href="https://kpu.example/">KPU Uji</a>' in page


def test_the_next_election_is_offered_first_and_none_that_was_not_held(
    calendar: None, time_machine_at
) -> None:
    time_machine_at(at(date(2024, 3, 1)))
    page = html.fromstring(Client().get(ADDRESSES["voter"]).content.decode())
    offered = [one.get("value") for one in page.cssselect("#q-election option")]
    assert offered[0] == "regional" and "second-round" not in offered
    assert offered[-1] in ("general", "presidential", "legislative")


def test_without_elections_nothing_is_promised(db) -> None:
    Stage.objects.all().delete()
    Election.objects.all().delete()
    page = Client().get(ADDRESSES["voter"]).content.decode()
    assert "Kalender belum memuat pemilu." in page and "<select" not in page


def test_the_page_carries_the_same_table_for_its_script(calendar: None) -> None:
    for language, path in (("id", ADDRESSES["bring"]), ("en", "/en/voters/what-to-bring/")):
        page = html.fromstring(Client().get(path).content.decode())
        [block] = page.cssselect("[data-sheet]")
        data = json.loads(block.text)
        assert data["elections"]["regional"]["day"] == "2024-11-27"
        assert [rule["say"] for rule in data["rules"]] == [
            r.say[language] for r in table_of("bring").rules
        ]


def test_every_provision_stands_on_the_page_with_its_date_and_source(calendar: None) -> None:
    page = html.fromstring(Client().get(ADDRESSES["ballots"]).content.decode())
    lines = [one.text_content() for one in page.cssselect(".legal .laws li")]
    assert lines
    for line in lines:
        assert re.search(r"; berlaku sejak .*\d{4}; (dibaca|kesimpulan)", line), line


def test_tools_are_baked_with_what_changes_them(calendar: None) -> None:
    assert set(tool_pages("id")) | set(tool_pages("en")) <= touched_by_stages({"regional-v"})
    call_command("check")


# --- Practice ------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", [c for c in cases() if c.topic == "validity"], ids=str)
def test_a_ballot_is_judged_as_the_rules_do(db, case: Case) -> None:
    kind = case.answers["ballot"]
    if "!" in next(iter(case.expect.values())):
        return  # a mark that no ballot of the page has
    response = Client().post(f"/pemilih/latihan-mencoblos/{kind}/", case.answers)
    page = html.fromstring(response.content.decode())
    [rule] = decide(table_of("validity"), case.answers, today=case.today).findings
    [words] = verdicts(page)
    assert rule.say["id"].split("{")[0] in words


@pytest.mark.parametrize("name", ballots())
def test_every_place_can_be_punched_and_says_what_it_is(db, name: str) -> None:
    page = html.fromstring(Client().get(f"/pemilih/latihan-mencoblos/{name}/").content.decode())
    marks = page.cssselect("input[name=marks]")
    places = [place.mark for column in ballots()[name].columns for place in column.places]
    assert [one.get("value") for one in marks] == [*places, "out"]
    for one in marks:
        [label] = page.cssselect(f"label[for='{one.get('id')}']")
        assert label.text_content().strip()


def test_punched_while_folded_nobody_is_told_it_is_fine(db) -> None:
    given = {"signed": "yes", "tool": "nail", "writing": "no", "marks": ["1"], "terlipat": "on"}
    page = html.fromstring(
        Client().post("/pemilih/latihan-mencoblos/president/", given).content.decode()
    )
    assert verdicts(page)[0].startswith("Tidak pasti, tanyakan.")
    assert not page.cssselect("input[value=out][checked]")


def test_a_ballot_that_does_not_exist_is_not_there(db) -> None:
    assert Client().get("/pemilih/latihan-mencoblos/king/").status_code == 404


# --- Gym -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("example", examples(), ids=lambda one: one.id)
def test_the_gym_tells_the_trick_and_the_lesson(db, example) -> None:
    wrong = next(one for one in example.choices if one is not example.trick)
    for said, verdict in ((example.trick, "Tepat."), (wrong, "Bukan itu.")):
        response = Client().post("/pemilih/kenali-hoaks/", {"pesan": example.id, "trik": said.id})
        page = html.fromstring(response.content.decode())
        told = [one for one in page.cssselect("[data-told]") if one.get("hidden") is None]
        assert len(told) == 1
        words = " ".join(told[0].text_content().split())
        assert example.why["id"] in words and example.lesson["id"] in words
        assert [b.text for b in told[0].cssselect("b") if b.get("hidden") is None] == [verdict]


def test_only_the_lesson_can_be_passed_on(db) -> None:
    page = html.fromstring(Client().get("/en/voters/hoax-gym/").content.decode())
    for one, button in zip(examples(), page.cssselect("[data-copy]"), strict=True):
        assert one.lesson["en"] in button.get("data-copy")
        assert one.says["en"] not in button.get("data-copy")
    for one, link in zip(examples(), page.cssselect("a[href^='https://wa.me/']"), strict=True):
        text = parse_qs(urlsplit(link.get("href")).query)["text"][0]
        assert text.startswith(one.lesson["en"]) and one.says["en"] not in text


def test_no_answer_in_the_gym_is_no_judgement(db) -> None:
    page = html.fromstring(
        Client().post("/pemilih/kenali-hoaks/", {"pesan": "pencil"}).content.decode()
    )
    assert all(one.get("hidden") is not None for one in page.cssselect("[data-told]"))
    shown = [one for one in page.cssselect("[data-nothing]") if one.get("hidden") is None]
    assert len(shown) == 1


def test_the_gym_has_every_trick_and_some_truth() -> None:
    kinds = [example.trick.id for example in examples()]
    assert len(set(kinds)) == 8 and 1 <= kinds.count("genuine") < len(kinds) / 2


def test_no_page_says_anything_in_the_other_language(calendar: None) -> None:
    page = Client().get("/en/voters/am-i-a-voter/").content.decode()
    main = html.fromstring(page).cssselect("main")[0]
    for script in main.cssselect("script"):
        script.drop_tree()
    body = main.text_content()
    assert not re.search(r"\b(pemungutan|Apakah|tidak|surat keterangan)\b", body)
