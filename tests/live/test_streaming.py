"""An episode's stream: opened at the desk, kept by a worker, true on every screen."""

import shutil
import signal
from datetime import timedelta
from os import kill

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sasando.live import actions, signals, simulcast
from sasando.live.carrying import next_broadcasts
from sasando.live.exceptions import WrongState
from sasando.live.models import Broadcast, LiveStream, Production
from sasando.live.simulcast import State
from sasando.live.streaming import next_streams, targets_of
from sasando.retention.actions import retain
from tests.desk.builders import NOW, Desk
from tests.live.test_screens import as_, do, page
from tests.live_simulcast.studio import Camera, Sink, free_port, make_clip, until

pytestmark = pytest.mark.usefixtures("ports")
with_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")


@pytest.fixture
def ports(settings):
    settings.STREAM_PORT = free_port()


@pytest.fixture
def opened(production, desk: Desk):
    """An open stream, ended whatever the test does."""
    stream = actions.open_stream(production=production, by=desk.editor, at=timezone.now())
    yield stream
    simulcast.stop(stream.folder, timeout_s=5)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


def work(*, now=None) -> None:
    """Do what a worker does in one look, the clock put forward where the test says so."""
    for piece in next_streams(now or timezone.now()):
        piece()


def carry() -> None:
    for piece in next_broadcasts(timezone.now()):
        piece()


def row(stream: LiveStream) -> LiveStream:
    return LiveStream.objects.with_episode().get(pk=stream.pk)


def announced(production: Production, desk: Desk) -> None:
    actions.schedule_everywhere(production=production, by=desk.editor, at=timezone.now())
    carry()
    carry()


class TestOpening:
    def test_it_is_written_before_anything_stands(self, production, desk: Desk) -> None:
        stream = actions.open_stream(production=production, by=desk.editor, at=NOW)
        assert stream.wanted == "open" and not stream.state
        assert len(stream.key) >= 16 and stream.key not in stream.locked_key
        assert simulcast.read(stream.folder) is None

    def test_twice_is_once(self, production, desk: Desk) -> None:
        first = actions.open_stream(production=production, by=desk.editor, at=NOW)
        again = actions.open_stream(production=production, by=desk.officer, at=NOW)
        assert (first.pk, first.key, first.place) == (again.pk, again.key, again.place)

    def test_not_after_the_end(self, production, desk: Desk) -> None:
        actions.cancel(production=production, reason="Sakit", by=desk.editor, at=NOW)
        with pytest.raises(WrongState):
            actions.open_stream(production=production, by=desk.editor, at=NOW)

    def test_a_cancelled_episode_waits_for_no_camera(self, production, desk: Desk) -> None:
        stream = actions.open_stream(production=production, by=desk.editor, at=NOW)
        actions.cancel(production=production, reason="Sakit", by=desk.editor, at=NOW)
        assert row(stream).wanted == "closed"


class TestKey:
    def test_only_who_asks_sees_it(self, opened, production, desk: Desk) -> None:
        editor = as_(desk.editor)
        for name in ("sasando_live_episode", "sasando_live_director"):
            assert opened.key not in page(editor, name, production.pk)
        there = reverse("sasando_live_stream_key", args=[production.pk])
        assert editor.get(there).status_code == 405
        shown = editor.post(there)
        assert opened.key in shown.content.decode()
        assert opened.server in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]

    def test_nobody_else(self, opened, production, desk: Desk) -> None:
        there = reverse("sasando_live_stream_key", args=[production.pk])
        for client in (as_(desk.flores), as_(desk.business), Client()):
            answer = client.post(there)
            assert opened.key not in answer.content.decode()
            assert answer.status_code != 200


class TestTargets:
    def test_what_platforms_announced_is_sent_to(
        self, opened, production, accounts, desk: Desk
    ) -> None:
        assert targets_of(row(opened)) == ((), "")
        announced(production, desk)
        found, words = targets_of(row(opened))
        assert {one.name: one.url for one in found} == dict.fromkeys(
            ("YT", "FB"), "rtmps://in.stage.example/live"
        )
        assert {one.key for one in found} == {"kunci-b1", "kunci-b2"}
        assert not words
        Broadcast.objects.filter(account__code="yt").update(state=Broadcast.State.ENDED)
        assert [one.name for one in targets_of(row(opened))[0]] == ["FB"]

    def test_what_cannot_be_sent_to_is_said_and_stops_nobody(
        self, opened, production, accounts, desk: Desk
    ) -> None:
        announced(production, desk)
        Broadcast.objects.filter(account__code="yt").update(ingest_url="https://youtube.example/x")
        found, words = targets_of(row(opened))
        assert [one.name for one in found] == ["FB"]
        assert words.startswith("YT:")

    def test_a_broadcast_that_changes_is_looked_at_now(
        self, opened, production, accounts, desk: Desk
    ) -> None:
        later = timezone.now() + timedelta(hours=1)
        LiveStream.objects.update(due_at=later)
        announced(production, desk)
        assert row(opened).due_at < later


@with_ffmpeg
class TestRelay:
    def test_it_stands_and_says_so_on_the_desk(self, opened, production, desk: Desk) -> None:
        work()
        assert simulcast.read(opened.folder).state is State.WAITING
        assert row(opened).state == "waiting"
        shown = page(as_(desk.editor), "sasando_live_director", production.pk)
        assert "Menunggu" in shown
        assert production.stream_since is None

    def test_one_that_died_is_started_again_with_the_same_key(self, opened) -> None:
        work()
        first = simulcast.read(opened.folder).pid
        kill(first, signal.SIGKILL)
        until(lambda: simulcast.read(opened.folder).state is State.LOST, 5, "it is lost")
        work()
        second = simulcast.read(opened.folder)
        assert second.state is State.WAITING and second.pid != first
        assert row(opened).starts == 2 and row(opened).key == opened.key

    def test_a_worker_killed_after_the_start_is_followed_by_one_that_sees_it(self, opened) -> None:
        work()
        LiveStream.objects.update(starts=0, state="", started_at=None)  # it never wrote so
        first = simulcast.read(opened.folder).pid
        work(now=timezone.now() + timedelta(minutes=1))
        assert simulcast.read(opened.folder).pid == first
        assert row(opened).state == "waiting"

    def test_a_port_that_is_taken_is_said_and_tried_again(
        self, opened, production, desk: Desk
    ) -> None:
        other = Sink()
        LiveStream.objects.update(port=int(other.url.split(":")[2].split("/")[0]))
        try:
            work()
            assert row(opened).state == "ended" and row(opened).wanted == "open"
            shown = page(as_(desk.editor), "sasando_live_director", production.pk)
            assert str(row(opened).port) in shown
            assert row(opened).due_at < timezone.now() + timedelta(seconds=10)
        finally:
            other.close()
        work(now=timezone.now() + timedelta(seconds=10))
        assert row(opened).state == "waiting"

    def test_it_ends_after_its_time_with_words(
        self, opened, production, desk: Desk, settings
    ) -> None:
        work()
        LiveStream.objects.update(
            opened_at=timezone.now() - timedelta(hours=settings.STREAM_HOURS), due_at=timezone.now()
        )
        work()
        closed = row(opened)
        assert closed.closed_at is not None and closed.closed_by is None
        assert simulcast.read(opened.folder).state is State.ENDED
        assert "6 hours" in page(as_(desk.editor), "sasando_live_episode", production.pk)

    def test_a_camera_to_the_end(self, opened, consented, desk: Desk, clip) -> None:
        production = consented
        told = []
        signals.recorded.connect(lambda **said: told.append(said), weak=False, dispatch_uid="test")
        work()
        camera = Camera(clip, opened.port, opened.key)
        try:
            actions.go_live(production=production, by=desk.editor, at=timezone.now())
            until(lambda: (work(), Production.objects.get().stream_since)[1], 30, "readers watch")
            assert Production.objects.get().state == "live"
            playlist = Client().get(opened.path)
            assert playlist["Content-Type"] == "application/vnd.apple.mpegurl"
            assert b"#EXTINF" in playlist.getvalue()
            shown = page(as_(desk.editor), "sasando_live_director", production.pk)
            assert "640×360" in shown and "kbit/s" in shown
            do(as_(desk.editor), production, "tahan", held="1")
            work()
            until(lambda: simulcast.read(opened.folder).state is State.HELD, 5, "the slide")
            do(as_(desk.editor), production, "tahan", held="0")
            work()
            until(lambda: simulcast.read(opened.folder).state is State.LIVE, 5, "the camera")
            actions.end(production=production, by=desk.editor, at=timezone.now())
            work()
        finally:
            camera.stop()
            signals.recorded.disconnect(dispatch_uid="test")
        assert Production.objects.get().state == "ended"
        closed = row(opened)
        assert closed.closed_at is not None and closed.key == "" and closed.began_at is not None
        assert b"#EXT-X-ENDLIST" in Client().get(opened.path).getvalue()
        (said,) = told
        (piece,) = said["recordings"]
        assert piece.path.exists() and len(piece.sha256) == 64
        assert abs((piece.began_at - closed.began_at).total_seconds()) < 5
        assert said["folder"] == opened.folder

    def test_platforms_end_before_their_signal_does(
        self, opened, consented, accounts, desk: Desk, platform
    ) -> None:
        production = consented
        announced(production, desk)
        work()
        actions.go_live(production=production, by=desk.editor, at=timezone.now())
        carry(), carry()
        actions.end(production=production, by=desk.editor, at=timezone.now())
        work()
        assert simulcast.read(opened.folder).state is State.WAITING, "a platform is still live"
        carry(), carry()
        assert set(production.broadcasts.values_list("state", flat=True)) == {"ended"}
        work()
        assert simulcast.read(opened.folder).state is State.ENDED


class TestFiles:
    def test_nothing_but_a_stream_is_reached(self, client: Client, settings) -> None:
        place = settings.MEDIA_ROOT / "live" / "abc"
        place.mkdir(parents=True)
        (place / "live.m3u8").write_text("#EXTM3U\n")
        (place / "secret.txt").write_text("x")
        assert client.get("/media/live/abc/live.m3u8").getvalue() == b"#EXTM3U\n"
        for name in ("secret.txt", "live.m3u8.tmp", "..%2fabc%2flive.m3u8", "live-000001.ts"):
            assert client.get(f"/media/live/abc/{name}").status_code == 404, name

    def test_what_ended_long_ago_goes(self, production, desk: Desk, settings) -> None:
        stream = actions.open_stream(production=production, by=desk.editor, at=NOW)
        for name in (stream.place, "old"):
            folder = settings.MEDIA_ROOT / "live" / name
            folder.mkdir(parents=True)
            (folder / "live.m3u8").write_text("#EXTM3U\n#EXTINF:4,\nlive-1.ts\n#EXT-X-ENDLIST\n")
        assert retain(at=timezone.now(), only="live.watched") == {"live.watched": 0}
        assert len(list((settings.MEDIA_ROOT / "live").iterdir())) == 2, "it is not old yet"
