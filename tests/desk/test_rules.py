"""Rules beyond the policy: quiet period, embargo, lateness, who belongs in a text."""

from datetime import UTC, datetime, timedelta

import pytest

from sasando.desk import actions
from sasando.desk.exceptions import NotAllowed, RuleBroken
from sasando.desk.models import State
from sasando.desk.waiting import overview
from sasando.elections.models import Election, Stage
from tests.desk.builders import NOW

QUIET = datetime(2024, 11, 25, 3, 0, tzinfo=UTC)


def test_what_touches_the_campaign_is_locked_in_the_quiet_period(desk):
    elections = [Election.objects.get()]
    with pytest.raises(RuleBroken) as broken:
        desk.proposed("news", at=QUIET, campaign_like=True, elections=elections)
    assert "UU 10/2016" in str(broken.value)  # regional heads
    with pytest.raises(RuleBroken):  # written before, scheduled into it
        desk.proposed("news", campaign_like=True, embargo_until=QUIET)
    assert desk.proposed("news", at=QUIET).state == State.PROPOSED
    assert desk.proposed("release", at=QUIET, campaign_like=True).state == State.PROPOSED


def test_what_was_approved_before_the_quiet_period_does_not_slip_into_it(desk):
    version = desk.published("news", campaign_like=True, embargo_until=QUIET - timedelta(days=5))
    assert version.state == State.APPROVED
    Stage.objects.filter(code="tenang").update(starts=NOW.date())
    assert actions.publish_due(at=QUIET) == []
    version.refresh_from_db()
    assert version.state == State.APPROVED
    assert [v.pk for v in overview(person=desk.editor, at=QUIET).late] == [version.pk]


def test_home_lists_what_goes_out_today(desk):
    version = desk.published(embargo_until=NOW + timedelta(hours=3))
    assert [v.pk for v in overview(person=desk.head, at=NOW).today] == [version.pk]
    assert overview(person=desk.reporter, at=NOW).today == ()


def test_an_officer_who_edits_a_news_story_stops_it(desk):
    item = desk.edit(desk.item("news"), by=desk.officer, title="Disunting KPU")
    with pytest.raises(NotAllowed):
        actions.propose(item=item, by=desk.reporter, at=NOW)


def test_only_those_who_may_write_a_kind_propose_it(desk):
    for kind, name in (
        ("release", "editor"),
        ("news", "officer"),
        ("news", "business"),
        ("notice", "flores"),
    ):
        with pytest.raises(NotAllowed):
            actions.propose(item=desk.item(kind), by=desk.people[name], at=NOW)


def test_the_address_stays_after_publication(desk):
    item = desk.published().item.specific
    item = desk.edit(item, by=desk.officer, slug="lain", change_note="Alamat.")
    with pytest.raises(RuleBroken):
        actions.propose(item=item, by=desk.officer, at=NOW)


def test_a_newsroom_moves_no_stage(desk):
    stage = Stage.objects.get(code="pungut")
    change = {"stage": stage, "starts": stage.starts, "ends": None, "reason": "Kata kami."}
    with pytest.raises(RuleBroken):
        desk.proposed("news", body=[("stage_change", change)])
