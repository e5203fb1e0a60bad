"""One broadcast from two sources: what the camera sends, or the slide while it sends nothing.

Everything goes by copy. The mixer owns the clock: whatever the source's clock does, what goes out
runs on without a gap and never backwards, with picture and sound at all times. It knows no socket
and no process: tags and times in, tags out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sasando.live.simulcast.flv import (
    AUDIO,
    VIDEO,
    Tag,
    frame_ms,
    silent_frame,
    silent_header,
)

STALLED_S = 1.5  # without a picture: the slide comes
_LATE_SOUND_MS = 1000  # sound that far behind the picture is not coming: silence fills in
_OPENING_MS = 1000  # of pictures to wait for a first sound
_GATHER_S = 0.25  # what was held up on the way comes in one go: only its newest key frame counts
_JUMP_MS = 5000  # a leap of the source's clock that is no gap but another clock


@dataclass(frozen=True, slots=True)
class Clip:
    """The slide, encoded: a group of pictures that begins with a key frame and is shown in a ring."""

    header: bytes
    frames: tuple[bytes, ...]
    fps: float


class Mixer:
    """Takes the source's tags, gives the broadcast's. Times ``now`` are seconds of one monotonic clock."""

    def __init__(self, emit: Callable[[Tag], None]) -> None:
        self._emit = emit
        self.clip: Clip | None = None
        self.headers: dict[int, bytes] = {}  # on air now, by kind of tag
        self.held = False  # the director asked for the slide
        self.on_slide = False
        self._began: float | None = None  # when the broadcast's clock was at 0
        self._source: dict[int, bytes] = {}  # the source's own headers
        self._opening: list[Tag] | None = (
            None  # the first pictures, until it is known if sound comes
        )
        self._opened = 0.0
        self._offset: int | None = None  # from the source's clock to ours; None while it is off air
        self._last = {VIDEO: -1, AUDIO: -1}  # last time that went out
        self._sound_until = 0.0
        self._step_ms = 40.0  # between the source's pictures
        self._picture_at: float | None = None  # when the source last sent one
        self._slide_began = 0.0
        self._slide_count = 0

    @property
    def began(self) -> bool:
        """Whether anything ever went out."""
        return self._began is not None

    @property
    def position_ms(self) -> int:
        """How far the broadcast is: time of its last picture, in milliseconds from its beginning."""
        return max(self._last[VIDEO], 0)

    @property
    def pace(self) -> float:
        """The source's pictures a second, by its own clock."""
        return 1000 / self._step_ms

    @property
    def has_sound(self) -> bool:
        """Whether the source announced sound that can go out."""
        return AUDIO in self._source

    def lag_ms(self, now: float) -> int:
        """How far the source has fallen behind the clock since it went on air."""
        return 0 if self._offset is None else max(0, self._clock(now) - self._last[VIDEO])

    def take(self, tag: Tag, now: float) -> None:
        """Take one tag of the source: H.264 or AAC, nothing else."""
        if tag.is_header:
            self._source[tag.kind] = tag.data
            if self._offset is not None:
                self._announce(tag.kind, tag.data)
            return
        if tag.is_picture:
            self._picture_at = now
        if self._offset is None:
            self._open(tag, now)
        else:
            self._pass(tag, now)

    def lost(self, now: float) -> None:
        """Take note that the source is gone."""
        self._source.clear()
        self._picture_at = None
        self._leave(now)

    def tick(self, now: float) -> None:
        """Do what the clock asks for; to be called every few hundredths of a second."""
        patience_s = max(STALLED_S, 2.2 * self._step_ms / 1000)
        silent = self._picture_at is not None and now - self._picture_at > patience_s
        if self._offset is not None and (silent or self.held):
            self._leave(now)
        if self.on_slide and self.clip is not None:
            self._show(self.clip, now)

    def _open(self, tag: Tag, now: float) -> None:
        """Gather from the first key frame on, until it is known whether there is sound."""
        if self.held or VIDEO not in self._source:
            return
        if tag.is_key and (self._opening is None or now - self._opened < _GATHER_S):
            self._opening = []
            self._opened = now
        if self._opening is None:
            return
        self._opening.append(tag)
        gathered = now - self._opened >= _GATHER_S
        if gathered and (self.has_sound or tag.at - self._opening[0].at >= _OPENING_MS):
            waiting, self._opening = self._opening, None
            self._go_on_air(waiting[0], now)
            for one in waiting:
                self._pass(one, now)

    def _go_on_air(self, first: Tag, now: float) -> None:
        if self._began is None:
            self._began = now
        self._anchor(first, now)
        self.on_slide = False
        self._announce(AUDIO, self._source.get(AUDIO) or self.headers.get(AUDIO) or silent_header())
        self._announce(VIDEO, self._source[VIDEO])

    def _anchor(self, tag: Tag, now: float) -> None:
        following = self._last[VIDEO] + round(self._step_ms) if self._last[VIDEO] >= 0 else 0
        self._offset = max(self._clock(now), following) - tag.at

    def _pass(self, tag: Tag, now: float) -> None:
        if self._offset is None or (tag.kind == AUDIO and not self.has_sound):
            return
        at = tag.at + self._offset
        if tag.kind == VIDEO:
            step = at - self._last[VIDEO]
            if not -_JUMP_MS < step < _JUMP_MS and self._last[VIDEO] >= 0:
                self._anchor(tag, now)
                at = tag.at + self._offset
            elif 0 < step < 2000:
                self._step_ms += (step - self._step_ms) / 16
            self._out(VIDEO, at, tag.data)
            self._fill(at - (_LATE_SOUND_MS if self.has_sound else 0))
        elif self._last[AUDIO] < at < self._last[VIDEO] + _JUMP_MS:
            if at - self._sound_until > 2 * frame_ms(self.headers[AUDIO]):
                self._fill(at - frame_ms(self.headers[AUDIO]))
            self._out(AUDIO, at, tag.data)
            self._sound_until = at + frame_ms(self.headers[AUDIO])

    def _leave(self, now: float) -> None:
        """Go from the source to the slide."""
        self._opening = None
        if self._offset is None:
            return
        self._offset = None
        self.on_slide = True
        self._slide_began = self._last[VIDEO] + self._step_ms
        self._slide_count = 0
        if self.clip is not None:
            self.tick(now)

    def _show(self, clip: Clip, now: float) -> None:
        """Send the slide's pictures up to now, also those of the moment before it was asked for."""
        clock = self._clock(now)
        while (at := self._slide_began + self._slide_count * 1000 / clip.fps) <= clock:
            index = self._slide_count % len(clip.frames)
            if self._slide_count == 0:
                self._announce(VIDEO, clip.header)
            self._out(VIDEO, round(at), clip.frames[index])
            self._fill(at)
            self._slide_count += 1

    def _fill(self, until: float) -> None:
        """Send silence where there was no sound, up to ``until``."""
        header = self.headers[AUDIO]
        self._sound_until = max(self._sound_until, self._last[AUDIO] + 1)
        while self._sound_until < until:
            self._out(AUDIO, round(self._sound_until), silent_frame(header))
            self._sound_until += frame_ms(header)

    def _announce(self, kind: int, data: bytes) -> None:
        if self.headers.get(kind) != data:
            self.headers[kind] = data
            self._emit(Tag(kind, max(self._last.values(), default=0) if self.began else 0, data))

    def _out(self, kind: int, at: int, data: bytes) -> None:
        at = max(at, self._last[kind] + 1)
        self._last[kind] = at
        self._emit(Tag(kind, at, data))

    def _clock(self, now: float) -> int:
        return 0 if self._began is None else int((now - self._began) * 1000)
