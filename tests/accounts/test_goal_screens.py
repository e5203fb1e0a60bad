"""The page of goals: proposed by one side in a form, agreed by the other with a button, seen by both."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sasando.accounts.models import Goal
from sasando.parties.models import Person
from tests.accounts.goals import VIEWS, a_goal, shown
from tests.desk.builders import Desk
from tests.partnership.deals import a_deal

PAGE = "/desk/tujuan/"
NEW = f"{PAGE}baru/"


@pytest.fixture(autouse=True)
def counted(desk: Desk) -> str:
    """Readers opened a page: views can be a goal."""
    path = desk.published("news", at=timezone.now()).path
    shown(path, 30, timezone.localdate())
    return path


def fields(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    said = {
        "title": "Dibaca seribu kali",
        "measure": VIEWS,
        "target": "1000",
        "starts": today.isoformat(),
        "ends": (today + timedelta(days=50)).isoformat(),
    }
    return said | changes


def seen_by(person: Person, path: str = PAGE) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def send(person: Person, path: str, **data: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(path, data)


def test_from_the_form_of_one_side_to_the_button_of_the_other(desk: Desk) -> None:
    form = seen_by(desk.business, NEW)
    assert VIEWS in form and "requests-in-time" in form
    partners = {"commission": desk.kpu.pk, "newsroom": desk.pos.pk}
    assert send(desk.business, NEW, **fields(), **partners).status_code == 302
    goal = Goal.objects.get()
    assert "Agree for our side" in seen_by(desk.officer)
    assert "Agree for our side" not in seen_by(desk.editor), "their own side proposed it"
    send(desk.officer, f"{PAGE}{goal.pk}/setuju/", number=1)
    for person in (desk.officer, desk.editor):
        page = seen_by(person)
        assert "Dibaca seribu kali" in page
        assert "30 of 1.000" in page
        assert "<svg" in page and 'class="desk-chart-table"' in page


def test_a_refusal_is_told_beside_the_form(desk: Desk) -> None:
    partners = {"commission": desk.kpu.pk, "newsroom": desk.pos.pk}
    backwards = {"ends": (timezone.localdate() - timedelta(days=3)).isoformat()}
    told = send(desk.business, NEW, **fields(**backwards), **partners)
    assert "The period is reversed" in told.content.decode()
    strange = send(desk.business, NEW, **fields(measure="happiness"), **partners)
    assert strange.status_code == 200
    assert not Goal.objects.exists()


def test_another_version_is_proposed_from_what_holds_and_declined_with_a_reason(
    desk: Desk,
) -> None:
    goal = a_goal(desk)
    assert 'value="1000"' in seen_by(desk.officer, f"{PAGE}{goal.pk}/ubah/")
    send(desk.officer, f"{PAGE}{goal.pk}/ubah/", **fields(target="9000"))
    send(desk.business, f"{PAGE}{goal.pk}/tolak/", number=2, reason="Terlalu tinggi")
    page = seen_by(desk.officer)
    assert "Terlalu tinggi" in page
    assert "of 1.000" in page
    send(desk.business, f"{PAGE}{goal.pk}/akhiri/", reason="Musim selesai")
    assert "Musim selesai" in seen_by(desk.officer)


def test_who_has_no_part_in_agreements_sees_no_goals_and_sends_nothing(desk: Desk) -> None:
    goal = a_goal(desk)
    for person in (desk.reporter, desk.checker, desk.flores):
        client = Client()
        client.force_login(person)
        assert client.get(PAGE).status_code in (302, 403)
        client.post(f"{PAGE}{goal.pk}/akhiri/", {"reason": "x"})
    assert Goal.objects.open().exists()


def test_a_version_that_was_not_read_is_not_agreed_to(desk: Desk) -> None:
    goal = a_goal(desk)
    send(desk.officer, f"{PAGE}{goal.pk}/ubah/", **fields(target="9000"))
    send(desk.business, f"{PAGE}{goal.pk}/setuju/", number=1)
    assert Goal.objects.with_all().get().proposed is not None
    assert send(desk.business, f"{PAGE}{goal.pk}/setuju/", number="x").status_code == 404


def test_its_place_in_the_agreement_is_named(desk: Desk) -> None:
    deal = a_deal(desk).in_force()
    a_goal(desk, agreement=deal.agreement, place="Pasal 4")
    page = seen_by(desk.officer)
    assert deal.agreement.number in page and "Pasal 4" in page


def test_ten_goals_of_one_measure_cost_what_one_does(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(desk.officer)
    for _ in range(2):
        a_goal(desk)
    client.get(PAGE)
    with django_assert_max_num_queries(36) as first:
        client.get(PAGE)
    for _ in range(8):
        a_goal(desk)
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(PAGE)


def test_nothing_on_it_is_written_by_hand(desk: Desk) -> None:
    a_goal(desk)
    page = seen_by(desk.officer)
    body = page[page.index('class="goal"') :]
    assert not re.search(r"style=|<script", body.split("</main>")[0])
