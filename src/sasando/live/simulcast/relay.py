"""The relay: one process that takes the feed in and keeps every way out, until it is told to end.

Nobody needs to live beside it: it belongs to no worker and no web process. What it knows stands in
its folder: ``health.json`` (now), ``events.jsonl`` (what happened), ``lock`` (held while it lives).
"""

import asyncio
import logging
import shutil
import signal
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from os import getpid
from pathlib import Path
from time import monotonic

from sasando.live.simulcast import encoding, health, hls, recording
from sasando.live.simulcast.camera import Camera
from sasando.live.simulcast.flv import VIDEO, Tag
from sasando.live.simulcast.health import Health, Note, State, TargetState
from sasando.live.simulcast.ingest import Ingest
from sasando.live.simulcast.mixer import Mixer
from sasando.live.simulcast.outputs import Output
from sasando.live.simulcast.plan import Plan, Target
from sasando.live.simulcast.recording import Recorder
from sasando.live.simulcast.srt import SrtListener
from sasando.live.simulcast.ways import Way, to_target

logger = logging.getLogger(__name__)

_TICK_S = 0.04
_TOLD_EVERY_S = 1.0
_GOODBYE_S = 5.0
_MOST_RECENT_BYTES = 16 * 1024 * 1024  # a key frame that never comes must not eat the memory


class Relay:
    """One simulcast at work."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.done = asyncio.Event()
        self.mixer = Mixer(self._emit)
        self.camera = Camera(self.mixer, partial(self._happened, "source"))
        self._ingest = Ingest(self.camera, application=plan.application, key=plan.key)
        self._recent: list[Tag] = []  # from the last key frame on
        self._recent_bytes = 0
        self._outputs: dict[str, Output] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()  # targets taken away, not gone yet
        self._recorder = Recorder(folder, self.mixer.headers) if plan.record else None
        self._notes: tuple[Note, ...] = ()
        self._state = State.STARTING
        self._started = monotonic()
        self._began_at = ""
        self._twin: tuple[bytes, float] | None = None  # the header and pace the slide was made for
        self._drawing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Work until told to end. What goes wrong at the beginning is written as the last state."""
        if shutil.which("ffmpeg") is None:
            self._finish_with(Note(key="no_ffmpeg"))
            return
        encoding.draw_slides(self.plan.title, self.folder)
        try:
            await self._ingest.open(self.plan.host, self.plan.port)
        except OSError:
            address = f"{self.plan.host}:{self.plan.port}"
            self._finish_with(Note(key="port_taken", values={"address": address}))
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.done.set)
        self.set_targets(self.plan.targets)
        if self.plan.hls:
            way = hls.to_files(Path(self.plan.hls), dvr_s=self.plan.dvr_s, ladder=self.plan.ladder)
            self._add(self._output(way))
        srt = self._srt()
        self._enter(State.WAITING)
        try:
            await self._keep_time()
        finally:
            if srt is not None:
                srt.cancel()
            await self._end()

    def set_targets(self, targets: tuple[Target, ...]) -> None:
        """Send to exactly these platforms from now on; those that stay are not touched."""
        wanted = {target.name: to_target(target) for target in targets}
        for name, output in list(self._outputs.items()):
            if name != "hls" and wanted.get(name) != output.way:
                self._drop(name)
        for name, way in wanted.items():
            if name not in self._outputs:
                self._add(self._output(way))

    def hold(self, held: bool) -> None:
        """Show the slide although the camera sends, or stop doing so."""
        self.mixer.held = held
        self._happened("source", "held" if held else "released")

    def health(self) -> Health:
        """Return how everything stands."""
        now = monotonic()
        notes = self._notes
        if self._recorder is not None and self._recorder.words:
            notes += (Note(key="disk_full", values={"words": self._recorder.words}),)
        return Health(
            state=self._state,
            at=_now(),
            pid=getpid(),
            began_at=self._began_at,
            position_ms=self.mixer.position_ms,
            source=self.camera.health(now),
            targets=tuple(output.health(now) for output in self._outputs.values()),
            recorded_bytes=self._recorder.written if self._recorder is not None else 0,
            notes=notes,
        )

    def _emit(self, tag: Tag) -> None:
        for output in self._outputs.values():
            output.put(tag)
        self._remember(tag)
        if self._recorder is not None:
            self._recorder.put(tag)
        if not self._began_at and tag.is_picture:
            self._began_at = _now()
        if tag.is_key and not self.mixer.on_slide:
            self._draw_twin(tag)

    def _remember(self, tag: Tag) -> None:
        """Keep the newest group of pictures: who connects begins with it at once."""
        if tag.is_key or tag.is_header or self._recent_bytes > _MOST_RECENT_BYTES:
            self._recent.clear()
            self._recent_bytes = 0
        if tag.is_key or self._recent:
            self._recent.append(tag)
            self._recent_bytes += len(tag.data)

    def _draw_twin(self, key: Tag) -> None:
        """Make the slide fit, when the source's pictures are others than the last slide was made for."""
        header, fps = self.mixer.headers[VIDEO], self.mixer.pace
        if self._drawing is not None and not self._drawing.done():
            return
        if self._twin is not None:
            same_pace = abs(self._twin[1] - fps) < 0.1 * fps
            if self._twin[0] == header and same_pace:
                return
        self._drawing = asyncio.get_running_loop().create_task(self._draw(header, key.data, fps))

    async def _draw(self, header: bytes, key: bytes, fps: float) -> None:
        self._twin = header, fps
        picture = await encoding.looked_at(header, key)
        if picture is None:
            return
        self.camera.width, self.camera.height = picture.width, picture.height
        clip = await encoding.clip_for(picture, fps=fps, folder=self.folder)
        # The ring of a slide on air is not exchanged: its pictures build on one another.
        if clip is not None and (self.mixer.clip is None or not self.mixer.on_slide):
            self.mixer.clip = clip
            self._happened("slide", "ready")

    async def _keep_time(self) -> None:
        told = 0.0
        while not self.done.is_set():
            now = monotonic()
            self.mixer.tick(now)
            self._enter(self._now_in())
            if now - told >= _TOLD_EVERY_S:
                told = now
                self._tell()
            past_s = now - self._started
            if past_s > self.plan.longest_s:
                logger.warning("the longest time is over")
                break
            if past_s > self.plan.first_source_s and not self.mixer.began:
                logger.warning("nobody ever sent anything")
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self.done.wait(), _TICK_S)

    def _now_in(self) -> State:
        if not self.mixer.began:
            return State.WAITING
        if self.mixer.on_slide:
            return State.HELD if self.mixer.held else State.SLIDE
        return State.LIVE

    async def _end(self) -> None:
        self._enter(State.FINISHING)
        self.camera.cut()
        await self._ingest.close()
        if self._drawing is not None:
            self._drawing.cancel()
        await asyncio.gather(*(output.close() for output in self._outputs.values()))
        if waited := {*self._keepers.values(), *self._leaving}:
            await asyncio.wait(waited, timeout=_GOODBYE_S)
        if self.plan.hls:
            hls.end(Path(self.plan.hls))
        self._tell()
        if self._recorder is not None:
            self._recorder.close()
            await asyncio.to_thread(recording.finish, self.folder)
        self._finish_with()

    def _finish_with(self, *notes: Note) -> None:
        self._notes = notes
        self._enter(State.ENDED)

    def _srt(self) -> asyncio.Task[None] | None:
        if not self.plan.srt_port:
            return None
        listener = SrtListener(
            self.camera, host=self.plan.host, port=self.plan.srt_port, key=self.plan.key
        )
        return asyncio.get_running_loop().create_task(listener.keep(), name="srt")

    def _output(self, way: Way) -> Output:
        return Output(way, self.mixer.headers, self._recent, self._target_changed)

    def _add(self, output: Output) -> None:
        name = output.way.name
        self._outputs[name] = output
        self._keepers[name] = asyncio.get_running_loop().create_task(output.keep(), name=name)

    def _drop(self, name: str) -> None:
        keeper = self._keepers.pop(name)
        closing = asyncio.get_running_loop().create_task(self._outputs.pop(name).close())
        self._leaving |= {keeper, closing}
        for task in (keeper, closing):
            task.add_done_callback(self._leaving.discard)

    def _target_changed(self, name: str, state: TargetState, words: str) -> None:
        self._happened(name, state, words)

    def _enter(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self._happened("relay", state)
            self._tell()

    def _happened(self, what: str, state: str, words: str = "") -> None:
        try:
            health.record_event(self.folder, _now(), what, state, words)
        except OSError as error:
            logger.warning("what happened cannot be written: %s", error)

    def _tell(self) -> None:
        try:
            health.write(self.folder, self.health())
        except OSError as error:
            logger.warning("the state cannot be written: %s", error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
