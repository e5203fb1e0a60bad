"""What comes from the camera: which publisher is the one, and what its signal is like."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from sasando.live.simulcast.flv import AUDIO, VIDEO, Tag
from sasando.live.simulcast.health import SourceHealth
from sasando.live.simulcast.ingest import Publisher
from sasando.live.simulcast.mixer import Mixer

_GHOST_S = (
    5.0  # without a byte: the next with the key takes its place (a phone that changed networks)
)
_WINDOW_S = 4.0  # of the rates shown


class Camera:
    """The feed of one publisher at a time. Called from the event loop."""

    def __init__(self, mixer: Mixer, changed: Callable[[str], None]) -> None:
        self.width = self.height = 0
        self._mixer = mixer
        self._changed = changed
        self._connection: Publisher | None = None
        self._since = self._heard = 0.0
        self._codecs: dict[int, str] = {}
        self._recent: deque[tuple[float, int, bool]] = deque()  # when, bytes, whether a picture
        self._key_at: int | None = None
        self._key_every_ms = 0
        self._drops = self._wrong_keys = self._refused = 0

    def welcome(self, connection: Publisher) -> bool:
        """Let one in when nobody sends, or who did is silent."""
        now = monotonic()
        if self._connection is not None:
            if now - self._heard < _GHOST_S:
                return False
            ghost, self._connection = self._connection, None
            ghost.close()
            self._leave()
        self._connection = connection
        self._since = self._heard = now
        self._changed("connected")
        return True

    def tag(self, connection: Publisher, tag: Tag) -> None:
        """Take what can be passed on, note what cannot."""
        if connection is not self._connection:
            return
        now = self._heard = monotonic()
        if tag.kind not in (VIDEO, AUDIO) or not tag.codec:
            return
        self._note(tag, now)
        if tag.codec in ("H.264", "AAC"):
            self._mixer.take(tag, now)

    def farewell(self, connection: Publisher) -> None:
        """Go to the slide."""
        if connection is self._connection:
            self._connection = None
            self._leave()

    def refused(self, reason: str) -> None:
        """Count it."""
        if reason == "key":
            self._wrong_keys += 1
        else:
            self._refused += 1
        self._changed(f"refused: {reason}")

    def cut(self) -> None:
        """Send the publisher away."""
        if self._connection is not None:
            self._connection.close()

    def health(self, now: float) -> SourceHealth:
        """Return how the signal is."""
        self._forget(now)
        connected = self._connection is not None
        size = sum(size for _, size, _ in self._recent)
        span_s = min(_WINDOW_S, max(now - self._since, 1.0))
        return SourceHealth(
            connected=connected,
            video=self._codecs.get(VIDEO, ""),
            audio=self._codecs.get(AUDIO, ""),
            width=self.width,
            height=self.height,
            fps=round(sum(picture for _, _, picture in self._recent) / span_s, 1),
            kilobits=round(size * 8 / 1000 / span_s, 1),
            key_every_s=round(self._key_every_ms / 1000, 2),
            lag_ms=self._mixer.lag_ms(now),
            uptime_s=round(now - self._since, 1) if connected else 0.0,
            drops=self._drops,
            wrong_keys=self._wrong_keys,
            refused=self._refused,
        )

    def _note(self, tag: Tag, now: float) -> None:
        self._codecs[tag.kind] = tag.codec
        self._recent.append((now, len(tag.data), tag.kind == VIDEO and not tag.is_header))
        self._forget(now)
        if tag.is_key:
            if self._key_at is not None:
                self._key_every_ms = max(0, tag.at - self._key_at)
            self._key_at = tag.at

    def _forget(self, now: float) -> None:
        while self._recent and now - self._recent[0][0] > _WINDOW_S:
            self._recent.popleft()

    def _leave(self) -> None:
        self._drops += 1
        self._codecs.clear()
        self._recent.clear()
        self._key_at = None
        self._mixer.lost(monotonic())
        self._changed("gone")
