"""The sample's goals: two that both partners agreed to, one that waits for the commission."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sasando.accounts.actions.goals import Wish, agree_to_goal, set_goal
from sasando.accounts.models import Goal
from sasando.demo.agreement import NUMBER
from sasando.parties.models import Person
from sasando.partnership.models import Agreement
from sasando.rendering.dates import KUPANG_TIME

_BEFORE, _AHEAD = timedelta(days=45), timedelta(days=75)
_AGREED = (
    ("Keluaran kerja sama yang terbukti", "delivered", 60),
    ("Isu dijawab dalam sehari", "rumours-in-a-day", 80),
)
_PROPOSED = ("Perempuan di antara yang dikutip", "women-quoted", 40)


def set_goals(*, now: datetime, people: Mapping[str, Person]) -> None:
    """Let the newsroom propose goals and the commission agree to two, unless there are some."""
    if Goal.objects.exists():
        return
    agreement = Agreement.objects.get(number=NUMBER)
    day = now.astimezone(KUPANG_TIME).date()
    for title, measure, target in (*_AGREED, _PROPOSED):
        goal = set_goal(
            wish=Wish(
                title=title,
                measure=measure,
                target=target,
                starts=day - _BEFORE,
                ends=day + _AHEAD,
                agreement=agreement,
                place="Pasal 5 (contoh)",
            ),
            commission=agreement.commission,
            media=agreement.media,
            by=people["lukas"],
            at=now,
        )
        if title != _PROPOSED[0]:
            agree_to_goal(goal=goal, number=1, by=people["siti"], at=now)
