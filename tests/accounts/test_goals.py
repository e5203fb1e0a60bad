"""Both partners confirm a goal, the house counts it, and what cannot be counted is refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from sasando.accounts.actions.goals import (
    agree_to_goal,
    change_goal,
    decline_goal,
    end_goal,
    set_goal,
)
from sasando.accounts.goals.exceptions import GoalRefused
from sasando.accounts.goals.measures import Asked, measure_of, own_measures, read_once
from sasando.accounts.goals.progress import Progress, Standing, progress_of
from sasando.accounts.models import Goal, GoalVersion
from sasando.claims.models import Claim
from sasando.education.models import Attendance, Group, Session
from tests.accounts.conftest import SetClock
from tests.accounts.goals import VIEWS, a_goal, a_wish, shown
from tests.desk.builders import Desk

MORNING = datetime.fromisoformat("2024-09-02T09:00+08:00")
FIRST = date(2024, 9, 2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today(clock: SetClock) -> None:
    clock(MORNING)


def path_of(desk: Desk) -> str:
    """The page of a published text."""
    return desk.published("news", at=MORNING - DAY).path


@pytest.fixture
def page(desk: Desk) -> str:
    """A page of which readers opened some before, so that its views are counted."""
    path = path_of(desk)
    shown(path, 5, FIRST - 3 * DAY)
    return path


def stands(goal: Goal, day: date) -> Progress:
    goal = Goal.objects.with_all().get(pk=goal.pk)
    assert goal.in_force is not None
    found = progress_of(goal, goal.in_force, today=day, rows=read_once())
    assert found is not None
    return found


def test_it_holds_once_the_other_side_agrees(desk: Desk, page: str) -> None:
    goal = set_goal(
        wish=a_wish(), commission=desk.kpu, media=desk.pos, by=desk.business, at=MORNING
    )
    assert Goal.objects.with_all().get().in_force is None
    for own in (desk.business, desk.editor):
        with pytest.raises(GoalRefused):
            agree_to_goal(goal=goal, number=1, by=own, at=MORNING)
    for stranger in (desk.reporter, desk.checker, desk.flores):
        with pytest.raises(GoalRefused):
            agree_to_goal(goal=goal, number=1, by=stranger, at=MORNING)
    agree_to_goal(goal=goal, number=1, by=desk.officer, at=MORNING)
    version = Goal.objects.with_all().get().in_force
    assert version is not None
    assert (version.set_by, version.answered_by) == (desk.business, desk.officer)
    told = ModelLogEntry.objects.filter(action__startswith="sasando.goal_").order_by("pk")
    assert [entry.action for entry in told] == ["sasando.goal_proposed", "sasando.goal_agreed"]


def test_a_change_is_another_version_and_the_old_one_holds_meanwhile(desk: Desk, page: str) -> None:
    goal = a_goal(desk)
    change_goal(goal=goal, wish=a_wish(target=5000), by=desk.officer, at=MORNING)
    with pytest.raises(GoalRefused):
        change_goal(goal=goal, wish=a_wish(target=9000), by=desk.business, at=MORNING)
    assert stands(goal, FIRST).version.target == 1000
    with pytest.raises(GoalRefused):  # what was read is not what waits
        agree_to_goal(goal=goal, number=1, by=desk.business, at=MORNING)
    agree_to_goal(goal=goal, number=2, by=desk.business, at=MORNING)
    assert stands(goal, FIRST).version.target == 5000
    states = GoalVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["replaced", "agreed"]


def test_who_declines_or_ends_says_why(desk: Desk, page: str) -> None:
    goal = a_goal(desk)
    change_goal(goal=goal, wish=a_wish(target=5000), by=desk.officer, at=MORNING)
    with pytest.raises(GoalRefused):
        decline_goal(goal=goal, number=2, reason=" ", by=desk.business, at=MORNING)
    decline_goal(goal=goal, number=2, reason="Terlalu tinggi", by=desk.business, at=MORNING)
    assert stands(goal, FIRST).version.number == 1
    with pytest.raises(GoalRefused):
        end_goal(goal=goal, reason="", by=desk.head, at=MORNING)
    end_goal(goal=goal, reason="Selesai", by=desk.head, at=MORNING)
    with pytest.raises(GoalRefused):
        change_goal(goal=goal, wish=a_wish(), by=desk.officer, at=MORNING)
    assert not Goal.objects.open().exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"starts": FIRST + 9 * DAY, "ends": FIRST + 8 * DAY}, "reversed"),
        ({"starts": FIRST - 9 * DAY, "ends": FIRST - DAY}, "days to come"),
        ({"target": 0}, "nothing"),
        ({"target": -3}, "nothing"),
        ({"measure": "requests-in-time", "target": 101}, "100"),
        ({"measure": "happiness"}, "Nobody counts"),
        ({"measure": "reach:views:channel:facebook"}, "Nobody counts"),  # no copy was read
        ({"measure": "reach:views:month:2024-09"}, "Nobody counts"),
        ({"measure": "reach:smiles:channel:site"}, "Nobody counts"),
        ({"measure": "reach::"}, "Nobody counts"),
        ({"title": "  "}, "in words"),
    ],
)
def test_what_is_no_goal_is_refused_with_a_clear_word(
    desk: Desk, page: str, changes: dict[str, Any], word: str
) -> None:
    with pytest.raises(GoalRefused, match=word):
        a_goal(desk, **changes)
    assert not Goal.objects.exists()


def test_the_pace_says_when_it_is_reached_or_what_will_be_missing(desk: Desk, page: str) -> None:
    goal = a_goal(desk)
    assert stands(goal, FIRST).standing is Standing.UNKNOWN, "a gap and no zero"
    shown(page, 40, FIRST)
    assert stands(goal, FIRST + 3 * DAY).standing is Standing.EARLY
    behind = stands(goal, FIRST + 19 * DAY)  # 40 of 1000 in 20 of 100 days
    assert (behind.standing, behind.value) == (Standing.BEHIND, 40)
    assert "800 will be missing" in behind.words
    assert "84 a week" in behind.words
    shown(page, 360, FIRST + DAY)
    good = stands(goal, FIRST + 19 * DAY)  # 400 in 20 days: 1000 in 50
    assert good.standing is Standing.ON_TRACK
    assert "21 Oktober 2024" in good.words
    late = stands(goal, FIRST + 100 * DAY)
    assert (late.standing, late.warns) == (Standing.MISSED, True)
    assert "600 are missing" in late.words
    shown(page, 600, FIRST + 2 * DAY)
    assert stands(goal, FIRST + 19 * DAY).standing is Standing.REACHED


def test_only_the_days_of_the_period_count(desk: Desk, page: str) -> None:
    goal = a_goal(desk, starts=FIRST + DAY, ends=FIRST + 10 * DAY)
    assert stands(goal, FIRST).standing is Standing.NOT_BEGUN
    shown(page, 7, FIRST)
    shown(page, 11, FIRST + DAY)
    shown(page, 13, FIRST + 11 * DAY)
    assert stands(goal, FIRST + 20 * DAY).value == 11


def test_a_share_stands_somewhere_and_has_no_pace(desk: Desk, page: str) -> None:
    goal = a_goal(desk, measure="rumours-in-a-day", target=80)
    assert stands(goal, FIRST).standing is Standing.UNKNOWN
    first = MORNING - timedelta(hours=8)
    for number, hours in enumerate((2, 23, 25, None)):
        Claim.objects.create(
            wording=f"{number}",
            first_seen=first,
            last_seen=first,
            state="settled" if hours else "open",
            closed_at=first + timedelta(hours=hours) if hours else None,
        )
    found = stands(goal, FIRST)
    assert found.value == pytest.approx(200 / 3), "the open one still has time"
    assert found.standing is Standing.BEHIND
    assert "below the target" in found.words


def test_what_one_partner_may_not_see_is_in_nobodys_number(desk: Desk) -> None:
    measure = measure_of("rumours-in-a-day")
    assert measure is not None
    asked = Asked(desk.kpu.pk, desk.pos.pk, FIRST - DAY, FIRST, read_once())
    Claim.objects.create(
        wording="KPU curang",
        about_commission=True,
        first_seen=MORNING - timedelta(hours=30),
        last_seen=MORNING,
    )
    assert measure.read(asked) is None
    Claim.objects.update(state="settled", closed_at=MORNING)
    assert measure.read(asked) == 0


def test_people_who_came_are_counted_by_the_day_of_the_session(desk: Desk, page: str) -> None:
    goal = a_goal(desk, measure="participants", target=100)
    group = Group.objects.create(code="ABC", kind="session", made_on=FIRST, expires_on=FIRST)
    for day, count in ((FIRST, 12), (FIRST - DAY, 50)):
        session = Session.objects.create(group=group, held_on=day, entered_on=day)
        Attendance.objects.create(session=session, sex="female", age="17-21", count=count)
    assert stands(goal, FIRST).value == 12


def test_every_measure_reads_a_house_in_which_nothing_happened(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    asked = Asked(desk.kpu.pk, desk.pos.pk, FIRST, FIRST + DAY, read_once())
    for measure in own_measures():
        with django_assert_max_num_queries(2):
            assert not measure.read(asked), measure.code
        assert str(measure.label) and str(measure.means)
    reach = measure_of(VIEWS)
    assert reach is not None
    assert reach.read(asked) is None


def test_the_chart_says_the_same_as_the_words(desk: Desk, page: str) -> None:
    goal = a_goal(desk)
    shown(page, 250, FIRST)
    found = stands(goal, FIRST + 29 * DAY)
    assert "250" in found.figure and "1.000" in found.figure
    assert "<svg" in found.chart.svg
    assert any("250" in value for _label, value in found.chart.rows)
