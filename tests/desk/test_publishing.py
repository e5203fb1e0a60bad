"""The main job: a text is frozen, approved on its digest, and goes out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sasando.desk import actions, signals
from sasando.desk.exceptions import NotAllowed, RuleBroken, WrongState
from sasando.desk.models import LogLeaf, Release, State, Version
from sasando.documents import Standing
from sasando.elections.models import Stage, StageMove
from sasando.parties.models import PublicSigningKey
from sasando.trust.log import leaf_hash, root
from sasando.trust.signing import verify_approval
from tests.desk.builders import LATER, NOW, rich


def test_a_release_approved_by_the_second_officer_is_out(desk):
    version = desk.proposed()
    assert version.state == State.PROPOSED
    assert version.document.imprint is None

    version = actions.approve(version=version, by=desk.second, at=LATER)

    assert version.state == State.CURRENT
    document = version.document
    assert document.digest == version.digest
    assert document.imprint.published_at == LATER
    assert document.imprint.log_index == 0
    approval = document.imprint.approvals[0]
    key = PublicSigningKey.objects.get(organisation=desk.kpu).key
    assert verify_approval(approval, key)
    assert approval.digest == version.digest
    page = Release.objects.get(pk=version.item_id)
    assert page.live
    assert page.live_revision_id == version.revision_id
    assert page.last_published_at == LATER


def test_both_sides_approve_a_partnership_story_in_any_order(desk):
    for order in (("editor", "officer"), ("officer", "editor")):
        version = desk.proposed("partnership")
        version = actions.approve(version=version, by=desk.people[order[0]], at=NOW)
        assert version.state == State.PROPOSED
        version = actions.approve(version=version, by=desk.people[order[1]], at=NOW)
        assert version.state == State.CURRENT
        assert version.item.specific.current_workflow_state is None


def test_a_correction_replaces_what_stood(desk):
    heard = []

    def hear(version, replaced, **kwargs):
        heard.append((version.number, replaced and replaced.number))

    signals.published.connect(hear)
    try:
        first = desk.published()
        item = desk.edit(
            first.item.specific, by=desk.officer, title="Angka yang benar", change_note="Angkanya."
        )
        second = actions.propose(item=item, by=desk.officer, at=LATER)
        second = actions.approve(version=second, by=desk.second, at=LATER)
    finally:
        signals.published.disconnect(hear)

    first = Version.objects.get(pk=first.pk)
    assert heard == [(1, None), (2, 1)]
    assert (first.state, second.state) == (State.CORRECTED, State.CURRENT)
    assert first.document.imprint.standing is Standing.CORRECTED
    assert [past.version for past in second.document.imprint.history] == [1, 2]
    assert second.document.correction.digest == first.digest
    assert first.standing_note == "Angkanya."
    leaves = [leaf_hash(leaf.entry.encode()) for leaf in LogLeaf.objects.all()]
    assert LogLeaf.objects.all().tree().root() == root(leaves)


def test_a_second_version_without_its_change_is_not_proposed(desk):
    item = desk.edit(desk.published().item.specific, by=desk.officer, title="Judul lain")
    with pytest.raises(RuleBroken) as broken:
        actions.propose(item=item, by=desk.officer, at=LATER)
    assert len(broken.value.problems) == 1


def test_an_edit_voids_all_approvals(desk):
    version = actions.approve(version=desk.proposed("partnership"), by=desk.editor, at=NOW)
    item = desk.edit(version.item.specific, by=desk.reporter, title="Judul lain")
    version.refresh_from_db()
    assert version.state == State.VOID
    again = actions.propose(item=item, by=desk.reporter, at=NOW)
    assert again.digest != version.digest
    assert {r.name for r in again.missing_approvals()} == {"editor", "officer"}
    with pytest.raises(WrongState):
        actions.approve(version=version, by=desk.officer, at=NOW)


def test_the_same_text_may_be_proposed_again_after_it_was_taken_back(desk):
    version = desk.proposed()
    with pytest.raises(NotAllowed):
        actions.take_back(version=version, by=desk.second, at=NOW)
    actions.take_back(version=version, by=desk.officer, at=NOW)
    again = actions.propose(item=version.item.specific, by=desk.officer, at=NOW)
    assert again.digest == version.digest
    assert actions.approve(version=again, by=desk.second, at=NOW).state == State.CURRENT


def test_a_refusal_keeps_its_reason_and_the_text_comes_back(desk):
    version = desk.proposed("partnership")
    with pytest.raises(NotAllowed):
        actions.refuse(version=version, by=desk.editor, reason="  ", at=NOW)
    version = actions.refuse(version=version, by=desk.editor, reason="Angka keliru.", at=NOW)
    assert version.state == State.REFUSED
    item = desk.edit(version.item.specific, by=desk.reporter, title="Sudah benar")
    again = actions.propose(item=item, by=desk.reporter, at=LATER)
    for name in ("officer", "editor"):
        again = actions.approve(version=again, by=desk.people[name], at=LATER)
    assert again.state == State.CURRENT
    assert [r.reason for r in version.refusals.all()] == ["Angka keliru."]


def test_a_scheduled_version_waits_for_its_time(desk):
    when = timezone.now() - timedelta(days=1)
    version = desk.published(at=when - timedelta(hours=3), embargo_until=when)
    assert version.state == State.APPROVED
    assert actions.publish_due(at=when - timedelta(minutes=1)) == []
    assert [v.pk for v in actions.publish_due(at=when)] == [version.pk]
    version.refresh_from_db()
    assert (version.state, version.published_at) == (State.CURRENT, when)


def test_publishing_again_changes_nothing(desk):
    version = desk.published()
    assert actions.publish(version=version, at=LATER).published_at == NOW
    assert LogLeaf.objects.count() == 1


def test_a_withdrawal_gives_its_reason_in_public(desk):
    version = desk.published()
    with pytest.raises(NotAllowed):
        actions.withdraw(version=version, by=desk.editor, reason="Keliru.", at=LATER)
    version = actions.withdraw(version=version, by=desk.officer, reason="Keliru.", at=LATER)
    assert version.document.imprint.standing is Standing.WITHDRAWN
    assert version.document.imprint.standing_note == "Keliru."
    assert not Release.objects.get(pk=version.item_id).live
    assert LogLeaf.objects.count() == 2


def test_what_outlives_its_time_expires(desk):
    version = desk.published(valid_until=NOW + timedelta(days=1))
    assert actions.expire(at=NOW) == []
    assert [v.pk for v in actions.expire(at=NOW + timedelta(days=2))] == [version.pk]
    version.refresh_from_db()
    assert version.state == State.EXPIRED


def test_an_urgent_notice_is_confirmed_by_a_third_person_or_marked(desk):
    version = desk.published("notice")
    assert version.state == State.CURRENT
    assert not version.confirmed
    assert version.document.imprint.confirmed  # its 24 hours run
    for name in ("officer", "second", "editor"):
        with pytest.raises(NotAllowed):
            actions.confirm_notice(version=version, by=desk.people[name], at=LATER)
    assert actions.mark_overdue(at=NOW + timedelta(hours=23)) == []
    assert len(actions.mark_overdue(at=NOW + timedelta(hours=25))) == 1
    version.refresh_from_db()
    assert not version.document.imprint.confirmed
    version = actions.confirm_notice(version=version, by=desk.head, at=NOW + timedelta(hours=26))
    assert version.document.imprint.confirmed


def test_media_accept_or_decline_a_release_and_nothing_else(desk):
    version = desk.published()
    actions.accept(version=version, organisation=desk.pos, by=desk.editor, at=LATER)
    actions.decline(version=version, organisation=desk.net, by=desk.flores, reason="", at=LATER)
    assert dict(version.acceptances.values_list("organisation__code", "carries")) == {
        "pos": True,
        "net": False,
    }
    with pytest.raises(NotAllowed):
        actions.accept(version=version, organisation=desk.net, by=desk.editor, at=LATER)
    story = desk.published("news")
    with pytest.raises(NotAllowed):
        actions.accept(version=story, organisation=desk.pos, by=desk.editor, at=LATER)


def test_a_stage_moves_when_its_release_is_out(desk):
    stage = Stage.objects.get(code="pungut")
    change = {
        "stage": stage,
        "starts": date(2024, 12, 4),
        "ends": date(2024, 12, 4),
        "reason": "Keputusan KPU.",
    }
    version = desk.proposed(
        body=[("paragraph", rich("Jadwal bergeser.")), ("stage_change", change)]
    )
    stage.refresh_from_db()
    assert stage.starts == date(2024, 11, 27)
    actions.approve(version=version, by=desk.second, at=LATER)
    stage.refresh_from_db()
    assert stage.starts == date(2024, 12, 4)
    assert StageMove.objects.get().decided_by.endswith(version.digest)


def test_a_stage_that_moved_meanwhile_stops_the_approval(desk):
    stage = Stage.objects.get(code="pungut")
    version = desk.proposed(body=[("stage", {"stage": stage, "note": ""})])
    Stage.objects.filter(pk=stage.pk).update(starts=date(2024, 12, 4), ends=date(2024, 12, 4))
    with pytest.raises(WrongState):
        actions.approve(version=version, by=desk.second, at=LATER)


def test_an_erratum_goes_the_way_of_what_it_corrects(desk):
    wrong = desk.published("news")
    item = desk.item(
        "erratum",
        by=desk.reporter,
        publisher=desk.pos,
        corrects=wrong,
        change_note="Bukan 275.805.",
    )
    version = actions.propose(item=item, by=desk.reporter, at=LATER)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, by=desk.second, at=LATER)
    version = actions.approve(version=version, by=desk.editor, at=LATER)
    assert version.state == State.CURRENT
    assert version.document.correction.digest == wrong.digest


def test_documents_are_listed_in_a_fixed_number_of_queries(desk, django_assert_num_queries):
    for _number in range(3):
        first = desk.published()
        item = desk.edit(first.item.specific, by=desk.officer, title="Baru", change_note="Judul.")
        second = actions.propose(item=item, by=desk.officer, at=LATER)
        actions.approve(version=second, by=desk.second, at=LATER)
    with django_assert_num_queries(5):
        documents = [v.document for v in Version.objects.current().with_imprint().newest_first()]
    assert [len(document.imprint.history) for document in documents] == [2, 2, 2]
