"""The audience plan of the sample desk: its four figures come from what happened in it, none typed in."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.sample import ROOT, sample_house, untouched

# Asks for the plan of every election, before and after what happened is taken away again.
_ASK = """
import json, django
django.setup()
from django.db import transaction
from django.utils import timezone
from sasando.education.models import Attendance, QuizCount
from sasando.parties.models import Person
from sasando.reach.planning import audience_plan, scopes

def figures():
    today, found = timezone.localdate(), {}
    who = Person.objects.get(username="yohanes")
    for scope in scopes(today):
        plan = audience_plan(scope, today=today, seen_by=who)
        found[scope.code] = {
            cell.audience.code.value: [
                cell.planned,
                cell.published,
                dict(cell.reached),
                cell.understood and cell.understood.right_after,
            ]
            for cell in plan.total
        }
    return found

with transaction.atomic():
    before = figures()
    counted = [sum(Attendance.objects.values_list("count", flat=True)), QuizCount.objects.count()]
    Attendance.objects.all().delete()
    QuizCount.objects.all().delete()
    after = figures()
    transaction.set_rollback(True)
print(json.dumps([before, after, counted]))
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("house")
    sample_house(home)
    environment = untouched() | {
        "SASANDO_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "sasando.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_figure_is_there_and_stands_on_events(asked: Any) -> None:
    before, _after, (came, answers) = asked
    assert came > 0 and answers > 0
    assert {"pilkada2024", "pemilu2024"} <= set(before)
    cells = [cell for plan in before.values() for cell in plan.values()]
    for place, figure in enumerate(("planned", "published", "reached", "understood")):
        assert any(cell[place] for cell in cells), figure
    for code in ("women", "first-time", "elderly"):
        planned, published, reached, understood = before["pilkada2024"][code]
        assert planned >= published > 0, code
        assert reached["learners"] >= 5, code
        assert 50 < understood <= 100, code
    session = {k: cell for plan in before.values() for k, cell in plan.items() if cell[2]}
    assert any("participants" in cell[2] for cell in session.values())


def test_without_what_happened_there_is_no_figure_of_it(asked: Any) -> None:
    before, after, _counted = asked
    for scope, plan in after.items():
        for audience, (planned, published, reached, understood) in plan.items():
            assert [planned, published] == before[scope][audience][:2]
            assert not {"learners", "participants"} & set(reached)
            assert understood is None
