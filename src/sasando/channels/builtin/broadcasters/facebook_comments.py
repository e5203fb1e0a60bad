"""What viewers write under a live video: Facebook's event stream, and asking where it is shut.

https://developers.facebook.com/documentation/live-video-api/interact-with-viewers
A cursor is the Unix time of the newest comment seen. Whoever comes back gets the half minute
before it again, so that nothing is lost between two connections.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from sasando.channels.builtin.graph import ID, Graph, moment_of
from sasando.channels.builtin.graph_access import USED_MUCH
from sasando.channels.builtin.messengers.payload import part, parts, text
from sasando.plugins.broadcaster import Comment, Comments
from sasando.plugins.channel import Refused, TryLater

_FIELDS = "id,message,created_time,from{id,name}"
_MAX_EVENT = 100_000  # bytes
_OVERLAP_S = 30
_SLOWER = 6  # times the pause, when the platform's patience is nearly used up
_PAGES = 20  # of a hundred, read at once: the rest comes next time


class Listener:
    """Listens to one video. ``is_over`` tells whether nothing more will come; it may call."""

    for_s: ClassVar[float] = 3600.0  # of one connection
    quiet_s: ClassVar[float] = 60.0  # without a byte, and the connection is made anew
    pause_s: ClassVar[float] = 5.0  # between two questions, where the stream is shut
    questions: ClassVar[int] = 60  # then the stream is tried again

    def __init__(
        self, graph: Graph, *, video: str, server: str, is_over: Callable[[], bool]
    ) -> None:
        self._graph = graph
        self._video = video
        self._server = server
        self._is_over = is_over
        self._newest = 0  # Unix time of the newest comment seen

    def listen(self, cursor: str) -> Iterator[Comments]:
        """Yield comments from ``cursor`` on until the connection ends, or the broadcast."""
        self._newest = int(cursor) if cursor.isascii() and cursor.isdigit() else 0
        opened = False
        query = {"comment_rate": "one_hundred_per_second", "fields": _FIELDS}
        try:
            with self._graph.listening(
                f"{self._video}/live_comments",
                self._server,
                for_s=self.for_s,
                quiet_s=self.quiet_s,
                **query,
            ) as stream:
                opened = True
                # Behind the open stream: what was written before it, and in between.
                yield from self._written()
                for event in events(stream):
                    comment = self._comment(event)
                    if comment is not None:
                        yield self._told((comment,))
        except (Refused, TryLater):
            if not opened:  # it is shut, and whether for good the questions will tell
                yield from self._ask(self.questions)
                return
        # Open streams end by silence and by the clock, too.
        yield from self._ask(1)

    def _ask(self, times: int) -> Iterator[Comments]:
        """Ask for what was written, again and again unless the broadcast is over."""
        for number in range(times):
            over = self._is_over()  # before the last question: what came just then is asked for
            yield from self._written()
            if over:
                yield Comments(comments=(), cursor=str(self._newest), ended=True)
                return
            if number + 1 < times:
                time.sleep(self.pause_s * (_SLOWER if self._graph.usage >= USED_MUCH else 1))

    def _written(self) -> Iterator[Comments]:
        """Yield what was written since the newest seen, the oldest first, a page at a time."""
        query = {
            "fields": _FIELDS,
            "filter": "stream",  # answers to comments too
            "live_filter": "no_filter",
            "order": "chronological",
            "limit": "100",
        }
        if self._newest:
            query["since"] = str(self._newest - _OVERLAP_S)
        for _ in range(_PAGES):
            values = self._graph.get(f"{self._video}/comments", **query).values
            found = [self._comment(entry) for entry in parts(values, "data")]
            batch = tuple(comment for comment in found if comment is not None)
            if batch:
                yield self._told(batch)
            after = text(part(part(values, "paging"), "cursors"), "after")
            if not after or not text(part(values, "paging"), "next"):
                return
            query["after"] = after

    def _told(self, batch: tuple[Comment, ...]) -> Comments:
        times = (int(comment.at.timestamp()) for comment in batch)
        self._newest = max(self._newest, *times)
        return Comments(comments=batch, cursor=str(self._newest))

    def _comment(self, entry: dict[str, Any]) -> Comment | None:
        """Return one comment as it was written; ``None`` for a sticker, or what cannot be read."""
        identifier, words = text(entry, "id"), text(entry, "message")
        if not ID.fullmatch(identifier) or not words.strip():
            return None
        writer = part(entry, "from")  # missing without pages_read_user_content
        return Comment(
            identifier=identifier,
            text=words,
            author=text(writer, "name"),
            author_id=text(writer, "id"),
            at=moment_of(text(entry, "created_time"), self._graph.context.clock()),
        )


def events(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a stream of server-sent events, in whatever pieces it comes.

    Comments, keep-alives, other events and what is no JSON are passed over; an event of more than
    100,000 bytes too. https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    lines: list[str] = []
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            words = line.rstrip(b"\r").decode("utf-8", "replace")
            if words.startswith("data:"):
                lines.append(words[5:].removeprefix(" "))
            elif not words:
                yield from _event("\n".join(lines))
                lines = []
        if len(rest) > _MAX_EVENT or sum(map(len, lines)) > _MAX_EVENT:
            rest, lines = b"", []


def answer_of(graph: Graph, comment: str, words: str, *, page: str) -> str:
    """Return the identifier of the Page's own answer ``words`` under a comment, "" if none."""
    said = graph.get(f"{comment}/comments", fields=_FIELDS, limit="100")
    for entry in parts(said.values, "data"):
        if text(entry, "message") == words and text(part(entry, "from"), "id") == page:
            return text(entry, "id")
    return ""


def _event(data: str) -> Iterator[dict[str, Any]]:
    if not data:
        return
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return  # one strange event must not cost the others
    if isinstance(value, dict):
        yield value
