"""The audience plan: each of its four figures comes from what happened, and a gap is shown as one."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.channels.carrying import carry_one
from sasando.channels.models import HandOver, Outlet
from sasando.channels.vault import make_vault_key
from sasando.education import actions as education
from sasando.education.actions.answering import Answer, Said
from sasando.education.models import Attendance, Group, Moment, Session
from sasando.elections.models import Election, Figure, Place, Stage
from sasando.parties.models import Person
from sasando.plugins import Channel, Measure, MeasureKind, Receipt
from sasando.plugins.testing import Dummy
from sasando.reach.actions import read_copies
from sasando.reach.planning import AudiencePlan, Cell, Scope, audience_plan, scopes, turnout_of
from tests.desk.builders import NOW, Desk, make_desk
from tests.reach import sent

BUDGET = 45
TODAY = date(2024, 10, 1)  # within the campaign; voting is to come


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    make_vault_key()


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def scope() -> Scope:
    return Scope(election=Election.objects.get(code="pilkada2024"))


def the_plan(who: str = "editor") -> AudiencePlan:
    return plan_of(scope(), who)


def plan_of(what: Scope, who: str = "editor") -> AudiencePlan:
    return audience_plan(what, today=TODAY, seen_by=Person.objects.get(username=who))


def cell(plan: AudiencePlan, stage: str, audience: str) -> Cell:
    cells = {s.stage.code if s.stage else "": s.cells for s in plan.stages}[stage]
    return next(cell for cell in cells if cell.audience.code == audience)


def of_all(plan: AudiencePlan, audience: str) -> Cell:
    return next(cell for cell in plan.total if cell.audience.code == audience)


def voting() -> dict[str, Any]:
    return {"stages": [Stage.objects.get(code="pungut")], "audiences": ["women"]}


def test_drafts_are_planned_and_what_stands_in_public_is_published(desk: Desk) -> None:
    first = desk.published("news", **voting())
    desk.item("news", **voting())
    desk.published("news", language="en", translation_key=first.item.translation_key, **voting())
    plan = the_plan()
    women = cell(plan, "pungut", "women")
    assert (women.planned, women.published, women.is_gap) == (2, 1, False)
    assert cell(plan, "kampanye", "women").planned == 0
    assert [(s.stage.code, s.is_open, s.served) for s in plan.stages if s.stage] == [
        ("kampanye", True, 0),
        ("tenang", True, 0),
        ("pungut", False, 1),
    ]


def test_a_gap_names_what_could_be_sent_again(desk: Desk) -> None:
    version = desk.published("news", **voting())
    gap = cell(the_plan(), "tenang", "women")
    assert gap.is_gap
    assert [piece.headline for piece in gap.again] == [version.headline]
    assert not cell(the_plan(), "tenang", "elderly").again


def test_a_part_counts_for_the_stage_it_is_part_of(desk: Desk) -> None:
    stage = Stage.objects.get(code="pungut")
    part = Stage.objects.create(
        code="pungut-1", election=stage.election, number=9, name="Bagian", parent=stage
    )
    desk.published("news", stages=[part], audiences=["women"])
    assert cell(the_plan(), "pungut", "women").published == 1


def test_reached_is_what_platforms_counted_last_and_kinds_stay_apart(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"views": 10}

    def measures(self: Channel, receipt: Receipt) -> tuple[Measure, ...]:
        views, reactions = MeasureKind.VIEWS, MeasureKind.REACTIONS
        return (
            Measure(kind=views, value=said["views"], source="post_views"),
            Measure(kind=views, value=said["views"] - 5, source="post_views_of_followers"),
            Measure(kind=reactions, value=3, source="post_reactions"),
        )

    monkeypatch.setattr(Dummy, "sent", {})
    monkeypatch.setattr(Dummy, "can_measure", True)
    monkeypatch.setattr(Dummy, "measures", measures)
    for code in ("page", "other-page"):
        Outlet.objects.create(code=code, name=code, organisation=desk.pos, channel="dummy")
    desk.published("news", **voting())
    while carry_one(timezone.now()):
        pass
    out = max(HandOver.objects.values_list("at", flat=True))
    assert read_copies(at=out + timedelta(hours=1)) == 2
    said["views"] = 25
    assert read_copies(at=out + timedelta(days=1)) == 2
    assert cell(the_plan(), "pungut", "women").reached == {"views": 50, "reactions": 6}
    assert not cell(the_plan(), "pungut", "youth").reached


def test_a_copy_corrected_in_its_place_counts_once(desk: Desk) -> None:
    where, version = sent.outlet(desk, "page"), desk.published("news", **voting())
    for number, at in enumerate((NOW, NOW + timedelta(hours=3)), start=1):
        sent.read(sent.copy(version, where, at, "post-1"), 60, views=10 * number)
    assert cell(the_plan(), "pungut", "women").reached == {"views": 20}


def test_understood_is_what_learners_answered_and_small_counts_stay_hidden(desk: Desk) -> None:
    version = desk.published("lesson", **voting())
    quiz = version.document.quizzes[0]

    def answer(moment: str, choice: int, audience: str = "women") -> None:
        education.count_answers(
            lesson=version.item.translation_key,
            answers=[Answer(quiz, choice)],
            moment=moment,
            said=Said(audience=audience),
            at=NOW,
            day=NOW.date(),
        )

    for _number in range(4):
        answer(Moment.AFTER, 1)
    assert cell(the_plan(), "pungut", "women").understood is None
    for number in range(6):
        answer(Moment.AFTER, 1)
        answer(Moment.BEFORE, int(number < 3))
    women = cell(the_plan(), "pungut", "women")
    assert women.understood is not None
    assert women.understood.right_after == 100
    assert women.understood.gain == 50
    assert women.reached == {"learners": 10}


def test_who_came_to_a_session_is_reached(desk: Desk) -> None:
    group = Group.objects.create(
        code="RT12", kind="session", audience="women", made_on=TODAY, expires_on=TODAY
    )
    for day in (TODAY, date(2023, 1, 1)):
        session = Session.objects.create(group=group, held_on=day, entered_on=day)
        Attendance.objects.create(session=session, sex="female", age="31-59", count=12)
    assert of_all(the_plan(), "women").reached == {"participants": 12}


def test_a_year_holds_what_was_published_in_it(desk: Desk) -> None:
    desk.published("news", **voting())
    desk.published("news", at=NOW - timedelta(days=365), **voting())
    assert of_all(plan_of(Scope(year=2024)), "women").published == 1
    assert of_all(plan_of(Scope(year=2023)), "women").published == 1
    assert of_all(the_plan(), "women").published == 2
    assert [one.code for one in scopes(TODAY)] == ["pilkada2024", "2024"]


def figure(measure: str, sex: str, value: int, source: str = "KPU") -> None:
    place, _ = Place.objects.get_or_create(
        code="5371", defaults={"name": "Kota Kupang", "level": Place.Level.CITY}
    )
    Figure.objects.create(
        election=Election.objects.get(),
        place=place,
        measure=measure,
        sex=sex,
        value=value,
        source=source,
        as_of=date(2024, 12, 6),
    )


def test_turnout_is_shown_by_sex_and_more_voters_than_were_listed_is_said(desk: Desk) -> None:
    figure("voters", "female", 200)
    figure("voted-listed", "female", 150)
    figure("voters", "male", 100)
    figure("voted-listed", "male", 120)
    (turnout,) = turnout_of(scope())
    assert turnout.women.percent == 75
    assert (turnout.men.percent, turnout.men.is_possible) == (None, False)
    assert turnout.everybody.percent is None


def test_a_fact_check_that_is_being_written_is_no_number_for_the_commission(desk: Desk) -> None:
    desk.item("verdict", **voting())
    desk.item("news", **voting())
    assert cell(the_plan("editor"), "pungut", "women").planned == 2
    assert cell(the_plan("officer"), "pungut", "women").planned == 1
    assert of_all(the_plan("officer"), "women").planned == 1
    desk.published("verdict", **voting())
    assert cell(the_plan("officer"), "pungut", "women").published == 1


def sheet_of(client: Client, **asked: str) -> list[dict[str, str]]:
    response = client.get(reverse("sasando_reach_plan_file"), asked)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_plan_of_an_election_and_of_a_year_is_a_table_for_the_report(
    client: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.published("news", **voting())
    Stage.objects.filter(code="pungut").update(name="=1+1")
    client.force_login(desk.officer)
    with django_assert_max_num_queries(BUDGET):
        rows = sheet_of(client, untuk="pilkada2024")
    (women,) = [r for r in rows if r["stage"] == "pungut" and r["audience"] == "women"]
    assert women["stage_name"] == "'=1+1"
    assert (women["planned"], women["published"], women["gap"]) == ("1", "1", "0")
    assert women["reached_views"] == ""
    (all_women,) = [r for r in rows if r["stage"] == "*" and r["audience"] == "women"]
    assert (all_women["scope"], all_women["published"]) == ("pilkada2024", "1")
    assert {row["scope"] for row in sheet_of(client, untuk="2024")} == {"2024"}
    page = client.get(reverse("sasando_reach_plan"), {"untuk": "2024"}).content.decode()
    assert f"{reverse('sasando_reach_plan_file')}?untuk=2024" in page
    client.logout()
    assert client.get(reverse("sasando_reach_plan_file")).status_code == 302


def test_both_partners_see_the_page_and_it_keeps_a_budget(
    client: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.published("lesson", **voting())
    figure("voters", "female", 200)
    figure("voted-listed", "female", 150)
    address = reverse("sasando_reach_plan")
    for name in ("officer", "editor"):
        client.force_login(desk.people[name])
        assert client.get(address).status_code == 200
    for _number in range(4):
        desk.published("news", **voting())
        desk.item("news", **voting())
    with django_assert_max_num_queries(BUDGET):
        page = client.get(address).content.decode()
    assert "75" in page
    assert "plan-gap" in page
    assert client.get(address, {"untuk": "2024"}).status_code == 200
    assert client.get(address, {"untuk": "no-such"}).status_code == 200
