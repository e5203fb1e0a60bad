"""The page of what is kept: for both partners, changed by one, within its budget of queries."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from sasando.parties.models import Person
from sasando.retention.declared import schedule
from sasando.retention.models import Period
from sasando.retention.standing import kept_days
from tests.desk.builders import Desk

PAGE = "/desk/retensi/"
ASKERS = "/desk/retensi/claims.askers/"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def admin(desk: Desk) -> Person:
    return Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")


def page_of(client: Client, person: Person, path: str = PAGE) -> str:
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_both_partners_read_every_rule_and_every_reason(client: Client, desk: Desk) -> None:
    for person in (desk.officer, desk.editor, desk.colleague):
        page = page_of(client, person)
        text = " ".join(html.fromstring(page).text_content().split())
        with translation.override("id"):
            for rule in schedule().rules:
                for words in (rule.kind, rule.personal, rule.why, rule.basis):
                    assert str(words) in text, rule.key
            for one in schedule().stays:
                assert str(one.why) in text


def test_its_queries_are_as_many_as_there_are_rules(
    client: Client, desk: Desk, django_assert_max_num_queries
) -> None:
    client.force_login(desk.editor)
    client.get(PAGE)
    with django_assert_max_num_queries(len(schedule().rules) + 11):
        client.get(PAGE)


def test_only_an_administrator_gets_the_form_and_is_heard(client: Client, desk: Desk) -> None:
    assert 'name="days"' not in page_of(client, desk.officer, ASKERS)
    sent = client.post(ASKERS, {"days": 20, "reason": "x"})
    assert sent.status_code in (302, 403)
    assert not Period.objects.exists()


def test_an_administrator_looks_first_and_then_sets_it(client: Client, admin: Person) -> None:
    assert 'name="days"' in page_of(client, admin, ASKERS)
    told = client.post(ASKERS, {"days": 20, "reason": "Rapat", "look": "1"})
    assert "20 days" in told.content.decode()
    assert not Period.objects.exists()
    set_to = client.post(ASKERS, {"days": 20, "reason": "Rapat"})
    assert set_to.headers["Location"] == reverse("sasando_retention")
    assert kept_days("claims.askers") == 20
    assert "Rapat" in page_of(client, admin)


def test_a_time_outside_of_the_bounds_is_told_beside_the_form(
    client: Client, admin: Person
) -> None:
    client.force_login(admin)
    told = client.post("/desk/retensi/openness.applicants/", {"days": 10, "reason": "Rapat"})
    assert told.status_code == 200
    assert "270" in told.content.decode()
    assert not Period.objects.exists()


@pytest.mark.parametrize("key", ["claims.tips", "house.sessions", "nothing.here"])
def test_what_is_not_set_has_no_page(client: Client, admin: Person, key: str) -> None:
    client.force_login(admin)
    assert client.get(f"/desk/retensi/{key}/").status_code in (302, 404)


def test_readers_are_told_the_same(client: Client, desk: Desk) -> None:
    for path, language in (("/tentang/", "id"), ("/en/about/", "en")):
        text = " ".join(html.fromstring(client.get(path).content).text_content().split())
        with translation.override(language):
            assert str(schedule().rule("claims.askers").kind) in text
            assert str(schedule().rule("openness.applicants").why) in text
            assert str(schedule().rule("channels.notes").kind) not in text, "nobody stands in it"
