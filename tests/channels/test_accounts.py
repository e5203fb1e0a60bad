"""Accounts on platforms: budgets that hold, notes that survive, access that is asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from sasando.channels import actions
from sasando.channels.accounts import HouseNotes, HousePurse
from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, Note, Outlet, Spending
from sasando.plugins import Budget, Channel, Field, Problem, TryLater
from sasando.plugins.testing import Dummy
from sasando.retention.actions import retain
from tests.desk.builders import Desk

CALLS = Budget(name="calls", limit=5, label="Calls", every=timedelta(days=1))


class TestPurse:
    def test_it_pays_up_to_the_limit_and_says_when_it_goes_on(self, db: None) -> None:
        purse = HousePurse("outlet:page")
        purse.spend(CALLS, 4)
        with pytest.raises(TryLater) as caught:
            purse.spend(CALLS, 2)
        _, ends = CALLS.window(timezone.now())
        assert caught.value.after is not None
        assert timedelta() < caught.value.after <= ends - CALLS.window(timezone.now())[0]
        assert "5" in caught.value.words
        purse.spend(CALLS, 1)  # what was refused was not counted
        assert Spending.objects.get().units == 5

    def test_each_account_has_its_own(self, db: None) -> None:
        HousePurse("outlet:page").spend(CALLS, 5)
        HousePurse("outlet:other").spend(CALLS, 5)

    @pytest.mark.django_db(transaction=True)
    def test_many_processes_together_never_spend_more(self) -> None:
        def spend(_: int) -> bool:
            try:
                HousePurse("outlet:page").spend(CALLS, 1)
            except TryLater:
                return False
            else:
                return True
            finally:
                connection.close()

        if connection.vendor == "sqlite":
            paid = [spend(n) for n in range(20)]  # the test's database is in this thread's memory
        else:
            with ThreadPoolExecutor(8) as pool:
                paid = list(pool.map(spend, range(20)))
        assert sum(paid) == CALLS.limit
        assert Spending.objects.get().units == CALLS.limit


def test_what_was_noted_is_there_after_a_crash_and_gone_in_time(db: None) -> None:
    HouseNotes().write("d-1", {"upload": "https://example.org/1"})
    HouseNotes().write("d-1", {"upload": "https://example.org/2"})
    assert HouseNotes().read("d-1") == {"upload": "https://example.org/2"}
    assert HouseNotes().read("d-2") == {}
    retain(at=timezone.now(), only="channels")
    assert HouseNotes().read("d-1")
    retain(at=timezone.now() + timedelta(days=61), only="channels")
    assert not Note.objects.exists()


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Outlet:
    """An outlet whose platform wants a token."""
    token = Field(name="token", label="Token", secret=True, required=False)
    monkeypatch.setattr(Dummy, "fields", (token,))
    monkeypatch.setattr(Dummy, "access", ("token",))
    monkeypatch.setattr(Dummy, "sent", {})
    return Outlet.objects.create(code="page", name="Page", organisation=desk.kpu, channel="dummy")


def answers(monkeypatch: pytest.MonkeyPatch, *problems: Problem) -> None:
    def diagnose(self: Channel) -> list[Problem]:
        return list(problems)

    monkeypatch.setattr(Dummy, "diagnose", diagnose)


def let_in(outlet: Outlet) -> None:
    outlet.lock_secrets({"token": "t"})
    outlet.save()


def test_without_access_the_same_kit_goes_by_hand(desk: Desk, platform: Outlet) -> None:
    desk.published()
    delivery = Delivery.objects.get(outlet=platform)
    assert delivery.state == Delivery.State.BY_HAND
    assert not carry_one(timezone.now())
    assert not Dummy.sent


def test_with_access_it_is_carried_by_program(desk: Desk, platform: Outlet) -> None:
    let_in(platform)
    desk.published()
    assert carry_one(timezone.now())
    assert Delivery.objects.get(outlet=platform).state == Delivery.State.DONE


class TestAsking:
    def test_each_outlet_with_access_is_asked_once_a_day(
        self, monkeypatch: pytest.MonkeyPatch, platform: Outlet, network: Outlet
    ) -> None:
        answers(monkeypatch)
        now = timezone.now()
        assert actions.ask_outlets(at=now) == 0  # nothing to ask with
        let_in(platform)
        assert actions.ask_outlets(at=now) == 1
        assert actions.ask_outlets(at=now + timedelta(hours=1)) == 0
        assert actions.ask_outlets(at=now + timedelta(hours=25)) == 1

    @pytest.mark.parametrize(
        ("days", "fatal", "shown"), [(30, False, False), (6, False, True), (None, True, True)]
    )
    def test_what_ends_within_a_week_is_on_the_first_screen(
        self,
        monkeypatch: pytest.MonkeyPatch,
        desk: Desk,
        platform: Outlet,
        client: Client,
        days: int | None,
        fatal: bool,
        shown: bool,
    ) -> None:
        let_in(platform)
        now = timezone.now()
        ends = now + timedelta(days=days) if days else None
        words = "Perbarui token di halaman Facebook."
        answers(monkeypatch, Problem(field="token", message=words, fatal=fatal, ends_at=ends))
        actions.ask_outlets(at=now)
        client.force_login(desk.officer)
        page = client.get("/desk/").content.decode()
        assert (words in page) is shown

    def test_an_access_that_holds_again_is_in_no_trouble(
        self, monkeypatch: pytest.MonkeyPatch, platform: Outlet
    ) -> None:
        let_in(platform)
        answers(monkeypatch, Problem(field="token", message="Expired."))
        now = timezone.now()
        actions.ask_outlets(at=now)
        assert Outlet.objects.in_trouble(now) == [platform]
        answers(monkeypatch)
        actions.ask_outlet(outlet=platform, at=now)
        assert Outlet.objects.in_trouble(now) == []
