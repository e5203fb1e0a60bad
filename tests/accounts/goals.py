"""Goals to test with: what the house counts, and the two who agree to it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sasando.accounts.actions.goals import Wish, agree_to_goal, set_goal
from sasando.accounts.models import Goal
from sasando.plugins import MeasureKind
from sasando.reach.models import PageViews
from tests.desk.builders import Desk

VIEWS = "reach:page-views:channel:site"


def a_wish(**changes: Any) -> Wish:
    """1,000 page views in the hundred days that begin today."""
    today = timezone.localdate()
    said: dict[str, Any] = {
        "title": "Halaman pemilu dibaca",
        "measure": VIEWS,
        "target": 1000,
        "starts": today,
        "ends": today + timedelta(days=99),
    }
    return Wish(**(said | changes))


def shown(path: str, count: int, day: date) -> None:
    """So many readers opened a page."""
    PageViews.objects.create(day=day, path=path, kind=MeasureKind.PAGE_VIEWS.value, count=count)


def a_goal(desk: Desk, *, at: datetime | None = None, **changes: Any) -> Goal:
    """A goal that the newsroom proposed and the commission agreed to."""
    at = at or timezone.now()
    goal = set_goal(
        wish=a_wish(**changes), commission=desk.kpu, media=desk.pos, by=desk.business, at=at
    )
    agree_to_goal(goal=goal, number=1, by=desk.head, at=at)
    return goal
