"""Facebook Live against a Graph API on loopback."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import Thread
from types import SimpleNamespace

import pytest

from sasando.channels.builtin.broadcasters import facebook_comments
from sasando.channels.builtin.broadcasters.facebook_comments import Listener, events
from sasando.channels.builtin.broadcasters.facebook_live import FacebookLive
from sasando.plugins import Context, MeasureKind, Refused, TryLater, broadcaster_classes
from sasando.plugins.broadcaster import (
    Broadcast,
    BroadcastPlan,
    BroadcastState,
    Comment,
    Comments,
)
from sasando.plugins.testing import sample_context
from tests.messengers.pictures import png
from tests.platforms.graph_nodes import Live
from tests.platforms.graph_server import GraphServer

TRICKS = "<b>Halo</b> \u202egnalup\u202c &amp; \u2066x\u2069"


@pytest.fixture
def live(graph: GraphServer, house: Context) -> FacebookLive:
    return FacebookLive(options=graph.options, context=house)


def plan(**changes: object) -> BroadcastPlan:
    values: dict[str, object] = {
        "title": "Bincang Pilkada",
        "description": "Bersama KPU dan Pos Kupang.",
        "starts_at": datetime.now(UTC) + timedelta(days=2),
    }
    return BroadcastPlan(**{**values, **changes})  # type: ignore[arg-type]


def on_page(graph: GraphServer) -> Live:
    return list(graph.lives.values())[-1]


def test_it_is_installed_and_says_what_it_can() -> None:
    assert broadcaster_classes()["facebook-live"] is FacebookLive
    assert FacebookLive.keeps_recording_days == 30
    assert FacebookLive.can_reply
    assert FacebookLive.access == ("page_id", "token")


class TestAnnouncing:
    def test_a_broadcast_is_announced_with_its_time_and_picture(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        given = plan(picture=png())
        broadcast = live.schedule(given, key="s-1")
        on = on_page(graph)
        assert on.status == "SCHEDULED_UNPUBLISHED"
        assert str(int(given.starts_at.timestamp())) in on.values["event_params"]
        assert "planned_start_time" not in on.values
        assert broadcast.identifier == on.id
        assert broadcast.address == f"https://www.facebook.com/kpukotakupang/videos/{on.id}/"
        assert broadcast.ingest_url == "rtmps://live-api-s.facebook.com:443/rtmp"
        assert broadcast.ingest_key == f"FB-{on.id}-0-AbC?s_bl=1&s_sw=0"
        assert f"{broadcast.ingest_url}/{broadcast.ingest_key}" == on.url

    def test_the_same_key_announces_one(self, live: FacebookLive, graph: GraphServer) -> None:
        first = live.schedule(plan(), key="s-1")
        assert live.schedule(plan(), key="s-1") == first
        assert len(graph.lives) == 1

    def test_what_begins_at_once_is_made_without_an_announcement(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        live.schedule(plan(starts_at=datetime.now(UTC)), key="s-1")
        assert on_page(graph).status == "UNPUBLISHED"

    def test_more_than_seven_days_ahead_it_waits_for_its_day(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        with pytest.raises(TryLater, match="tujuh hari") as early:
            live.schedule(plan(starts_at=datetime.now(UTC) + timedelta(days=9)), key="s-1")
        assert early.value.after is not None
        assert timedelta(days=1, hours=23) < early.value.after <= timedelta(days=2)
        assert not graph.calls

    def test_a_date_moved_that_far_waits_too(self, live: FacebookLive, graph: GraphServer) -> None:
        broadcast = live.schedule(plan(), key="s-1")
        with pytest.raises(TryLater, match="tujuh hari"):
            live.change(plan(starts_at=datetime.now(UTC) + timedelta(days=9)), broadcast=broadcast)

    def test_after_a_lost_answer_a_person_looks_before_a_second_one(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.lose_next(on="live_videos")
        with pytest.raises(TryLater):
            live.schedule(plan(), key="s-1")
        with pytest.raises(Refused, match="Live Producer"):
            live.schedule(plan(), key="s-1")
        assert len(graph.lives) == 1
        live.schedule(plan(), key="s-1")  # the person looked, and tried again
        assert len(graph.lives) == 2

    def test_after_a_plain_no_nothing_needs_to_be_looked_for(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.fail_next(200, on="live_videos")
        with pytest.raises(Refused, match="tidak berhak"):
            live.schedule(plan(), key="s-1")
        live.schedule(plan(), key="s-1")
        assert len(graph.lives) == 1

    def test_a_yes_that_shows_nothing_is_no_announcement(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.hide_next(on="live_videos")
        with pytest.raises(TryLater, match="tidak menampilkannya"):
            live.schedule(plan(), key="s-1")
        on_page(graph).hidden = False
        live.schedule(plan(), key="s-1")
        assert len(graph.lives) == 1

    def test_a_long_title_is_cut(self, live: FacebookLive, graph: GraphServer) -> None:
        live.schedule(plan(title="Bincang " * 50), key="s-1")
        title = on_page(graph).values["title"]
        assert len(title) <= 254 and title.endswith("…")

    def test_a_change_reaches_it(self, live: FacebookLive, graph: GraphServer) -> None:
        broadcast = live.schedule(plan(), key="s-1")
        later = plan(title="Judul baru", starts_at=datetime.now(UTC) + timedelta(days=3))
        live.change(later, broadcast=broadcast)
        on = on_page(graph)
        assert on.values["title"] == "Judul baru"
        assert str(int(later.starts_at.timestamp())) in on.values["event_params"]
        graph.lives.clear()
        with pytest.raises(Refused, match="sudah tidak ada"):
            live.change(later, broadcast=broadcast)

    def test_an_ingest_without_encryption_is_none(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        live.schedule(plan(), key="s-1")
        body = b'{"id":"1","secure_stream_url":"rtmp://a/rtmp/k","permalink_url":"/x/"}'
        graph.babble_next(body, on=on_page(graph).id)
        with pytest.raises(TryLater, match="rtmps"):
            live.schedule(plan(), key="s-1")

    def test_the_key_of_the_stream_is_in_no_words(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        body = b'{"secure_stream_url": "rtmps://a/rtmp/FB-rahasia", "stream_url": "rtmp://a/k"}'
        graph.babble_next(body, on="live_videos")
        with pytest.raises(TryLater) as unreadable:
            live.schedule(plan(), key="s-1")
        assert "secure_stream_url" in unreadable.value.words
        assert "FB-rahasia" not in unreadable.value.words

    def test_it_is_taken_back_once(self, live: FacebookLive, graph: GraphServer) -> None:
        broadcast = live.schedule(plan(), key="s-1")
        for _ in range(2):
            live.cancel(broadcast)
        assert live.standing(broadcast).state is BroadcastState.GONE


@pytest.fixture
def broadcast(live: FacebookLive) -> Broadcast:
    return live.schedule(plan(), key="s-1")


class TestOnAir:
    def test_from_the_first_picture_to_the_end(
        self, live: FacebookLive, graph: GraphServer, broadcast: Broadcast
    ) -> None:
        assert live.standing(broadcast).state is BroadcastState.PLANNED
        with pytest.raises(TryLater, match="belum menerima"):
            live.start(broadcast)
        on_page(graph).bitrate = 2_500_000.0
        receiving = live.standing(broadcast)
        assert receiving.state is BroadcastState.RECEIVING
        assert "1280×720, 30 fps" in receiving.words
        assert receiving.viewers is None
        on_page(graph).views = 41
        started = live.start(broadcast)
        assert (started.state, started.viewers, started.healthy) == (BroadcastState.LIVE, 41, True)
        assert live.start(broadcast).state is BroadcastState.LIVE
        on_page(graph).bitrate = 0.0
        assert not live.standing(broadcast).healthy
        assert live.end(broadcast).state is BroadcastState.ENDED
        calls = len(graph.calls)
        assert live.end(broadcast).state is BroadcastState.ENDED
        assert len(graph.calls) == calls + 1  # it asked, and left it

    def test_a_yes_that_does_not_go_live_is_no_start(
        self, live: FacebookLive, graph: GraphServer, broadcast: Broadcast
    ) -> None:
        on_page(graph).bitrate = 1.0
        graph._troubles.clear()
        answer = f'{{"id": "{broadcast.identifier}"}}'.encode()
        real = live._graph.post
        calls: list[str] = []

        def deaf(path: str, values: dict[str, str], **how: object) -> object:
            calls.append(path)
            graph.babble_next(answer, on=path)
            return real(path, values)

        live._graph.post = deaf  # type: ignore[assignment,method-assign]
        with pytest.raises(TryLater, match="belum tampak langsung"):
            live.start(broadcast)
        assert calls == [broadcast.identifier]

    def test_a_rehearsal_is_never_shown_to_the_public(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        rehearsal = live.schedule(plan(public=False), key="s-2")
        on = on_page(graph)
        assert on.status == "UNPUBLISHED"
        on.bitrate = 1_000_000.0
        assert live.start(rehearsal).state is BroadcastState.RECEIVING
        assert on.status == "UNPUBLISHED"
        assert live.end(rehearsal).state is BroadcastState.ENDED

    def test_what_never_began_is_not_ended(
        self, live: FacebookLive, graph: GraphServer, broadcast: Broadcast
    ) -> None:
        assert live.end(broadcast).state is BroadcastState.PLANNED
        assert [method for method, _ in graph.calls] == ["POST", "GET", "GET"]

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("SCHEDULED_LIVE", BroadcastState.PLANNED),
            ("LIVE_STOPPED", BroadcastState.ENDED),
            ("PROCESSING", BroadcastState.ENDED),
            ("SCHEDULED_EXPIRED", BroadcastState.GONE),
            ("SCHEDULED_CANCELED", BroadcastState.GONE),
        ],
    )
    def test_each_status_of_facebook_is_a_state(
        self,
        live: FacebookLive,
        graph: GraphServer,
        broadcast: Broadcast,
        status: str,
        state: BroadcastState,
    ) -> None:
        on_page(graph).status = status
        assert live.standing(broadcast).state is state

    def test_a_status_nobody_knows_is_not_guessed(
        self, live: FacebookLive, graph: GraphServer, broadcast: Broadcast
    ) -> None:
        on_page(graph).status = "MERAYAKAN"
        with pytest.raises(TryLater, match="MERAYAKAN"):
            live.standing(broadcast)

    def test_measures_are_read_from_the_video(
        self, live: FacebookLive, broadcast: Broadcast
    ) -> None:
        found = {m.source: (m.kind, m.value) for m in live.measures(broadcast)}
        assert found == {
            "total_video_views": (MeasureKind.VIEWS, 400),
            "total_video_views_unique": (MeasureKind.REACH, 310),
            "total_video_view_total_time": (MeasureKind.WATCHED_MINUTES, 90),
            "reactions": (MeasureKind.REACTIONS, 55),
            "comments": (MeasureKind.COMMENTS, 21),
        }

    def test_access_is_asked_after(self, live: FacebookLive, graph: GraphServer) -> None:
        assert live.diagnose() == []
        graph.scopes.remove("publish_video")
        [problem] = live.diagnose()
        assert problem.fatal and "publish_video" in problem.message
        wrong = FacebookLive(
            options={**graph.options, "stream_server": "ftp://x"}, context=live.context
        )
        assert [problem.field for problem in wrong.diagnose()] == ["stream_server"]


def comments_of(batches: Iterator[Comments]) -> Iterator[Comment]:
    for batch in batches:
        yield from batch.comments


class TestComments:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch: pytest.MonkeyPatch, broadcast: Broadcast) -> None:
        monkeypatch.setattr(Listener, "pause_s", 0.0)
        self.broadcast = broadcast

    def test_they_come_as_they_are_written(self, live: FacebookLive, graph: GraphServer) -> None:
        graph.write("sebelum siaran dibuka", name="Ani")
        batches = comments_of(live.comments(self.broadcast))
        assert next(batches).text == "sebelum siaran dibuka"
        Thread(target=graph.write, args=("Benarkah TPS pindah?",)).start()
        comment = next(batches)
        assert (comment.text, comment.author, comment.author_id) == (
            "Benarkah TPS pindah?",
            "Maria",
            "5551",
        )
        assert abs(comment.at - datetime.now(UTC)) < timedelta(minutes=1)

    def test_tricks_are_passed_on_as_they_are_written(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.write(TRICKS, name=TRICKS)
        graph.write("satu\nNUL\x00 dan \ud800 pecahan")
        graph.write("   ")  # a sticker has no words
        found = list(islice(comments_of(live.comments(self.broadcast)), 2))
        assert (found[0].text, found[0].author) == (TRICKS, TRICKS)
        assert found[1].text == "satu\nNUL\ufffd dan \ufffd pecahan"

    def test_the_stream_says_when_the_broadcast_is_over(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.write("terakhir")
        on_page(graph).status = "VOD"
        graph.close_streams()
        batches = list(live.comments(self.broadcast))
        assert {comment.text for comment in comments_of(iter(batches))} == {"terakhir"}
        assert [batch.ended for batch in batches] == [False] * (len(batches) - 1) + [True]

    def test_who_comes_back_loses_nothing(self, live: FacebookLive, graph: GraphServer) -> None:
        graph.write("lama", at=time.time() - 3600)
        graph.write("baru")
        graph.close_streams()
        last = list(live.comments(self.broadcast))[-1]
        graph.write("saat sambungan putus")
        again = {c.text for c in comments_of(live.comments(self.broadcast, cursor=last.cursor))}
        assert again == {"baru", "saat sambungan putus"}  # the half minute before, once more
        strange = {c.text for c in comments_of(live.comments(self.broadcast, cursor="satu"))}
        assert strange == {"lama", "baru", "saat sambungan putus"}

    def test_where_no_stream_opens_it_asks_again_and_again(
        self, live: FacebookLive, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        graph.streams = False
        for number in range(150):
            graph.write(f"komentar {number}", at=time.time() - 200 + number)
        batches = live.comments(self.broadcast)
        first = list(islice(comments_of(batches), 150))
        assert [comment.text for comment in first] == [f"komentar {n}" for n in range(150)]
        on_page(graph).status = "VOD"
        graph.write("menjelang akhir")
        rest = list(batches)
        assert rest[-1].ended
        assert "menjelang akhir" in [c.text for c in comments_of(iter(rest))]

    def test_asking_has_an_end_so_that_the_stream_is_tried_again(
        self, live: FacebookLive, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Listener, "questions", 3)
        graph.streams = False
        assert not any(batch.ended for batch in live.comments(self.broadcast))
        asked = [path for _, path in graph.calls if path.endswith("/comments")]
        assert len(asked) == 3

    def test_asking_slows_down_when_much_is_used_up(
        self, live: FacebookLive, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slept: list[float] = []
        monkeypatch.setattr(facebook_comments, "time", SimpleNamespace(sleep=slept.append))
        monkeypatch.setattr(Listener, "pause_s", 5.0)
        monkeypatch.setattr(Listener, "questions", 2)
        graph.streams = False
        list(live.comments(self.broadcast))
        graph.usage = {"X-App-Usage": '{"call_count":93}'}
        list(live.comments(self.broadcast))
        assert slept == [5.0, 30.0]

    def test_an_answer_that_is_no_stream_is_no_stream(
        self, live: FacebookLive, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Listener, "questions", 1)
        graph.write("lewat pertanyaan")
        graph.babble_next(b"<html>" + b"maaf " * 9000, on="live_comments")
        [batch] = live.comments(self.broadcast)
        assert batch.comments[0].text == "lewat pertanyaan"

    def test_a_dead_token_ends_it_with_its_words(
        self, live: FacebookLive, graph: GraphServer
    ) -> None:
        graph.token = "baru"
        with pytest.raises(Refused, match="kedaluwarsa"):
            list(live.comments(self.broadcast))

    def test_a_silent_stream_ends_and_is_no_end_of_the_broadcast(
        self, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Listener, "quiet_s", 0.2)
        patient = FacebookLive(options=graph.options, context=sample_context())
        assert list(patient.comments(self.broadcast)) == []

    def test_names_are_missing_without_leave(self, live: FacebookLive, graph: GraphServer) -> None:
        graph.scopes.remove("pages_read_user_content")
        graph.write("siapa saya")
        comment = next(comments_of(live.comments(self.broadcast)))
        assert (comment.author, comment.author_id) == ("", "")


class TestReplies:
    def test_a_viewer_is_answered_once(
        self, live: FacebookLive, graph: GraphServer, broadcast: Broadcast
    ) -> None:
        asked = graph.write("Benarkah?")
        comment = next(comments_of(live.comments(broadcast)))
        graph.lose_next(on=f"{asked.id}/comments")
        with pytest.raises(TryLater):
            live.reply(broadcast, comment, "Tidak benar.", key="r-1")
        found = live.reply(broadcast, comment, "Tidak benar.", key="r-1")
        answers = [r for r in graph.remarks.values() if r.on == asked.id]
        assert [answer.id for answer in answers] == [found]
        live.reply(broadcast, comment, "Lihat situs kami.", key="r-2")
        assert len([r for r in graph.remarks.values() if r.on == asked.id]) == 2

    def test_what_is_no_comment_of_facebook_is_refused(
        self, live: FacebookLive, broadcast: Broadcast
    ) -> None:
        comment = Comment(identifier="../me", text="x", author="x", at=datetime.now(UTC))
        with pytest.raises(Refused):
            live.reply(broadcast, comment, "x", key="r-1")
        with pytest.raises(Refused):
            live.cancel(replace(broadcast, identifier="me/accounts?x="))


class TestEvents:
    """Server-sent events in whatever pieces they come."""

    def test_pieces_have_no_borders(self) -> None:
        stream = b': ping\n\nevent: x\ndata: {"a":\ndata: "\xc3\xa9"}\r\n\r\ndata:{"b":2}\n\n'
        for size in (1, 2, 5, 1000):
            pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
            assert list(events(pieces)) == [{"a": "é"}, {"b": 2}]

    def test_what_is_strange_costs_nothing_else(self) -> None:
        stream = [
            b"data: {\n\n",
            b"data: [1]\n\ndata: null\n\n",
            b"data: " + b"[" * 50_000 + b"\n\n",
            b"retry: 10\nid: 1\n\n",
            b'data: {"ok": true}\n\n',
        ]
        assert list(events(stream)) == [{"ok": True}]

    def test_an_endless_event_is_dropped(self) -> None:
        stream = [b'data: {"a": "', *[b"x" * 60_000] * 5, b'"}\n\n', b'data: {"b": 1}\n\n']
        assert list(events(stream))[-1] == {"b": 1}
