"""Announced everywhere with one press, live by the platforms' own word, and by hand where it must be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.desk import actions as texts
from sasando.live import actions
from sasando.live.carrying import carry, next_broadcasts, next_standings, plan_of
from sasando.live.exceptions import NotReady, WrongState
from sasando.live.models import Broadcast, BroadcastAccount, BroadcastWord, Production
from sasando.plugins.broadcaster import BroadcastState
from sasando.plugins.channel import Refused, TryLater
from tests.desk.builders import LATER, NOW, Desk
from tests.live.platform import Platform


def work() -> None:
    """Do everything that waits, however long it was to wait."""
    for _ in range(20):
        Broadcast.objects.filter(work="waiting").update(due_at=NOW)
        works = next_broadcasts(timezone.now())
        if not works:
            return
        for one in works:
            one()


def state_of(production: Production) -> str:
    return Production.objects.get(pk=production.pk).state


def announce(production: Production, desk: Desk) -> None:
    actions.schedule_everywhere(production=production, by=desk.editor, at=NOW)
    work()


def on_air(production: Production, desk: Desk) -> None:
    announce(production, desk)
    actions.go_live(production=production, by=desk.editor, at=NOW)
    work()


def test_one_press_announces_on_every_account_once(production, accounts, platform, desk) -> None:
    announce(production, desk)
    announce(production, desk)  # pressed again
    assert sorted(platform.plans) == ["b1", "b2"]
    assert len(platform.calls) == 2
    plan = platform.plans["b1"]
    assert plan.title == production.episode.title
    assert "Studio Pos Kupang" in plan.description
    assert plan.picture.startswith(b"\x89PNG")
    for row in production.broadcasts.all():
        assert (row.state, row.work, row.wanted) == ("planned", "idle", "")
        assert row.ingest_key == f"kunci-{row.identifier}"
        assert row.ingest_key not in row.locked_ingest
    assert state_of(production) == "scheduled"


def test_nothing_is_announced_before_both_sides_approved(desk, accounts, platform) -> None:
    version = desk.proposed("episode")
    production = actions.open_production(episode=version.item.specific, by=desk.reporter, at=NOW)
    with pytest.raises(NotReady, match="approved by both sides"):
        actions.schedule_everywhere(production=production, by=desk.editor, at=NOW)
    assert not platform.calls and state_of(production) == "planning"


def test_one_platform_that_refuses_does_not_hold_the_other(
    production, accounts, platform, desk
) -> None:
    def refuse(call: str, token: str) -> None:
        if token == "rahasia-yt":
            raise Refused("liveStreamingNotEnabled: not enabled for live streaming")

    platform.fails = refuse
    announce(production, desk)
    refused = production.broadcasts.get(account__code="yt")
    assert (refused.state, refused.work) == ("unplanned", "refused")
    assert "liveStreamingNotEnabled" in refused.words  # the platform's own
    assert production.broadcasts.get(account__code="fb").state == "planned"
    platform.fails = lambda call, identifier: None
    actions.try_again(broadcast=refused, at=NOW)
    work()
    refused.refresh_from_db()
    assert (refused.state, refused.words) == ("planned", "")


def test_what_fails_for_a_while_is_tried_again_with_the_same_key(
    production, accounts, platform, desk
) -> None:
    failures = iter([TryLater("backendError"), TryLater("backendError")])

    def fail(call: str, identifier: str) -> None:
        if (error := next(failures, None)) is not None:
            raise error

    platform.fails = fail
    announce(production, desk)
    assert sorted(platform.plans) == ["b1", "b2"]
    assert production.broadcasts.filter(state="planned").count() == 2


def test_it_is_live_when_a_platform_says_so_and_over_when_all_do(
    consented, accounts, platform, desk
) -> None:
    announce(consented, desk)
    platform.receives = False
    actions.go_live(production=consented, by=desk.editor, at=NOW)
    (one,) = next_broadcasts(timezone.now())
    one()
    assert state_of(consented) == "starting"  # pressed, and no platform says it is
    assert consented.broadcasts.filter(words="The stream is inactive.").exists()
    platform.receives = True
    work()
    assert state_of(consented) == "live"
    actions.end(production=consented, by=desk.editor, at=LATER)
    assert state_of(consented) == "ending"
    one, *_ = next_broadcasts(timezone.now())
    one()
    assert state_of(consented) == "ending"  # one of two
    work()
    assert state_of(consented) == "ended"
    with pytest.raises(WrongState):
        actions.go_live(production=consented, by=desk.editor, at=LATER)


def test_who_has_not_agreed_to_be_recorded_keeps_it_from_going_live(
    production, accounts, platform, desk
) -> None:
    announce(production, desk)
    with pytest.raises(NotReady) as refused:
        actions.go_live(production=production, by=desk.editor, at=NOW)
    assert len(refused.value.problems) == 3
    assert "Maria Bria has not agreed" in str(refused.value)
    assert state_of(production) == "scheduled"
    host, maria, nus = production.people
    for person in (host, maria):
        actions.record_consent(
            production=production, ref=person.ref, given=True, how="signed", by=desk.editor, at=NOW
        )
    actions.answer_invitation(production=production, ref=nus.ref, comes=False, at=NOW)
    actions.go_live(production=production, by=desk.editor, at=NOW)
    assert state_of(production) == "starting"


def test_an_account_without_access_is_carried_by_hand(desk, consented, platform) -> None:
    account = BroadcastAccount.objects.create(
        code="fb", name="FB", organisation=desk.pos, broadcaster="stage"
    )
    announce(consented, desk)
    row = consented.broadcasts.get()
    assert (row.work, platform.calls) == ("by-hand", [])
    actions.done_by_hand(
        broadcast=row,
        by=desk.editor,
        at=NOW,
        address="https://facebook.example/live/1",
        ingest_url="rtmps://live-api-s.facebook.example/rtmp/",
        ingest_key="FB-1-rahasia",
    )
    row.refresh_from_db()
    assert (row.state, row.work, row.ingest_key) == ("planned", "idle", "FB-1-rahasia")
    account.lock_secrets({"token": "kemudian"})
    account.save()
    actions.go_live(production=consented, by=desk.editor, at=NOW)
    row.refresh_from_db()
    assert (row.wanted, row.work) == ("start", "by-hand")  # who announced it carries it on
    assert state_of(consented) == "starting"
    actions.done_by_hand(broadcast=row, by=desk.editor, at=NOW, words="Tayang, 12 penonton.")
    assert state_of(consented) == "live"
    receipts = row.said.order_by("pk").values_list("wanted", "state", "by")
    assert list(receipts) == [
        ("schedule", "planned", desk.editor.pk),
        ("start", "live", desk.editor.pk),
    ]
    with pytest.raises(WrongState):
        actions.done_by_hand(broadcast=row, by=desk.editor, at=NOW)


def test_a_corrected_announcement_is_corrected_everywhere(
    production, accounts, platform, desk
) -> None:
    announce(production, desk)
    text = desk.edit(
        production.episode,
        by=desk.reporter,
        title="Bincang: judul yang benar",
        change_note="Judul diperbaiki.",
    )
    version = texts.propose(item=text, by=desk.reporter, at=LATER)
    for person in (desk.editor, desk.officer):
        version = texts.approve(version=version, by=person, at=LATER)
    work()
    assert {plan.title for plan in platform.plans.values()} == {"Bincang: judul yang benar"}
    assert len(platform.plans) == 2


def test_cancelled_it_comes_down_everywhere_and_says_why(
    production, accounts, platform, desk
) -> None:
    announce(production, desk)
    with pytest.raises(WrongState):
        actions.cancel(production=production, reason=" ", by=desk.editor, at=NOW)
    actions.cancel(production=production, reason="Narasumber sakit.", by=desk.editor, at=NOW)
    work()
    assert set(platform.states.values()) == {BroadcastState.GONE}
    assert set(production.broadcasts.values_list("state", flat=True)) == {"cancelled"}
    assert state_of(production) == "cancelled"


def test_cancelled_while_it_is_being_announced_the_announcement_comes_down_too(
    production, accounts, platform, desk
) -> None:
    actions.schedule_everywhere(production=production, by=desk.editor, at=NOW)
    (one,) = next_broadcasts(timezone.now())

    def cancel_meanwhile(call: str, identifier: str) -> None:
        if call == "schedule":
            platform.fails = lambda call, identifier: None
            actions.cancel(production=production, reason="Batal.", by=desk.editor, at=NOW)

    platform.fails = cancel_meanwhile
    one()
    work()
    assert set(platform.states.values()) == {BroadcastState.GONE}
    assert state_of(production) == "cancelled"


def test_what_was_deleted_on_the_platform_is_seen_and_said(
    consented, accounts, platform, desk
) -> None:
    on_air(consented, desk)
    platform.states["b1"] = BroadcastState.GONE
    platform.words, platform.healthy = "videoIngestionStarved", False
    for ask in next_standings(timezone.now() + timedelta(minutes=1)):
        ask()
    gone, stays = consented.broadcasts.order_by("identifier")
    assert (gone.state, stays.state) == ("gone", "live")
    assert stays.words == "videoIngestionStarved" and not stays.healthy
    assert stays in Broadcast.objects.in_trouble()
    assert state_of(consented) == "live"
    assert gone.said.filter(outcome=BroadcastWord.Outcome.SEEN, state="gone").exists()


def test_a_worker_that_died_is_followed_by_another_with_the_same_key(
    production, accounts, platform, desk
) -> None:
    actions.schedule_everywhere(production=production, by=desk.editor, at=NOW)
    dead = actions.claim(at=timezone.now())
    dead.account.open().schedule(plan_of(dead), key=dead.key)  # it arrived; the answer did not
    Broadcast.objects.filter(pk=dead.pk).update(lease_until=NOW)
    work()
    assert len(platform.plans) == 2
    carry(dead)  # the dead one comes back: its lease is lost, and nothing changes
    assert production.broadcasts.filter(state="planned").count() == 2


def test_our_own_stream_counts_as_a_platform(consented, desk) -> None:
    actions.stream_arrived(production=consented, path="/media/live/x/index.m3u8", at=NOW)
    assert state_of(consented) == "planning"  # a test signal is no broadcast
    actions.go_live(production=consented, by=desk.editor, at=NOW)
    assert state_of(consented) == "live"
    actions.end(production=consented, by=desk.editor, at=LATER)
    assert state_of(consented) == "ending"
    actions.stream_stopped(production=consented, at=LATER)
    assert state_of(consented) == "ended"


def test_the_platforms_are_asked_no_more_often_than_needed(
    consented, accounts, platform: Platform, desk
) -> None:
    on_air(consented, desk)
    now = timezone.now()
    assert not next_standings(now)  # they said it a moment ago
    later = now + timedelta(seconds=11)
    assert len(next_standings(later)) == 2
    assert not next_standings(later)  # another worker asks already
