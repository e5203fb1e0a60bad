"""Numbers are read back at fixed steps, each once, and a gap is shown as a gap."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.channels.carrying import carry_one
from sasando.channels.models import HandOver, Outlet
from sasando.channels.vault import make_vault_key
from sasando.live import actions as live
from sasando.live.models import Broadcast, BroadcastAccount
from sasando.plugins import Channel, Measure, MeasureKind, Receipt, Refused, TryLater
from sasando.plugins.testing import Dummy
from sasando.reach import actions
from sasando.reach.models import Measurement, Reading
from tests.desk.builders import NOW, Desk, make_desk
from tests.live.platform import Platform, Stage

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    make_vault_key()
    return tmp_path


@pytest.fixture
def platform(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Measure | Exception]]:
    """A platform that counts. What it will answer next; the last answer stays."""
    said: list[Measure | Exception] = [_views(10)]

    def measures(self: Channel, receipt: Receipt) -> tuple[Measure, ...]:
        answer = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(answer, Exception):
            raise answer
        return (answer,)

    monkeypatch.setattr(Dummy, "sent", {})
    monkeypatch.setattr(Dummy, "can_measure", True)
    monkeypatch.setattr(Dummy, "measures", measures)
    yield said


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def out(desk: Desk, platform: list[Measure | Exception]) -> datetime:
    """When the copy was handed over."""
    Outlet.objects.create(code="page", name="Halaman", organisation=desk.kpu, channel="dummy")
    desk.published()
    assert carry_one(timezone.now())
    return HandOver.objects.get().at


def _views(number: int) -> Measure:
    return Measure(kind=MeasureKind.VIEWS, value=number, source="post_views")


def test_each_step_is_read_once(out: datetime, platform: list[Measure | Exception]) -> None:
    assert actions.read_copies(at=out + HOUR / 2) == 0
    assert actions.read_copies(at=out + HOUR) == 1
    assert actions.read_copies(at=out + 2 * HOUR) == 0
    platform[:] = [_views(25)]
    assert actions.read_copies(at=out + DAY) == 1
    read = Measurement.objects.order_by("reading__step")
    assert list(read.values_list("reading__step", "kind", "value", "source")) == [
        (Reading.Step.HOUR, "views", 10, "post_views"),
        (Reading.Step.DAY, "views", 25, "post_views"),
    ]


def test_what_was_missed_stays_a_gap(out: datetime) -> None:
    assert actions.read_copies(at=out + WEEK) == 1
    numbers = {r.step: r.measurements.count() for r in Reading.objects.all()}
    assert numbers == {Reading.Step.HOUR: 0, Reading.Step.DAY: 0, Reading.Step.WEEK: 1}


def test_a_platform_that_does_not_answer_is_asked_again(
    out: datetime, platform: list[Measure | Exception]
) -> None:
    platform[:] = [TryLater("503"), _views(7)]
    assert actions.read_copies(at=out + HOUR) == 0
    assert not Reading.objects.exists()
    assert actions.read_copies(at=out + HOUR + timedelta(minutes=10)) == 1
    assert Measurement.objects.get().value == 7


def test_a_copy_that_is_gone_says_so_in_the_platforms_words(
    out: datetime, platform: list[Measure | Exception]
) -> None:
    platform[:] = [Refused("Kiriman itu sudah dihapus.")]
    assert actions.read_copies(at=out + HOUR) == 1
    assert Reading.objects.get().words == "Kiriman itu sudah dihapus."


@pytest.mark.parametrize("change", [{"active": False}, {"channel": "network"}])
def test_who_cannot_be_asked_is_not(out: datetime, change: dict[str, Any]) -> None:
    Outlet.objects.update(**change)
    assert actions.read_copies(at=out + HOUR) == 0


def test_the_screen_shows_numbers_gaps_and_what_they_mean_within_its_budget(
    out: datetime,
    desk: Desk,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    actions.read_copies(at=out + WEEK)
    client.force_login(desk.officer)
    read: Callable[[], str] = lambda: client.get("/desk/reach/bacaan/").content.decode()  # noqa: E731
    read()  # what is cached is cached
    with django_assert_max_num_queries(15):
        page = read()
    assert "post_views" in page
    assert "Not read in time" in page
    assert "never added up" in page


# --- Broadcasts ----------------------------------------------------------------------------------
@pytest.fixture
def aired(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Broadcast:
    """A broadcast that a platform says is over since ``NOW``, and a platform that counts."""
    monkeypatch.setattr(Stage, "platform", Platform(), raising=False)
    monkeypatch.setattr("sasando.live.models.broadcasts.broadcaster_named", lambda slug: Stage)
    monkeypatch.setattr(Stage, "measures", lambda self, broadcast: (_views(120),))
    account = BroadcastAccount(code="yt", name="Kanal", organisation=desk.pos, broadcaster="stage")
    account.lock_secrets({"token": "rahasia"})
    account.save()
    episode = desk.published("episode").item.specific
    production = live.open_production(episode=episode, by=desk.reporter, at=NOW)
    return Broadcast.objects.create(
        production=production,
        account=account,
        key="k",
        identifier="b1",
        state="ended",
        live_at=NOW - HOUR,
        ended_at=NOW,
        due_at=NOW,
        planned_by=desk.editor,
    )


def test_a_broadcast_is_read_from_its_end_on(aired: Broadcast) -> None:
    assert actions.read_broadcasts(at=NOW + HOUR / 2) == 0
    assert actions.read_broadcasts(at=NOW + HOUR) == 1
    assert actions.read_broadcasts(at=NOW + HOUR) == 0
    assert actions.read_broadcasts(at=NOW + WEEK) == 1
    steps = list(Reading.objects.order_by("step").values_list("broadcast", "step", "words"))
    assert steps == [(aired.pk, step, "") for step in (60, 24 * 60, 7 * 24 * 60)]
    numbers = Measurement.objects.order_by("reading__step")
    assert list(numbers.values_list("reading__step", "value")) == [
        (60, 120),
        (7 * 24 * 60, 120),
    ]


@pytest.mark.parametrize(
    "change",
    [{"by_hand": True}, {"identifier": ""}, {"state": "gone"}, {"live_at": None}],
)
def test_a_broadcast_that_cannot_be_asked_is_not(aired: Broadcast, change: dict[str, Any]) -> None:
    Broadcast.objects.update(**change)
    assert actions.read_broadcasts(at=NOW + WEEK) == 0


def test_what_a_platform_refuses_to_say_is_shown(
    aired: Broadcast, desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Stage, broadcast: object) -> tuple[Measure, ...]:
        raise Refused("Video itu sudah dihapus.")

    monkeypatch.setattr(Stage, "measures", refuse)
    assert actions.read_broadcasts(at=NOW + HOUR) == 1
    client.force_login(desk.officer)
    page = client.get("/desk/reach/bacaan/").content.decode()
    assert "Video itu sudah dihapus." in page and "Kanal" in page


def test_a_reading_is_of_exactly_one_thing(aired: Broadcast) -> None:
    with pytest.raises(IntegrityError):
        Reading.objects.create(step=60, at=NOW)
