"""Hand-overs that take more than one turn, and channels that do not carry everything."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sasando.channels import actions
from sasando.channels.actions.outcomes import GIVE_UP_AFTER
from sasando.channels.carrying import carry_one
from sasando.channels.models import Delivery, Outlet
from sasando.desk import actions as desk_actions
from sasando.desk.media import FrozenPictures
from sasando.plugins import TryLater, Underway
from sasando.plugins.testing import Dummy
from tests.desk.builders import LATER, Desk


@pytest.fixture
def outlet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Outlet:
    monkeypatch.setattr(Dummy, "failures", [])
    monkeypatch.setattr(Dummy, "sent", {})
    return Outlet.objects.create(code="film", name="f", organisation=desk.kpu, channel="dummy")


def carry_now() -> None:
    Delivery.objects.update(due_at=timezone.now())
    assert carry_one(timezone.now())


def test_progress_is_shown_and_is_no_failed_attempt(desk: Desk, outlet: Outlet) -> None:
    desk.published()
    turns = GIVE_UP_AFTER + 3
    Dummy.failures.extend(Underway(f"{n} / {turns} MB") for n in range(turns))
    for n in range(turns):
        carry_now()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.words) == ("waiting", f"{n} / {turns} MB")
        assert delivery.due_at <= timezone.now()
    assert not Delivery.objects.failed().exists()
    carry_now()
    delivery = Delivery.objects.get()
    assert delivery.state == "done"
    assert [attempt.outcome for attempt in delivery.tries.all()] == ["done"]


def test_progress_waits_as_long_as_it_says(desk: Desk, outlet: Outlet) -> None:
    desk.published()
    Dummy.failures.append(Underway("Sedang diproses.", after=timedelta(minutes=5)))
    carry_now()
    assert Delivery.objects.get().due_at > timezone.now() + timedelta(minutes=4)


def test_failures_after_progress_are_counted_from_one(desk: Desk, outlet: Outlet) -> None:
    desk.published()
    Dummy.failures.extend([TryLater("putus"), Underway("1 / 2 MB"), TryLater("putus")])
    for attempts in (1, 0, 1):
        carry_now()
        assert Delivery.objects.get().attempts == attempts


def test_what_is_withdrawn_meanwhile_does_not_go_on(desk: Desk, outlet: Outlet) -> None:
    version = desk.published()
    Dummy.failures.append(Underway("1 / 2 MB"))
    carry_now()
    desk_actions.withdraw(version=version, by=desk.second, reason="Keliru.", at=LATER)
    while carry_one(timezone.now()):
        pass
    states = dict(Delivery.objects.values_list("goal", "state"))
    assert states["carry"] == "overtaken"
    assert states["withdraw"] == "done"


def test_a_channel_gets_only_what_it_has_something_to_carry_of(
    desk: Desk, outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dummy, "wants", classmethod(lambda cls, d: "ralat" in d.headline))
    first = desk.published()
    assert not Delivery.objects.exists()
    item = desk.edit(first.item.specific, by=desk.officer, title="ralat", change_note="Ralat.")
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    desk_actions.approve(version=second, by=desk.second, at=LATER)
    assert Delivery.objects.get().version == second


def test_a_copy_is_corrected_although_the_new_version_is_not_wanted(
    desk: Desk, outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.published()
    carry_now()
    monkeypatch.setattr(Dummy, "wants", classmethod(lambda cls, document: False))
    item = desk.edit(first.item.specific, by=desk.officer, title="Ralat", change_note="Ralat.")
    second = desk_actions.propose(item=item, by=desk.officer, at=LATER)
    desk_actions.approve(version=second, by=desk.second, at=LATER)
    assert Delivery.objects.filter(version=second, outlet=outlet).exists()


def test_a_recording_is_opened_and_not_held(house: Path) -> None:
    folder = house / "media" / "recordings"
    folder.mkdir(parents=True)
    (folder / f"{'ab' * 32}.mp4").write_bytes(b"0123456789")
    with FrozenPictures().open("ab" * 32) as film:
        film.seek(4)
        assert film.read(3) == b"456"
    with pytest.raises(KeyError):
        FrozenPictures().open("cd" * 32)


def test_one_claims_as_before(desk: Desk, outlet: Outlet) -> None:
    desk.published()
    [delivery] = actions.claim(at=timezone.now())
    actions.go_on(delivery=delivery, error=Underway("…"), at=timezone.now())
    [again] = actions.claim(at=timezone.now())
    assert (again.pk, again.left) == (delivery.pk, True)
