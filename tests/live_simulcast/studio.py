"""Real things for the tests: nginx as a platform, ffmpeg as a camera, ffprobe as a viewer."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, pairwise
from pathlib import Path
from typing import Any

_NGINX = """
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
daemon off;
master_process off;  # or a killed master leaves its worker serving
pid nginx.pid;
error_log error.log info;
events {{ worker_connections 64; }}
rtmp {{ server {{ listen 127.0.0.1:{port}; chunk_size 4096; application app {{
    live on; record all; record_path {folder}; record_unique on;
}} }} }}
"""


# Each worker of the tests has a range of its own, below those the system gives to connections: a port
# that is free when it is chosen is still free when a program begins to listen on it.
_PORTS = count(21_000 + 500 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))


def free_port() -> int:
    """Return a loopback port that nobody listens on, each time another."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there are always more ports")


def until(holds: Callable[[], Any], within_s: float, what: str) -> Any:
    """Return what ``holds`` returns as soon as it is true; fail after ``within_s``."""
    ends = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < ends, f"{what}: not within {within_s} s"
        time.sleep(0.05)
    return found


class Platform:
    """An RTMP server that records whatever is published to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"rtmp://127.0.0.1:{self.port}/app"
        folder.mkdir()
        (folder / "nginx.conf").write_text(_NGINX.format(port=self.port, folder=folder))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["nginx", "-p", str(self.folder), "-c", "nginx.conf"], stderr=subprocess.DEVNULL
        )
        until(lambda: _answers(self.port), 10, "nginx listens")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def recorded(self) -> list[Path]:
        return sorted(self.folder.glob("*.flv"), key=lambda path: path.stat().st_mtime)


@contextmanager
def platforms(folder: Path, *names: str) -> Iterator[list[Platform]]:
    """Run a platform for each name."""
    made = [Platform(folder / name) for name in names]
    try:
        for platform in made:
            platform.start()
        yield made
    finally:
        for platform in made:
            platform.kill()


class Camera:
    """ffmpeg sending a clip for ever, as OBS would."""

    def __init__(self, clip: Path, port: int, key: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [
                *("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-re"),
                *("-stream_loop", "-1", "-i", str(clip), "-c", "copy", *options),
                *("-f", "flv", f"rtmp://127.0.0.1:{port}/live/{key}"),
            ],
            stderr=subprocess.PIPE,
        )

    def said(self) -> str:
        """Wait until it gives up and return its words."""
        return self.process.communicate(timeout=15)[1].decode()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def make_clip(path: Path, *, sound: bool = True) -> Path:
    """Encode ten seconds of the test pattern: 25 pictures a second, a key frame every two seconds."""
    audio = ["-f", "lavfi", "-i", "sine=440:sample_rate=44100", "-c:a", "aac", "-ac", "2"]
    subprocess.run(
        [
            *("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin"),
            *("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", *(audio if sound else [])),
            *("-t", "10", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
            *("-profile:v", "main", "-g", "50", "-b:v", "600k", str(path)),
        ],
        check=True,
    )
    return path


def times(path: Path, stream: str) -> list[float]:
    """Return the decoding times of the packets of "v" or "a" in ``path``, in seconds."""
    said = subprocess.run(
        [
            *("ffprobe", "-v", "error", "-select_streams", stream),
            *("-show_entries", "packet=dts_time", "-of", "csv=p=0", str(path)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return [float(word.strip(",")) for word in said.stdout.split() if word.strip(",") != "N/A"]


def widest_gap(path: Path, stream: str) -> float:
    """Return the longest time between two packets; also fails when time runs backwards."""
    found = times(path, stream)
    steps = [after - before for before, after in pairwise(found)]
    assert min(steps) >= 0, "time runs backwards"
    return max(steps)


def decode(path: Path) -> str:
    """Decode all of ``path`` and return what ffmpeg complains about."""
    done = subprocess.run(
        [
            *("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-i", str(path)),
            *("-fps_mode", "passthrough", "-f", "null", "-"),
        ],
        capture_output=True,
        text=True,
    )
    # The null muxer counts in whole pictures and complains about milliseconds: no fault of the file.
    return "\n".join(line for line in done.stderr.splitlines() if not line.startswith("[null @"))


def processes_with(text: str) -> set[int]:
    """Return the processes that show ``text`` in their arguments or environment."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            shown = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if text.encode() in shown:
            found.add(int(process.name))
    return found


def children_of(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Sink:
    """A platform that takes the connection and then nothing: it greets nobody and reads nothing."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rtmp://127.0.0.1:{self._listener.getsockname()[1]}/app"

    def close(self) -> None:
        self._listener.close()
