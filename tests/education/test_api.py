"""The voter API: the cases of the law by HTTP, its problems, its description, and what it forgets."""

import json
import logging
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate as validate_openapi

from sasando.education.api import voter_api
from sasando.education.rules import LANGUAGES, TOPICS, decide, speak, table_of
from sasando.site.setting import ZONE
from tests.education.elections_of_cases import found_contact, write_calendar
from tests.education.forgetting import names_the_year
from tests.education_rules.cases import ELECTIONS, Case, cases

DESCRIPTION = Path(__file__).parents[2] / "docs/reference/voter-api.openapi.json"
VOTER = "/api/v1/voter"
CONTACT = "KPU Uji, https://kpu.example/"


@pytest.fixture
def calendar(db: None) -> None:
    """The elections of the cases, in the calendar."""
    write_calendar()
    found_contact()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_clock(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock


def ask(topic: str, body: Any) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return Client().post(f"{VOTER}/{topic}", text, content_type="application/json")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_api_says_what_the_rules_say(
    calendar: None, clock: Any, case: Case, language: str
) -> None:
    clock(case.today)
    body = {"election": case.election, "answers": case.answers, "language": language}
    response = ask(case.topic, body)
    assert response.status_code == 200
    said = response.json()
    election = ELECTIONS.get(case.election)
    decision = decide(table_of(case.topic), case.answers, election=election, today=case.today)
    assert (said["state"], said["needs"]) == (decision.state, list(decision.needs))
    assert {name: one["code"] for name, one in said["problems"].items()} == decision.problems
    told = speak(decision, language=language, contact=CONTACT, election=election)
    assert [one["text"] for one in said["findings"]] == [one.text for one in told]
    assert [one["more"] for one in said["findings"]] == [one.more for one in told]
    for found, one in zip(said["findings"], told, strict=True):
        assert [law["cite"] for law in found["laws"]] == [law.cite for law in one.laws]
        assert all(law["href"] and law["note"] for law in found["laws"])


@pytest.mark.parametrize("topic", TOPICS)
def test_a_form_of_ones_own_can_be_built_from_it(calendar: None, topic: str) -> None:
    form = Client().get(f"{VOTER}/{topic}?language=en").json()
    assert [one["id"] for one in form["questions"]] == [q.id for q in table_of(topic).questions]
    for question in form["questions"]:
        assert question["ask"] and bool(question["answers"]) == (question["kind"] == "choice")
    codes = [one["code"] for one in form["elections"]]
    assert codes == (sorted(ELECTIONS) if topic != "validity" else [])


def test_the_rules_can_be_carried_away(calendar: None) -> None:
    carried = Client().get(f"{VOTER}/bring/rules").json()
    assert carried["contact"] == CONTACT
    assert carried["elections"]["general"]["day"] == "2024-02-14"
    assert len(carried["rules"]) == len(table_of("bring").rules)


@pytest.mark.parametrize(
    ("topic", "body", "status", "words"),
    [
        ("king", {}, 422, "voter"),
        ("voter", "{", 400, "parse"),
        ("voter", {"answers": {"birthday": "17-05-1998"}}, 422, "no question 'birthday'"),
        ("voter", {"birth": "17-05-1998"}, 422, "birth"),
        ("voter", {"answers": {"birth": "1" * 3000}}, 422, "2000"),
        ("voter", {"language": "de"}, 422, "language"),
    ],
)
def test_a_request_that_is_wrong_is_told_so_and_nothing_of_it_said_again(
    calendar: None, topic: str, body: Any, status: int, words: str
) -> None:
    response = ask(topic, body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert words in response.json()["detail"] and not names_the_year(response.content.decode())


def test_any_site_may_ask_and_nothing_is_kept(
    calendar: None, caplog: pytest.LogCaptureFixture, django_assert_max_num_queries: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"election": "regional", "answers": {"birth": "17-05-1998", "citizen": "yes"}}
    with django_assert_max_num_queries(2) as queries:
        response = ask("voter", given)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store" and not response.cookies
    assert all(one["sql"].startswith("SELECT") for one in queries.captured_queries)
    assert not names_the_year(caplog.text)
    assert not any(names_the_year(one["sql"]) for one in queries.captured_queries)
    assert Client().options(f"{VOTER}/voter").status_code == 204


def described() -> str:
    """The description as it is kept in the docs: what the running API says of itself."""
    schema = json.loads(json.dumps(voter_api.get_openapi_schema(path_prefix="/api/v1/")))
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def test_the_description_is_openapi_served_and_kept() -> None:
    validate_openapi(json.loads(described()))
    served = Client().get(f"{VOTER}.openapi.json")
    assert served.json()["paths"].keys() == json.loads(described())["paths"].keys()
    again = "write it again: python -m tests.education.describe_voter_api"
    assert DESCRIPTION.read_text() == described(), again
