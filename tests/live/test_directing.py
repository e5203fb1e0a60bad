"""The rundown runs on the server's clock; two directors never overwrite each other unheard."""

from datetime import timedelta

import pytest

from sasando.live import actions
from sasando.live.exceptions import ChangedMeanwhile, NotReady, WrongState
from sasando.live.models import OnAir, Segment
from sasando.live.models.onair import Layer
from tests.desk.builders import LATER, NOW, Desk


def minutes(count: float):
    return NOW + timedelta(minutes=count)


@pytest.fixture
def live(consented, desk: Desk):
    actions.stream_arrived(production=consented, path="/media/live/x/index.m3u8", at=NOW)
    return actions.go_live(production=consented, by=desk.editor, at=NOW)


def test_segments_have_their_real_times_and_end_with_the_episode(live, desk: Desk) -> None:
    first, second, *_ = live.segments.all()
    assert first.started_at == NOW
    begun = actions.next_segment(production=live, after=first.pk, by=desk.editor, at=minutes(4))
    assert begun == second
    first.refresh_from_db()
    assert (first.ended_at, begun.started_at) == (minutes(4), minutes(4))
    actions.switch_speaker(
        production=live, ref=str(live.people[0].ref), by=desk.editor, at=minutes(5)
    )
    actions.end(production=live, by=desk.editor, at=minutes(30))
    actions.stream_stopped(production=live, at=minutes(31))
    second.refresh_from_db()
    assert second.ended_at == minutes(30)
    assert live.speaking.get().seconds(LATER) == 25 * 60


def test_two_directors_who_press_next_at_once_move_on_by_one(live, desk: Desk) -> None:
    first, second, third, _ = live.segments.all()
    actions.next_segment(production=live, after=first.pk, by=desk.editor, at=minutes(4))
    with pytest.raises(ChangedMeanwhile, match=second.title):
        actions.next_segment(production=live, after=first.pk, by=desk.officer, at=minutes(4))
    third.refresh_from_db()
    assert third.started_at is None


def test_a_segment_may_be_taken_before_its_turn(live, desk: Desk) -> None:
    first, _, third, last = live.segments.all()
    actions.next_segment(production=live, after=first.pk, by=desk.editor, at=minutes(4), to=last.pk)
    begun = actions.next_segment(production=live, after=last.pk, by=desk.editor, at=minutes(5))
    assert begun is not None and begun != third
    assert begun.position == 2


def test_segments_wait_until_it_goes_live(consented, desk: Desk) -> None:
    with pytest.raises(WrongState):
        actions.next_segment(production=consented, after=None, by=desk.editor, at=NOW)


def test_one_tap_switches_who_speaks(live, desk: Desk) -> None:
    host, maria, _ = (str(person.ref) for person in live.people)
    for ref, at in ((host, 0), (maria, 2), (maria, 3), (host, 7)):
        actions.switch_speaker(production=live, ref=ref, by=desk.editor, at=minutes(at))
    actions.stop_speaking(production=live, at=minutes(8))
    spoken = [(row.name, row.gender, row.seconds(LATER)) for row in live.speaking.all()]
    assert spoken == [
        ("Rambu Praing", "", 120),
        ("Maria Bria", "female", 300),
        ("Rambu Praing", "", 60),
    ]


def test_the_second_director_is_told_who_changed_what(live, desk: Desk) -> None:
    def put(title: str, *, by, seen: int, layer: str = Layer.CARD) -> OnAir:
        return actions.put_on_air(
            production=live, layer=layer, shows={"title": title}, seen=seen, by=by, at=NOW
        )

    first = put("275.085 pemilih", by=desk.editor, seen=0)
    with pytest.raises(ChangedMeanwhile, match=r"Dion Tefa put “275\.085 pemilih” there"):
        put("552 TPS", by=desk.officer, seen=0)
    on_air = OnAir.objects.get()
    assert on_air.layers["card"]["title"] == "275.085 pemilih"
    put("Rambu", by=desk.officer, seen=0, layer=Layer.SPEAKER)  # another place: nothing is lost
    assert put("552 TPS", by=desk.officer, seen=first.number).layers.keys() == {"card", "speaker"}
    with pytest.raises(ChangedMeanwhile, match="Maria Bria put “552 TPS”"):
        actions.take_off(
            production=live, layer=Layer.CARD, seen=first.number, by=desk.editor, at=NOW
        )
    number = OnAir.objects.get().number
    off = actions.take_off(production=live, layer=Layer.CARD, seen=number, by=desk.editor, at=NOW)
    assert off.layers.keys() == {"speaker"}
    assert off.changes.count() == off.number == 4


def test_the_same_shown_twice_is_one_change(live, desk: Desk) -> None:
    for person in (desk.editor, desk.officer):
        on_air = actions.put_on_air(
            production=live, layer=Layer.FRAME, shows={"label": "ikat"}, seen=0, by=person, at=NOW
        )
    assert on_air.number == 1


def test_in_the_quiet_period_what_touches_the_campaign_stays_off_the_air(
    consented, desk: Desk
) -> None:
    consented.episode.campaign_like = True  # as the approved text declares it
    type(consented.episode).objects.filter(pk=consented.episode.pk).update(campaign_like=True)
    quiet = NOW.replace(month=11, day=25)
    with pytest.raises(NotReady, match="locked until"):
        actions.go_live(production=consented, by=desk.editor, at=quiet)
    actions.go_live(production=consented, by=desk.editor, at=NOW)


def test_the_rundown_is_moved_added_to_and_cleared(production, desk: Desk) -> None:
    before = [segment.pk for segment in production.segments.all()]
    new = actions.edit_segment(
        production=production,
        segment=None,
        values={"title": "Bahasa isyarat", "kind": Segment.Kind.TALK, "planned_s": 60},
        at=NOW,
    )
    moved = [new.pk, *before]
    actions.arrange_segments(production=production, order=moved, seen=[*before, new.pk], at=NOW)
    assert [segment.pk for segment in production.segments.all()] == moved
    with pytest.raises(ChangedMeanwhile):
        actions.arrange_segments(production=production, order=before, seen=before, at=NOW)
    actions.remove_segment(segment=new, at=NOW)
    assert [segment.pk for segment in production.segments.all()] == before


def test_what_was_on_air_stays_in_the_rundown(live) -> None:
    with pytest.raises(WrongState):
        actions.remove_segment(segment=live.segments.first(), at=NOW)


def test_opening_the_desk_twice_opens_one(production, desk: Desk) -> None:
    again = actions.open_production(episode=production.episode, by=desk.editor, at=LATER)
    assert again == production
    assert production.segments.count() == 4
    assert production.checks.count() == 10
    check = production.checks.first()
    actions.tick(check=check, done=True, by=desk.officer, at=NOW)
    check.refresh_from_db()
    assert (check.ticked_by, check.ticked_at) == (desk.officer, NOW)
