"""A whole evening on real servers: what must not happen to a broadcast, happens."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sasando.live import simulcast
from sasando.live.simulcast import Health, Plan, State, Target, TargetState
from tests.live_simulcast import studio
from tests.live_simulcast.studio import Camera, until

pytestmark = pytest.mark.live

KEY = "camera-key-0123456789"
OFFLINE_S = 20


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return studio.make_clip(tmp_path_factory.mktemp("clip") / "clip.flv")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    simulcast.stop(tmp_path / "state", timeout_s=20)


def how(state: Path) -> Health:
    found = simulcast.read(state)
    assert found is not None
    return found


def until_slide_is_ready(state: Path) -> None:
    """Wait for the slide to be encoded: a second on a quiet machine."""
    ready = {"what": "slide", "state": "ready"}
    until(lambda: [e for e in simulcast.events(state) if ready.items() <= e.items()], 30, "a slide")


def target(state: Path, name: str) -> simulcast.TargetHealth:
    return next(one for one in how(state).targets if one.name == name)


def start_and_die(plan: Plan, state: Path) -> None:
    """Start the relay from a process that is killed right afterwards, as a worker may be."""
    code = (
        "import sys, time; from pathlib import Path; from sasando.live import simulcast;"
        "from sasando.live.simulcast.plan import loaded;"
        "simulcast.start(loaded(sys.stdin.read()), Path(sys.argv[1]));"
        "print('started', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(simulcast.plan.dumped(plan).encode())
        worker.stdin.close()
        assert worker.stdout.readline() == b"started\n"
        os.killpg(worker.pid, signal.SIGKILL)  # all of its session, as a service manager might


@contextlib.contextmanager
def hanging_platform(key: str) -> Iterator[str]:
    """A platform that takes 100 kB and then hangs with the connection open."""
    port = studio.free_port()
    argv = [sys.executable, "-m", "tests.live_simulcast.staller", str(port), key, "100000"]
    with subprocess.Popen(argv) as staller:
        try:
            yield f"rtmp://127.0.0.1:{port}/app"
        finally:
            staller.kill()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Two platforms, one that hangs and one that never says a word."""
    mute = studio.Sink()
    with (
        studio.platforms(tmp_path, "steady", "shaky") as (steady, shaky),
        hanging_platform("key-of-hanging") as hanging,
    ):
        urls = {"steady": steady.url, "shaky": shaky.url, "hanging": hanging, "mute": mute.url}
        targets = tuple(Target(name=n, url=url, key=f"key-of-{n}") for n, url in urls.items())
        yield {"steady": steady, "shaky": shaky, "targets": targets}
    mute.close()


def test_an_evening(tmp_path: Path, state: Path, clip: Path, stage: dict[str, Any]) -> None:
    port, hls = studio.free_port(), tmp_path / "hls"
    steady, shaky, targets = stage["steady"], stage["shaky"], stage["targets"]
    start_and_die(
        Plan(title="Bincang Pemilih", key=KEY, port=port, hls=str(hls), targets=targets), state
    )
    assert how(state).state is State.WAITING

    assert "not the address and key" in Camera(clip, port, "x" * len(KEY)).said()
    camera = Camera(clip, port, KEY)
    until(lambda: target(state, "shaky").state is TargetState.LIVE, 15, "all receive")
    assert "Somebody else is sending" in Camera(clip, port, KEY).said()
    until_slide_is_ready(state)
    until(lambda: how(state).position_ms > 3000, 10, "3 s are out")

    shaky.kill()
    killed = time.monotonic()
    until(lambda: target(state, "shaky").state is TargetState.RETRYING, 5, "its end is noticed")
    own = {how(state).pid, *studio.children_of(how(state).pid)}
    for secret in (KEY, *(one.key for one in targets)):
        assert not own & studio.processes_with(secret), "a key is there for all to see"
    camera.stop()
    until(lambda: how(state).state is State.SLIDE, 2, "the slide")
    time.sleep(3)
    camera = Camera(clip, port, KEY)
    until(lambda: how(state).state is State.LIVE, 5, "back from the slide")
    camera.freeze()
    until(lambda: how(state).state is State.SLIDE, 2.5, "the slide when the source hangs")
    camera.thaw()
    until(lambda: how(state).state is State.LIVE, 6, "back when it goes on")

    time.sleep(max(0, killed + OFFLINE_S - time.monotonic()))
    shaky.start()
    until(lambda: target(state, "shaky").state is TargetState.LIVE, 15, "it is back")
    until(lambda: len(studio.times(shaky.recorded()[-1], "v")) > 50, 10, "it records again")
    until(lambda: target(state, "hanging").restarts >= 1, 20, "the one that hangs is tried again")
    check_health(how(state))
    own = {how(state).pid, *studio.children_of(how(state).pid)}
    ended = simulcast.stop(state)
    camera.stop()

    assert ended is not None
    assert ended.state is State.ENDED
    until(lambda: not any(map(alive, own)), 3, "nothing is left behind")
    check_what_came(steady.recorded(), ended, hls, state)
    for file in state.iterdir():
        held = file.read_bytes()
        assert not any(one.key.encode() in held for one in targets), file.name
        assert KEY.encode() not in held, file.name


def check_health(now: Health) -> None:
    """What the desk shows is what happened."""
    targets = {one.name: one for one in now.targets}
    assert targets["steady"].restarts == 0
    assert targets["steady"].lag_ms < 3000
    assert targets["shaky"].restarts >= 3
    assert targets["mute"].state is not TargetState.LIVE
    assert (now.source.video, now.source.audio) == ("H.264", "AAC")
    assert (now.source.width, now.source.height) == (640, 360)
    assert (now.source.drops, now.source.wrong_keys, now.source.refused) == (1, 1, 1)
    assert abs(now.source.key_every_s - 2) < 0.1


def check_what_came(steady: list[Path], ended: Health, hls: Path, state: Path) -> None:
    """One file without a gap at the platform; the same in HLS and in the recording."""
    assert len(steady) == 1, "it connected once"
    assert studio.widest_gap(steady[0], "v") < 0.2
    assert studio.widest_gap(steady[0], "a") < 0.2
    assert abs(studio.times(steady[0], "v")[-1] - ended.position_ms / 1000) < 1
    assert studio.decode(steady[0]) == ""

    playlist = (hls / "live.m3u8").read_text()
    assert playlist.rstrip().endswith("#EXT-X-ENDLIST")
    assert (
        playlist.count("#EXT-X-DISCONTINUITY\n") == 5
    )  # one at the start, two slides there and back
    parts = [line.split(":")[1].strip(",") for line in playlist.splitlines() if "EXTINF" in line]
    assert abs(sum(map(float, parts)) - ended.position_ms / 1000) < 1
    for segment in hls.glob("*.ts"):
        assert studio.decode(segment) == ""

    (recording,) = simulcast.finished(state)
    assert abs(recording.duration_s - ended.position_ms / 1000) < 1
    made = state / recording.file
    assert studio.widest_gap(made, "v") < 0.2
    assert studio.decode(made) == ""
    assert made.read_bytes().index(b"moov") < made.read_bytes().index(b"mdat"), (
        "it plays while it loads"
    )


def test_a_source_without_sound_gets_silence(tmp_path: Path, state: Path) -> None:
    clip = studio.make_clip(tmp_path / "silent.flv", sound=False)
    port = studio.free_port()
    with studio.platforms(tmp_path, "platform") as (platform,):
        simulcast.start(
            Plan(key=KEY, port=port, targets=(Target(name="p", url=platform.url, key="kkkk"),)),
            state,
        )
        camera = Camera(clip, port, KEY)
        until(lambda: how(state).position_ms > 4000, 20, "4 s are out")
        assert "source_silent" in [note.key for note in how(state).source.notes]
        until_slide_is_ready(state)
        simulcast.hold(state, True)
        until(lambda: how(state).state is State.HELD, 3, "the director's slide")
        simulcast.hold(state, False)
        until(lambda: how(state).state is State.LIVE, 5, "the director's camera")
        simulcast.set_targets(state, ())
        until(lambda: not how(state).targets, 3, "the target is let go")
        simulcast.stop(state)
        camera.stop()
        (file,) = platform.recorded()
        assert studio.widest_gap(file, "a") < 0.1
        assert studio.widest_gap(file, "v") < 0.2
        assert studio.decode(file) == ""


def test_a_killed_relay_leaves_nothing_behind_and_begins_again(
    tmp_path: Path, state: Path, clip: Path
) -> None:
    port, hls = studio.free_port(), tmp_path / "hls"
    with studio.platforms(tmp_path, "platform") as (platform,):
        plan = Plan(
            key=KEY,
            port=port,
            hls=str(hls),
            targets=(Target(name="p", url=platform.url, key="kkkk"),),
        )
        simulcast.start(plan, state)
        camera = Camera(clip, port, KEY)
        until(lambda: target(state, "p").state is TargetState.LIVE, 15, "it receives")
        until(lambda: target(state, "hls").state is TargetState.LIVE, 15, "files are made")
        pid = how(state).pid
        children = studio.children_of(pid)
        assert len(children) >= 2
        os.kill(pid, signal.SIGKILL)
        until(lambda: how(state).state is State.LOST, 3, "its end is seen")
        until(lambda: not any(map(alive, children)), 12, "its processes end")
        camera.stop()

        assert simulcast.start(plan, state).state is State.WAITING
        camera = Camera(clip, port, KEY)
        until(lambda: target(state, "p").state is TargetState.LIVE, 15, "it receives again")
        until(lambda: target(state, "hls").state is TargetState.LIVE, 15, "files go on")
        simulcast.stop(state)
        camera.stop()
        first, second = simulcast.finished(state)
        assert first.sha256 != second.sha256
        assert studio.decode(state / first.file) == ""
        assert (hls / "live.m3u8").read_text().count("#EXT-X-DISCONTINUITY\n") == 2


def alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_that_is_taken_is_said(tmp_path: Path, state: Path) -> None:
    sink = studio.Sink()
    try:
        port = int(sink.url.split(":")[2].split("/")[0])
        health = simulcast.start(Plan(key=KEY, port=port), state)
    finally:
        sink.close()
    assert health.state is State.ENDED
    assert str(port) in health.notes[0].words("en")


def test_a_phone_may_come_by_srt(tmp_path: Path, state: Path, clip: Path) -> None:
    port = studio.free_port()
    simulcast.start(Plan(key=KEY, port=studio.free_port(), srt_port=port), state)

    def call(passphrase: str) -> subprocess.Popen[bytes]:
        argv = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", str(clip)]
        address = f"srt://127.0.0.1:{port}?passphrase={passphrase}"
        return subprocess.Popen(
            [*argv, "-c", "copy", "-f", "mpegts", address], stderr=subprocess.PIPE
        )

    wrong = call("x" * len(KEY))
    assert wrong.communicate(timeout=15)[1]
    assert how(state).state is State.WAITING
    phone = call(KEY)
    until(lambda: how(state).position_ms > 3000, 20, "3 s are out")
    assert KEY.encode() not in b"".join(
        Path(f"/proc/{pid}/cmdline").read_bytes() for pid in studio.children_of(how(state).pid)
    )
    until_slide_is_ready(state)
    phone.kill()
    phone.communicate()
    until(lambda: how(state).state is State.SLIDE, 3, "the slide")
    simulcast.stop(state)
    (recording,) = simulcast.finished(state)
    assert studio.widest_gap(state / recording.file, "v") < 0.2
    assert studio.decode(state / recording.file) == ""


def test_a_smaller_picture_is_made_when_asked_for(tmp_path: Path, state: Path, clip: Path) -> None:
    port, hls = studio.free_port(), tmp_path / "hls"
    ladder = simulcast.Ladder(heights=(180,), kilobits=(200,))
    simulcast.start(Plan(key=KEY, port=port, hls=str(hls), record=False, ladder=ladder), state)
    camera = Camera(clip, port, KEY)
    until(lambda: (hls / "live-180-000001.ts").exists(), 30, "two segments")
    camera.stop()
    simulcast.stop(state)
    assert "RESOLUTION=320x180" in (hls / "live.m3u8").read_text()
    cuts = [
        [line for line in (hls / f"live-{name}.m3u8").read_text().splitlines() if "EXTINF" in line][
            :1
        ]
        for name in ("source", "180")
    ]
    assert cuts[0] == cuts[1], "players can change over at every segment"
