"""One way out: an ffmpeg of its own that is fed by a pipe, watched, and started again.

Each target has its own process and its own pipe, so that what is slow or dead holds up nobody.
"""

import asyncio
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from sasando.live.simulcast.flv import AUDIO, FILE_HEADER, VIDEO, Tag, packed
from sasando.live.simulcast.health import TargetHealth, TargetState
from sasando.live.simulcast.plan import masked
from sasando.live.simulcast.ways import Way

logger = logging.getLogger(__name__)

_WAITING_BYTES = (
    4 * 1024 * 1024
)  # for a slow target, about 6 s of 5 Mbit/s; then pictures are skipped
_STALLED_S = 3.0  # nothing gets through: said
_HOPELESS_S = 12.0  # nothing gets through: cut off and tried again
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 8.0
_STEADY_S = 20.0  # a connection that held so long starts waiting anew
_GOODBYE_S = 5.0
_LONGEST_WORDS = 300


@dataclass
class Output:
    """Keeps one way open. Everything is called from one event loop."""

    way: Way
    headers: dict[int, bytes]  # what is on air, kept by the mixer
    recent: list[Tag]  # from the last key frame on, kept by the relay: where a new process begins
    changed: Callable[[str, TargetState, str], None] = lambda name, state, words: None
    _state: TargetState = TargetState.IDLE
    _process: Process | None = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _renewing: bool = False
    _awaits_key: bool = True
    _fed: bool = False  # this process has got something
    _backlogs: list[list[bytes]] = field(default_factory=list)  # for the processes that follow
    _due: asyncio.Event = field(default_factory=asyncio.Event)  # there is something to send
    _starts: int = 0
    _started: float = 0.0
    _moved: float = 0.0
    _first_at: int | None = None
    _last_at: int = 0
    _out_ms: float = 0.0
    _bytes: int = 0
    _kilobits: float = 0.0
    _fps: float = 0.0
    _frames: int = 0
    _dropped: int = 0
    _words: str = ""

    def put(self, tag: Tag) -> None:
        """Send one tag, or skip it when this way is not open or too slow."""
        if not self._due.is_set():
            self._due.set()
        if self.way.anew and tag.is_header and tag.kind == VIDEO and self._fed:
            self._renew()
            return
        process = self._process
        if self._awaits_key:
            if not tag.is_key or (process is None and not self._renewing):
                return
            self._begin(tag)
        if process is None or self._renewing:
            if self._renewing:
                self._backlogs[-1].append(packed(tag))
            return
        self._write(process, tag)

    def health(self, now: float) -> TargetHealth:
        """Return how this way stands."""
        self._judge(now)
        open_ = self._state in (TargetState.LIVE, TargetState.STALLED)
        behind = (self._last_at - (self._first_at or 0)) - self._out_ms
        return TargetHealth(
            name=self.way.name,
            state=self._state,
            kilobits=round(self._kilobits, 1) if open_ else 0.0,
            fps=round(self._fps, 1) if open_ else 0.0,
            dropped=self._dropped,
            lag_ms=max(0, round(behind)) if open_ else 0,
            uptime_s=round(now - self._started, 1) if open_ else 0.0,
            restarts=max(0, self._starts - 1),
            words=self._words,
        )

    async def keep(self) -> None:
        """Open the way again and again, until it is closed. Cancelling it kills the process."""
        wait_s = _FIRST_WAIT_S
        while not self._closing.is_set():
            await self._due.wait()
            if self._closing.is_set():
                break
            await self._once()
            if self._renewing or self._closing.is_set():
                continue
            wait_s = _FIRST_WAIT_S if monotonic() - self._started > _STEADY_S else wait_s
            self._enter(TargetState.RETRYING)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)
        self._enter(TargetState.OFF)

    async def close(self) -> None:
        """Send what waits, say goodbye and let go; returns within seconds."""
        self._closing.set()
        self._due.set()
        process = self._process
        if process is None:
            return
        self._end_input(process)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GOODBYE_S)
        if process.returncode is None:
            process.kill()
            await process.wait()

    async def _once(self) -> None:
        preset = os.memfd_create("preset")
        try:
            os.write(preset, self.way.preset.encode())
            argv = [part.replace("{preset}", f"/proc/self/fd/{preset}") for part in self.way.argv]
            self._enter(TargetState.CONNECTING)
            process = await asyncio.create_subprocess_exec(
                *argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, pass_fds=(preset,)
            )
        except OSError as error:
            self._words = str(error)
            self._renewing = self._fed = False
            self._backlogs.clear()
            return
        finally:
            os.close(preset)
        self._starts += 0 if self._renewing else 1
        self._started = self._moved = monotonic()
        self._out_ms, self._bytes, self._frames = 0.0, 0, 0
        self._process = process
        if self._closing.is_set():
            process.kill()
        elif self._renewing:
            self._resume(process)
        else:
            self._awaits_key, self._fed = True, False
            for tag in self.recent:
                self.put(tag)
        watch = asyncio.create_task(self._watch(process))
        try:
            await asyncio.gather(self._follow(process), self._listen(process), process.wait())
        finally:
            watch.cancel()
            self._process = None
            self._fed = self._fed and self._renewing
            if process.returncode is None:
                process.kill()

    def _begin(self, tag: Tag) -> None:
        """Open the stream: what it is made of, then the first key frame."""
        self._awaits_key = False
        self._fed = True
        self._first_at = tag.at
        opening = FILE_HEADER + b"".join(
            packed(Tag(kind, tag.at, self.headers[kind]))
            for kind in (VIDEO, AUDIO)
            if kind in self.headers
        )
        if self._renewing:
            self._backlogs[-1].append(opening)
        elif self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(opening)

    def _write(self, process: Process, tag: Tag) -> None:
        pipe = process.stdin
        if pipe is None or pipe.is_closing():
            return
        if pipe.transport.get_write_buffer_size() > _WAITING_BYTES:
            self._awaits_key = True  # until there is room, and then a key frame
            self._dropped += tag.is_picture
            return
        self._last_at = tag.at
        pipe.write(packed(tag))

    def _renew(self) -> None:
        """Let the process finish its file; the next one goes on with what comes meanwhile."""
        self._renewing, self._awaits_key = True, True
        if not self._backlogs or self._backlogs[-1]:
            self._backlogs.append([])
        if self._process is not None:
            self._end_input(self._process)

    def _resume(self, process: Process) -> None:
        waiting = b"".join(self._backlogs.pop(0))
        if process.stdin is not None:
            process.stdin.write(waiting)
        if self._backlogs:  # the parameters have changed once more
            self._end_input(process)
        else:
            self._renewing, self._awaits_key = False, not waiting
            self._fed = bool(waiting)

    @staticmethod
    def _end_input(process: Process) -> None:
        if process.stdin is not None and not process.stdin.is_closing():
            process.stdin.close()

    async def _watch(self, process: Process) -> None:
        """Cut off a process that nothing gets through, and one that will not end."""
        while True:
            await asyncio.sleep(0.5)
            still = monotonic() - self._moved
            if still > _HOPELESS_S or (self._renewing and still > _GOODBYE_S):
                self._words = self._words or "nothing got through"
                process.kill()
                return

    async def _follow(self, process: Process) -> None:
        """Read ffmpeg's -progress: blocks of name=value."""
        assert process.stdout is not None  # noqa: S101 — asked for above
        frames = size = 0
        seen = monotonic()
        async for line in process.stdout:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            if name == "frame" and value.isdigit():
                frames = int(value)
            elif name == "total_size" and value.isdigit():
                size = int(value)
            elif name == "out_time_us" and value.lstrip("-").isdigit():
                self._advance(int(value) / 1000)
            elif name == "progress":
                now = monotonic()
                past_s = max(now - seen, 0.001)
                self._fps = max(0, frames - self._frames) / past_s
                self._kilobits = max(0, size - self._bytes) * 8 / 1000 / past_s
                self._frames, self._bytes, seen = frames, size, now

    def _advance(self, out_ms: float) -> None:
        if out_ms > self._out_ms:
            self._out_ms, self._moved = out_ms, monotonic()
            self._enter(TargetState.LIVE)

    async def _listen(self, process: Process) -> None:
        """Keep ffmpeg's last words, without secrets."""
        assert process.stderr is not None  # noqa: S101 — asked for above
        said: list[str] = []
        async for line in process.stderr:
            words = masked(line.decode(errors="replace").strip(), self.way.secrets)
            if words and "repeated" not in words:
                said = [*said[-2:], words]  # the last alone is often "Input/output error"
                self._words = " · ".join(said)[:_LONGEST_WORDS]
                logger.info("%s: %s", self.way.name, words)

    def _judge(self, now: float) -> None:
        if self._state is TargetState.LIVE and now - self._moved > _STALLED_S:
            self._enter(TargetState.STALLED)

    def _enter(self, state: TargetState) -> None:
        if state is not self._state:
            self._state = state
            self.changed(self.way.name, state, self._words)
