"""What the worker does by the clock: one version that fails holds up no other."""

from datetime import timedelta

import pytest
from wagtail.models import PageLogEntry

from sasando.desk import actions, signals
from sasando.desk.actions import publication
from sasando.desk.models import Message, State, Version
from sasando.desk.waiting import overview
from tests.desk.builders import NOW

DAYS = timedelta(days=2)


@pytest.fixture
def broken_receiver():
    """A room below that fails for one version, whatever it is told."""
    broken: list[int] = []

    def fail(version, **kwargs):
        if version.pk in broken:
            raise RuntimeError("a room below is broken")

    told = (signals.published, signals.expired, signals.overdue)
    for signal in told:
        signal.connect(fail)
    yield broken
    for signal in told:
        signal.disconnect(fail)


def test_what_cannot_expire_is_shown_and_the_others_do(desk, broken_receiver, caplog):
    bad, good = (desk.published(valid_until=NOW + timedelta(days=1)) for _ in range(2))
    broken_receiver.append(bad.pk)
    assert [v.pk for v in actions.expire(at=NOW + DAYS)] == [good.pk]
    bad.refresh_from_db()
    assert bad.state == State.CURRENT
    assert str(bad.pk) in caplog.text
    assert [v.pk for v in overview(person=desk.officer, at=NOW + DAYS).outlived] == [bad.pk]
    broken_receiver.clear()
    assert [v.pk for v in actions.expire(at=NOW + DAYS)] == [bad.pk]
    assert overview(person=desk.officer, at=NOW + DAYS).outlived == ()


def test_what_cannot_be_marked_overdue_holds_up_no_other(desk, broken_receiver):
    bad, good = desk.published("notice"), desk.published("notice")
    broken_receiver.append(bad.pk)
    assert [v.pk for v in actions.mark_overdue(at=NOW + DAYS)] == [good.pk]
    bad.refresh_from_db()
    assert not bad.overdue


def test_what_cannot_go_out_holds_up_no_other(desk, broken_receiver):
    when = NOW + timedelta(hours=3)
    bad, good = (desk.published(embargo_until=when) for _ in range(2))
    broken_receiver.append(bad.pk)
    assert [v.pk for v in actions.publish_due(at=when)] == [good.pk]


def test_a_notice_confirmed_between_look_and_lock_is_not_overdue(desk, monkeypatch):
    version = desk.published("notice")
    at = NOW + timedelta(hours=25)
    look = publication.locked

    def confirm_first(found: Version) -> Version:
        monkeypatch.setattr(publication, "locked", look)
        actions.confirm_notice(version=found, by=desk.head, at=at)
        return look(found)

    monkeypatch.setattr(publication, "locked", confirm_first)
    assert actions.mark_overdue(at=at) == []
    version.refresh_from_db()
    assert (version.confirmed, version.overdue) == (True, False)


@pytest.mark.parametrize("way", ["edit", "take back", "cancel"])
def test_a_text_is_voided_the_same_whichever_way(desk, way):
    heard = []

    def hear(version, reason, **kwargs):
        heard.append((version.pk, bool(reason)))

    signals.voided.connect(hear)
    version = desk.proposed()
    try:
        if way == "edit":
            desk.edit(version.item.specific, by=desk.head, title="Judul lain")
        elif way == "take back":
            actions.take_back(version=version, by=desk.officer, at=NOW)
        else:
            version.item.specific.current_workflow_state.cancel(user=desk.officer)
    finally:
        signals.voided.disconnect(hear)
    version.refresh_from_db()
    assert version.state == State.VOID
    assert heard == [(version.pk, True)]
    entry = PageLogEntry.objects.get(action="sasando.voided")
    assert entry.user == (desk.head if way == "edit" else desk.officer)
    assert not Message.objects.filter(event=Message.Event.WAITS, done_at__isnull=True).exists()
    assert version.item.specific.current_workflow_state is None
