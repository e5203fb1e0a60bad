"""What a simulcast costs: processor time of the relay and all it started, beside one ffmpeg's tee.

The camera and the two platforms (nginx) are not counted. 1280×720 at 30 pictures a second, 4 Mbit/s.
"""

import os
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.tables import Cell, Table, say, table
from sasando.live import simulcast
from sasando.live.simulcast import Ladder, Plan, State, Target
from tests.live_simulcast.studio import Camera, children_of, free_port, platforms, until

KEY = "bench-key-0123456789"
SETTLE_S = 6.0
_TICK = os.sysconf("SC_CLK_TCK")


def measured(seconds: float) -> list[Table]:
    """Return the tables; takes about four times ``seconds``."""
    with TemporaryDirectory(prefix="sasando-bench-live-") as name:
        folder = Path(name)
        clip = _clip(folder / "clip.flv")
        say(f"live: simulcast to two platforms, {seconds:.0f} s")
        targets_only = _simulcast(folder / "a", clip, seconds, hls=False, record=False)
        say("live: with HLS and recording")
        whole = _simulcast(folder / "b", clip, seconds)
        say("live: with a smaller picture encoded for HLS")
        ladder = _simulcast(folder / "c", clip, seconds, ladder=Ladder())
        say("live: one ffmpeg with tee, for comparison")
        tee = _tee(folder / "d", clip, seconds)
    rows: list[list[Cell]] = [
        ["two platforms, copy", targets_only["cpu"], targets_only["cpu"] / tee["cpu"]],
        ["  + HLS and recording", whole["cpu"], whole["cpu"] / tee["cpu"]],
        ["  + HLS at 360p, encoded", ladder["cpu"], ladder["cpu"] / tee["cpu"]],
        ["ffmpeg -listen, tee to two", tee["cpu"], 1.0],
    ]
    times: list[list[Cell]] = [
        ["source lost → slide", whole["lost"]],
        ["source back → on air", whole["back"]],
    ]
    return [
        table(
            "Processor time of a simulcast, % of one core",
            ["", "%", "× tee"],
            rows,
            _verdict(targets_only["cpu"]),
        ),
        table("How quickly the slide comes and goes, s", ["", "s"], times),
    ]


def _verdict(percent: float) -> str:
    return f"two targets by copy: {percent:.1f} % of one core; the bound is 10 %"


def _simulcast(
    folder: Path,
    clip: Path,
    seconds: float,
    *,
    hls: bool = True,
    record: bool = True,
    ladder: Ladder | None = None,
) -> dict[str, float]:
    folder.mkdir()
    state, port = folder / "state", free_port()
    with platforms(folder, "one", "two") as made:
        targets = tuple(Target(name=p.folder.name, url=p.url, key="bench") for p in made)
        simulcast.start(
            Plan(
                key=KEY,
                port=port,
                targets=targets,
                hls=str(folder / "hls") if hls else "",
                record=record,
                ladder=ladder,
            ),
            state,
        )
        camera = Camera(clip, port, KEY)
        try:
            until(lambda: _stands(state, State.LIVE), 20, "on air")
            time.sleep(SETTLE_S)
            pid = _health(state).pid
            percent = _percent({pid, *children_of(pid)}, seconds)
            camera.stop()
            lost = _takes(state, State.SLIDE)
            camera = Camera(clip, port, KEY)
            back = _takes(state, State.LIVE)
        except AssertionError:
            say(
                "\n".join(str(event) for event in simulcast.events(state))
                + str(simulcast.read(state))
            )
            raise
        finally:
            camera.stop()
            simulcast.stop(state)
    return {"cpu": percent, "lost": lost, "back": back}


def _tee(folder: Path, clip: Path, seconds: float) -> dict[str, float]:
    folder.mkdir()
    port = free_port()
    with platforms(folder, "one", "two") as made:
        outs = "|".join(f"[f=flv:onfail=ignore:use_fifo=1]{one.url}/bench" for one in made)
        relay = subprocess.Popen(
            [
                *("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-listen", "1"),
                *("-f", "flv", "-i", f"rtmp://127.0.0.1:{port}/live/{KEY}", "-map", "0"),
                *("-c", "copy", "-f", "tee", outs),
            ],
            stderr=subprocess.DEVNULL,
        )
        time.sleep(1)
        camera = Camera(clip, port, KEY)
        try:
            time.sleep(SETTLE_S)
            percent = _percent({relay.pid}, seconds)
        finally:
            camera.stop()
            relay.kill()
            relay.wait()
    return {"cpu": percent}


def _health(state: Path) -> simulcast.Health:
    found = simulcast.read(state)
    assert found is not None
    return found


def _stands(state: Path, wanted: State) -> bool:
    return _health(state).state is wanted


def _takes(state: Path, wanted: State) -> float:
    began = time.monotonic()
    until(lambda: _stands(state, wanted), 20, wanted)
    return time.monotonic() - began


def _percent(processes: set[int], seconds: float) -> float:
    """Return the processor time of those of the processes that live on, in % of one core."""
    before, began = _ticks(processes), time.monotonic()
    time.sleep(seconds)
    after = _ticks(processes)
    spent = sum(after[pid] - before[pid] for pid in after.keys() & before.keys())
    return spent / _TICK / (time.monotonic() - began) * 100


def _ticks(processes: Iterable[int]) -> dict[int, int]:
    found = {}
    for pid in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = sum(map(int, fields[11:13]))
    return found


def _clip(path: Path) -> Path:
    subprocess.run(
        [
            *("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin"),
            *("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30", "-f", "lavfi"),
            *(
                "-i",
                "sine=440:sample_rate=48000",
                "-t",
                "10",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
            ),
            *("-pix_fmt", "yuv420p", "-g", "60", "-b:v", "4M", "-minrate", "4M", "-maxrate", "4M"),
            *(
                "-bufsize",
                "4M",
                "-nal-hrd",
                "cbr",
                "-c:a",
                "aac",
                "-b:a",
                "128k",
                "-ac",
                "2",
                str(path),
            ),
        ],
        check=True,
    )
    return path
