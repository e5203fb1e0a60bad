"""Google counts its quota a project: every outlet and live account of one project pays from one purse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.channels.accounts import HousePurse
from sasando.channels.builtin.youtube_errors import UNITS
from sasando.channels.models import Outlet, Spending
from sasando.live.models import BroadcastAccount
from sasando.plugins import TryLater
from tests.desk.builders import Desk

ONE, OTHER = ("1234-abc.apps.googleusercontent.com", "987-x.apps.googleusercontent.com")


def purse_of_outlet(desk: Desk, code: str, client: str) -> HousePurse:
    outlet = Outlet.objects.create(
        code=code,
        name=code,
        organisation=desk.pos,
        channel="youtube",
        options={"client_id": client},
    )
    return outlet.open(desk.pos).context.purse


def purse_of_account(desk: Desk, code: str, client: str) -> HousePurse:
    account = BroadcastAccount.objects.create(
        code=code,
        name=code,
        organisation=desk.kpu,
        broadcaster="youtube-live",
        options={"client_id": client},
    )
    return account.open().context.purse


def test_who_shares_a_project_shares_its_quota(desk: Desk) -> None:
    uploads, live = purse_of_outlet(desk, "a", ONE), purse_of_account(desk, "b", ONE)
    other = purse_of_outlet(desk, "c", OTHER)
    uploads.spend(UNITS, 6000)
    live.spend(UNITS, 4000)
    with pytest.raises(TryLater) as refused:
        uploads.spend(UNITS, 1)
    assert refused.value.after <= timedelta(days=1)
    other.spend(UNITS, 1)
    spent = {row.account: row.units for row in Spending.objects.all()}
    assert spent == {"google:1234": 10_000, "google:987": 1}
    assert not Spending.objects.filter(began__gt=timezone.now()).exists()


def test_what_names_no_project_pays_alone(desk: Desk) -> None:
    for number, client in enumerate(("", "abc", "x-1")):
        code = f"o{number}"
        assert purse_of_outlet(desk, code, client).account == f"outlet:{code}"
    assert purse_of_account(desk, "live", "").account == "broadcast:live"
