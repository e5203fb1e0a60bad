"""What viewers write under a YouTube broadcast: one long connection, not a question every few seconds.

https://developers.google.com/youtube/data/live/reference/rest/v3/liveChatMessages/streamList
(looked up 2026-11-29). The guide shows gRPC; Google's REST reference has the same method as
``GET /youtube/v3/liveChat/messages/stream``, "a server-streamed RPC": its body is a JSON array whose
elements, each as ``liveChatMessages.list`` answers, are written as messages come. It costs 5 units a
connection, where polling every 5 seconds has used up 10,000 in less than three hours.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, ClassVar

import httpx

from sasando.channels.builtin.google_api import Declined
from sasando.channels.builtin.messengers.payload import number, part, parts, text
from sasando.channels.builtin.youtube_api import Query, YouTube
from sasando.channels.builtin.youtube_errors import UNITS, error_of
from sasando.plugins.broadcaster import Comment, Comments
from sasando.plugins.channel import TryLater
from sasando.plugins.outbound import Answer, opened

COST = 5  # units a connection
REPLY_COST = 20  # units
_MAX_PAGE = 8_000_000  # bytes of one element: 2,000 messages at most
_SIGN = re.compile(rb'[{}"\\]')
_PAID = {"superChatEvent": "superChatDetails", "superStickerEvent": "superStickerDetails"}


class Chat:
    """The live chat of one broadcast."""

    for_s: ClassVar[float] = 900.0  # of one connection
    quiet_s: ClassVar[float] = 60.0  # without a byte, and the connection is made anew

    def __init__(self, youtube: YouTube, chat: str) -> None:
        self.youtube, self.chat = youtube, chat

    def listen(self, cursor: str) -> Iterator[Comments]:
        """Yield what is written after ``cursor`` until the connection or the chat ends."""
        began, came = monotonic(), False
        try:
            with self._stream(cursor) as pieces:
                for page in objects_in(pieces):
                    came = True
                    told = self._told(page, cursor)
                    cursor = told.cursor
                    if told.comments or told.gone or told.ended:
                        yield told
                    if told.ended:
                        return
            if not came and monotonic() - began < self.quiet_s:
                raise TryLater(self.youtube.says("unreadable", words="stream"))
        except Declined as declined:
            if declined.reason != "liveChatEnded":
                raise error_of(declined, self.youtube.context) from declined
            yield Comments(comments=(), cursor=cursor, ended=True)
        except TryLater:
            # A connection that lived, or a chat in which nobody wrote: the caller comes back.
            if not came and monotonic() - began < self.quiet_s:
                raise

    @contextmanager
    def _stream(self, cursor: str) -> Iterator[Iterable[bytes]]:
        """Open the stream. Raises ``Declined``, ``TryLater``."""
        google, context = self.youtube.google, self.youtube.context
        query = {"part": "id,snippet,authorDetails", "liveChatId": self.chat, "maxResults": "500"}
        query |= {"pageToken": cursor} if cursor else {}
        url = f"{google.server}/youtube/v3/liveChat/messages/stream"
        context.purse.spend(UNITS, COST)
        request = google.authorized(httpx.Request("GET", url, params=query))
        patient = replace(context, timeout_s=self.quiet_s)
        with opened(request, context=patient, deadline=monotonic() + self.for_s) as response:
            if response.status != 200:
                body = b"".join(_first(response.iter_stream(), 100_000))
                answer = Answer(response.status, httpx.Headers(response.headers), body)
                raise Declined(answer, clock=context.clock())
            yield response.iter_stream()

    def _told(self, page: Mapping[str, Any], cursor: str) -> Comments:
        error = part(page, "error")
        if error:  # told when the stream had begun with 200
            body = json.dumps(page).encode()
            status = number(error, "code") or 500
            raise Declined(
                Answer(status, httpx.Headers(), body), clock=self.youtube.context.clock()
            )
        comments: list[Comment] = []
        gone: list[str] = []
        ended = bool(text(page, "offlineAt"))
        for item in parts(page, "items"):
            snippet = part(item, "snippet")
            kind = text(snippet, "type")
            if kind == "chatEndedEvent":
                ended = True
            elif kind == "messageDeletedEvent":
                gone.append(text(part(snippet, "messageDeletedDetails"), "deletedMessageId"))
            elif kind == "tombstone":
                gone.append(text(item, "id"))
            elif comment := self._comment(item, snippet, kind):
                comments.append(comment)
        after = text(page, "nextPageToken") or cursor
        known = tuple(identifier for identifier in gone if identifier)
        return Comments(comments=tuple(comments), cursor=after, gone=known, ended=ended)

    def _comment(
        self, item: Mapping[str, Any], snippet: Mapping[str, Any], kind: str
    ) -> Comment | None:
        """Return a viewer's words; ``None`` for what is none: a new member, a poll, a sticker."""
        if kind == "textMessageEvent":
            said = text(part(snippet, "textMessageDetails"), "messageText")
        elif kind in _PAID:
            said = text(part(snippet, _PAID[kind]), "userComment")
        else:
            return None
        identifier = text(item, "id")
        said = said or (text(snippet, "displayMessage") if kind == "textMessageEvent" else "")
        if not identifier or not said.strip():
            return None
        author = part(item, "authorDetails")
        return Comment(
            identifier=identifier,
            text=said,
            author=text(author, "displayName"),
            author_id=text(author, "channelId") or text(snippet, "authorChannelId"),
            at=_moment(text(snippet, "publishedAt")) or self.youtube.context.clock(),
            paid=kind in _PAID,
        )


def objects_in(pieces: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in a stream as soon as each is whole, wherever the pieces are cut.

    What stands between them (the brackets and commas of an array) is passed over. Raises
    ``TryLater`` for what is no JSON, or too long.
    """
    held, looked, begun, depth, quoted = bytearray(), 0, 0, 0, False
    for piece in pieces:
        held += piece
        while found := _SIGN.search(held, looked):
            looked = found.end()
            sign = found.group()
            if sign == b"\\":
                looked += 1  # what is escaped ends nothing
            elif sign == b'"':
                quoted = not quoted if depth else False
            elif not quoted and sign == b"{":
                begun = found.start() if depth == 0 else begun
                depth += 1
            elif not quoted and depth:
                depth -= 1
                if depth == 0:
                    yield _object(bytes(held[begun:looked]))
        looked = max(looked, len(held))
        if depth == 0:
            held.clear()
            looked = 0
        else:
            del held[:begun]
            looked -= begun
            begun = 0
        if len(held) > _MAX_PAGE:
            raise TryLater(f"The stream wrote more than {_MAX_PAGE} bytes without an end.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TryLater(f"The stream wrote what is no JSON: {error}") from error
    return said if isinstance(said, dict) else {}


def _first(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    came = 0
    for piece in pieces:
        yield piece
        came += len(piece)
        if came > limit:
            return


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def write(youtube: YouTube, chat: str, words: str) -> str:
    """Write ``words`` into the chat; return the message's identifier."""
    snippet = {
        "liveChatId": chat,
        "type": "textMessageEvent",
        "textMessageDetails": {"messageText": words},
    }
    answer = youtube.call(
        "POST",
        "/liveChat/messages",
        {"part": "snippet"},
        cost=REPLY_COST,
        body={"snippet": snippet},
    )
    return youtube.proven(answer)


def written_already(youtube: YouTube, chat: str, words: str) -> str:
    """Return the id of our own message with these words, if an attempt came through."""
    query: Query = {
        "part": "id,snippet,authorDetails",
        "liveChatId": chat,
        "maxResults": 2000,
    }
    answer = youtube.call("GET", "/liveChat/messages", query, cost=COST)
    for item in reversed(parts(answer, "items")):
        said = text(part(part(item, "snippet"), "textMessageDetails"), "messageText")
        if part(item, "authorDetails").get("isChatOwner") is True and said == words:
            return text(item, "id")
    return ""
