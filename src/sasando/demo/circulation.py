"""The sample's certified circulation: what the newspaper prints, as an invented auditor counted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sasando.channels.models import Outlet
from sasando.parties.models import Person
from sasando.reach import actions
from sasando.reach.figures.period import day_of
from sasando.reach.models import Circulation

_BEFORE, _AHEAD = timedelta(days=120), timedelta(days=30)


def certify(*, now: datetime, people: Mapping[str, Person]) -> None:
    """Enter a week's copies of the printed outlet, unless there is none or it has a number."""
    outlet = Outlet.objects.filter(code="papan-cetak").first()
    if outlet is None or outlet.circulations.exists():
        return
    entry = Circulation(
        outlet=outlet,
        copies=126_000,
        per=Circulation.Per.WEEK,
        editions=7,
        starts=day_of(now - _BEFORE),
        ends=day_of(now + _AHEAD),
        source="Audit oplah 7 (contoh)",
        address="https://audit-oplah.example/7",
    )
    actions.enter_circulation(entry=entry, by=people["lukas"], at=now)
