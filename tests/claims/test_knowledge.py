"""What the index holds follows the desk, also across a crash between the two."""

from datetime import date

import pytest

from sasando.claims import actions, knowledge
from sasando.claims.models import ForeignCheck, KnownChange
from sasando.desk import actions as desk_actions
from sasando.elections.actions import move_stage
from sasando.elections.models import Stage
from sasando.matching import Source
from tests.claims.conftest import work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk


def test_what_is_published_is_known(desk: Desk, engine: StandIn) -> None:
    version = desk.published("release")
    assert KnownChange.objects.get().subject == f"item:{version.item.uuid}"
    work()
    assert not KnownChange.objects.exists()
    known = engine.known[f"version:{version.item.uuid}"]
    assert (known.source, known.title) == (Source.OFFICIAL, version.headline)
    assert known.href == version.href
    assert version.content.key_message in known.explanation


def test_a_verdict_is_known_by_its_claim_and_its_truth(desk: Desk, engine: StandIn) -> None:
    version = desk.published("verdict")
    work()
    known = engine.known[f"version:{version.item.uuid}"]
    statement = version.content.verdict
    assert (known.source, known.claim) == (Source.CHECK, statement.claim)
    assert statement.truth in known.explanation


def test_what_was_withdrawn_is_known_no_more(desk: Desk, engine: StandIn) -> None:
    version = desk.published("release")
    work()
    desk_actions.withdraw(version=version, by=desk.second, reason="Keliru.", at=NOW)
    work()
    assert not engine.known


def test_a_crash_before_the_index_wrote_repeats_the_work(desk: Desk, engine: StandIn) -> None:
    desk.published("release")
    engine.trouble = OSError("the disk is full")
    with pytest.raises(OSError, match="full"):
        knowledge.take_in(NOW)
    assert KnownChange.objects.count() == 1
    engine.trouble = None
    work()
    assert len(engine.known) == 1
    assert not KnownChange.objects.exists()


def test_what_changes_while_it_is_taken_in_is_taken_in_again(
    desk: Desk, engine: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = desk.published("release")
    put = engine.put

    def put_while_it_changes(known):
        put(known)
        actions.note_change(subject=f"item:{version.item.uuid}", at=NOW)

    monkeypatch.setattr(engine, "put", put_while_it_changes)
    knowledge.take_in(NOW)
    assert KnownChange.objects.count() == 1


def test_a_stage_is_known_by_what_people_ask_and_moves_with_the_calendar(
    desk: Desk, engine: StandIn
) -> None:
    stage = Stage.objects.get(code="pungut")
    move_stage(
        stage=stage,
        starts=date(2024, 12, 4),
        ends=date(2024, 12, 4),
        reason="Banjir.",
        decided_by="surat",
        at=NOW,
    )
    work()
    known = engine.known["stage:pilkada2024/pungut"]
    assert known.source == Source.CALENDAR
    assert "pencoblosan" in known.claim
    assert "4 Desember 2024" in known.explanation
    assert engine.known["stage:pilkada2024/pungut/en"].language == "en"


def test_a_stage_without_dates_says_nothing(desk: Desk, engine: StandIn) -> None:
    actions.note_change(subject="stage:pungut", at=NOW)
    work()
    Stage.objects.update(starts=None, ends=None)
    actions.note_change(subject="stage:pungut", at=NOW)
    work()
    assert not engine.known


def test_everything_is_what_a_rebuilt_index_holds(desk: Desk) -> None:
    desk.published("release")
    check = ForeignCheck.objects.create(
        identifier="x", publisher="MAFINDO", href="https://x.example/1", title="[SALAH] …",
        imported_at=NOW,
    )  # fmt: skip
    ForeignCheck.objects.create(
        identifier="y", publisher="MAFINDO", href="https://x.example/2", title="…",
        imported_at=NOW, active=False,
    )  # fmt: skip
    known = {one.id for one in knowledge.everything()}
    assert f"foreign:{check.pk}" in known
    assert len(known) == 1 + 2 * 3 + 1
