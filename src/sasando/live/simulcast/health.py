"""How a simulcast stands: frozen values, the file they cross processes in, and the words for people."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sasando.rendering.phrases import phrase

_FILE = "health.json"
_EVENTS = "events.jsonl"
_SLOW_FPS = 10.0
_FAR_KEYS_S = 4.5  # YouTube and Facebook ask for a key frame every 4 s at most
_LATE_MS = 5000
_SETTLED_S = 5.0  # before that a rate says nothing


class State(StrEnum):
    """How far the whole has come."""

    STARTING = "starting"
    WAITING = "waiting"  # for the camera's first signal
    LIVE = "live"
    SLIDE = "slide"  # the signal is lost
    HELD = "held"  # the director asked for the slide
    FINISHING = "finishing"
    ENDED = "ended"
    LOST = "lost"  # the process died unasked; said by the reader, never by the relay


class TargetState(StrEnum):
    """How one target stands."""

    IDLE = "idle"
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    RETRYING = "retrying"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a person should know, with a phrase of ``[simulcast]`` and its values."""

    key: str
    values: dict[str, str] = field(default_factory=dict)

    def words(self, language: str) -> str:
        """Return it in ``language`` ("id", "en")."""
        return phrase(f"simulcast.{self.key}", language, **self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """What the camera sends. Rates are of the last seconds."""

    connected: bool = False
    video: str = ""  # codec; "" before the first picture
    audio: str = ""  # codec; "" without sound
    width: int = 0
    height: int = 0
    fps: float = 0.0
    kilobits: float = 0.0  # a second
    key_every_s: float = 0.0
    lag_ms: int = 0
    uptime_s: float = 0.0  # of this connection
    drops: int = 0  # how often it was lost since the beginning
    wrong_keys: int = 0
    refused: int = 0  # second sources, while the first was sending

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what is odd, the worst first."""
        return tuple(self._odd())

    def _odd(self) -> Iterator[Note]:
        if self.connected and self.video not in ("", "H.264"):
            yield Note(key="source_codec", values={"codec": self.video})
        elif self.connected and self.video:
            if not self.audio:
                yield Note(key="source_silent")
            elif self.audio != "AAC":
                yield Note(key="source_sound_codec", values={"codec": self.audio})
            if 0 < self.fps < _SLOW_FPS and self.uptime_s > _SETTLED_S:
                yield Note(key="source_slow", values={"fps": f"{self.fps:.0f}"})
            if self.key_every_s > _FAR_KEYS_S:
                yield Note(key="source_keys", values={"seconds": f"{self.key_every_s:.0f}"})
            if self.lag_ms > _LATE_MS:
                yield Note(key="source_late", values={"seconds": f"{self.lag_ms / 1000:.0f}"})
        if self.refused:
            yield Note(key="second_source", values={"count": str(self.refused)})
        if self.wrong_keys:
            yield Note(key="wrong_key", values={"count": str(self.wrong_keys)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHealth:
    """One target, or the files for the public site (``hls``)."""

    name: str
    state: TargetState = TargetState.IDLE
    kilobits: float = 0.0
    fps: float = 0.0
    dropped: int = 0  # pictures skipped because it was too slow
    lag_ms: int = 0  # behind the broadcast
    uptime_s: float = 0.0  # of this connection
    restarts: int = 0
    words: str = ""  # ffmpeg's last, without secrets

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what is odd."""
        found = []
        if self.dropped:
            found.append(Note(key="target_dropped", values={"count": str(self.dropped)}))
        if self.words and self.state is not TargetState.LIVE:
            found.append(Note(key="target_words", values={"words": self.words}))
        return tuple(found)

    def phrase(self, language: str) -> str:
        """Return its state in words."""
        return phrase(f"simulcast.target_{self.state}", language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The whole simulcast at one moment. Times are ISO 8601 with a zone; "" for not yet."""

    state: State
    at: str
    pid: int = 0
    began_at: str = ""  # when position 0 went out: for chapters
    position_ms: int = 0
    source: SourceHealth = SourceHealth()
    targets: tuple[TargetHealth, ...] = ()
    recorded_bytes: int = 0
    notes: tuple[Note, ...] = ()

    def phrase(self, language: str) -> str:
        """Return the state in words."""
        return phrase(f"simulcast.state_{self.state}", language)


def write(folder: Path, health: Health) -> None:
    """Put ``health`` where readers look, whole or not at all."""
    fresh = folder / f".{_FILE}"
    fresh.write_text(json.dumps(asdict(health), ensure_ascii=False))
    fresh.replace(folder / _FILE)


def read(folder: Path) -> Health | None:
    """Return what was last written; None when nothing can be read. Says not if the relay still lives."""
    try:
        raw: dict[str, Any] = json.loads((folder / _FILE).read_text())
        return Health(
            **raw
            | {
                "state": State(raw["state"]),
                "source": SourceHealth(**raw["source"]),
                "targets": tuple(
                    TargetHealth(**one | {"state": TargetState(one["state"])})
                    for one in raw["targets"]
                ),
                "notes": tuple(Note(**note) for note in raw["notes"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def record_event(folder: Path, at: str, what: str, state: str, words: str = "") -> None:
    """Add one line to what happened: the source, a target or the whole changed its state."""
    line = json.dumps({"at": at, "what": what, "state": state, "words": words}, ensure_ascii=False)
    with (folder / _EVENTS).open("a", encoding="utf-8") as events:
        events.write(line + "\n")


def events(folder: Path) -> list[dict[str, str]]:
    """Return what happened, oldest first; a line cut off by a crash is left out."""
    found = []
    try:
        lines = (folder / _EVENTS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
