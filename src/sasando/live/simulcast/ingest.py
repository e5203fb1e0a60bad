"""Where the feed comes in: an RTMP server for one publisher with one key, and nobody else.

Adobe's RTMP specification 1.0, sections 5.2 (handshake), 7.2 (commands). OBS, ffmpeg and phones speak
it so. It looks into no picture: tags go to a ``Feed`` as they come. It is written here and is not
left to ffmpeg or nginx for three reasons, measured in docs/explanation/simulcast.md: ``ffmpeg
-listen`` takes any key; neither tells within two seconds that a source hangs; and only who holds the
tags can go from the source to the slide without a new clock.
"""

import asyncio
import hmac
import logging
import os
from collections.abc import Callable
from typing import Protocol

from sasando.live.simulcast import amf
from sasando.live.simulcast.chunks import (
    ACKNOWLEDGEMENT,
    COMMAND,
    COMMAND_AMF3,
    PEER_BANDWIDTH,
    SET_CHUNK_SIZE,
    USER_CONTROL,
    WINDOW_SIZE,
    Broken,
    Dechunker,
    Message,
    chunked,
)
from sasando.live.simulcast.flv import AUDIO, DATA, VIDEO, Tag

logger = logging.getLogger(__name__)

_HANDSHAKE = 1536
_CHUNK = 60_000  # bytes: larger than most frames, so that a frame is one chunk
_WINDOW = 2_500_000  # bytes
_OPENING_S = 10.0  # to show a key in
_AT_ONCE = 16  # connections that have shown no key yet
_REFUSAL_S = 1.0  # before a refused one is told: guessing is slow

_OPEN: dict[str, amf.Value] = {
    "level": "status",
    "code": "NetConnection.Connect.Success",
    "description": "Connected.",
    "objectEncoding": 0.0,
}


class Publisher(Protocol):
    """Who sends."""

    def close(self) -> None:
        """Cut the connection."""


class Feed(Protocol):
    """Who takes the feed. Called from the event loop; must not block."""

    def welcome(self, connection: Publisher) -> bool:
        """Say whether this publisher, whose key is right, may send now."""

    def tag(self, connection: Publisher, tag: Tag) -> None:
        """Take one tag."""

    def farewell(self, connection: Publisher) -> None:
        """Take note that this publisher is gone."""

    def refused(self, reason: str) -> None:
        """Take note that a publisher was turned away: ``key`` or ``taken``."""


class Ingest:
    """Listens on ``host``:``port`` for a publisher of ``application``/``key``."""

    def __init__(self, feed: Feed, *, application: str, key: str) -> None:
        if not key:
            raise ValueError("an ingest without a key is open to everyone")
        self.feed = feed
        self.opening: set[Connection] = set()
        self._application = application
        self._key = key.encode()
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> None:
        """Listen. Raises ``OSError`` when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), host, port)

    async def close(self) -> None:
        """Listen no more. Who is connected is closed by whoever holds the connection."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        for connection in list(self.opening):
            connection.close()

    def knows(self, application: str, key: str) -> bool:
        """Whether this is the way in; takes the same time whether the key is nearly right or not."""
        right = hmac.compare_digest(key.encode(), self._key)
        return right and application.strip("/") == self._application


class Connection(asyncio.Protocol):
    """One connection: handshake, commands, then the tags of one publisher."""

    def __init__(self, ingest: Ingest) -> None:
        self._ingest = ingest
        self._transport: asyncio.Transport
        self._take: Callable[[bytes], None] = self._greet
        self._dechunker = Dechunker()
        self._first = bytearray()
        self._application = ""
        self._streaming = False
        self._chunk_size = 128  # of what we send
        self._received = self._acknowledged = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, if there is room."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 — create_server gives no other
        self._transport = transport
        if len(self._ingest.opening) >= _AT_ONCE:
            transport.abort()
            return
        self._ingest.opening.add(self)
        self._timer = asyncio.get_running_loop().call_later(_OPENING_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the feed."""
        self._settled()
        if self._streaming:
            self._streaming = False
            self._ingest.feed.farewell(self)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self._received += len(data)
        try:
            self._take(data)
        except (Broken, ValueError) as error:
            logger.warning("a publisher was cut off: %s", error)
            self._transport.abort()
        if self._received - self._acknowledged >= _WINDOW // 2:
            self._acknowledged = self._received
            self._control(ACKNOWLEDGEMENT, self._received & 0xFFFFFFFF)

    def close(self) -> None:
        """Cut the connection."""
        self._transport.abort()

    def _settled(self) -> None:
        self._ingest.opening.discard(self)
        if self._timer is not None:
            self._timer.cancel()

    def _greet(self, data: bytes) -> None:
        self._first += data
        if self._first and self._first[0] != 3:
            raise Broken("not RTMP (RTMPS and RTMPE are not spoken here)")
        if len(self._first) > _HANDSHAKE and self._take == self._greet:
            theirs = bytes(self._first[1 : _HANDSHAKE + 1])
            ours = bytes(8) + os.urandom(_HANDSHAKE - 8)
            self._transport.write(b"\x03" + ours + theirs)
            self._take = self._finish_greeting
            self._finish_greeting(b"")

    def _finish_greeting(self, data: bytes) -> None:
        self._first += data
        if len(self._first) >= 2 * _HANDSHAKE + 1:
            rest = bytes(self._first[2 * _HANDSHAKE + 1 :])
            self._first.clear()
            self._take = self._converse
            self._converse(rest)

    def _converse(self, data: bytes) -> None:
        for message in self._dechunker.feed(data):
            if self._take != self._converse:
                return
            if message.kind in (AUDIO, VIDEO, DATA):
                if self._streaming:
                    self._ingest.feed.tag(self, Tag(message.kind, message.at, message.data))
            elif message.kind in (COMMAND, COMMAND_AMF3):
                self._obey(message)

    def _obey(self, message: Message) -> None:
        data = message.data[1:] if message.kind == COMMAND_AMF3 else message.data
        command, number, *values = [*amf.decoded(data), None, None][:8]
        match command:
            case "connect":
                details = values[0] if values and isinstance(values[0], dict) else {}
                self._application = str(details.get("app", "")).split("?")[0]
                self._control(WINDOW_SIZE, _WINDOW)
                self._send(PEER_BANDWIDTH, _WINDOW.to_bytes(4, "big") + b"\x02")
                self._control(SET_CHUNK_SIZE, _CHUNK)
                self._chunk_size = _CHUNK
                self._say(
                    "_result", number, {"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0}, _OPEN
                )
            case "createStream":
                self._say("_result", number, None, 1.0)
            case "publish" if not self._streaming:
                self._admit(str(values[1]) if len(values) > 1 else "")
            case "FCUnpublish" | "deleteStream" | "closeStream" if self._streaming:
                self._transport.close()
            case "releaseStream" | "FCPublish" | "_checkbw":
                self._say("_result", number, None, None)

    def _admit(self, key: str) -> None:
        feed = self._ingest.feed
        if not self._ingest.knows(self._application, key):
            feed.refused("key")
            self._refuse("This is not the address and key of the broadcast.")
        elif not feed.welcome(self):
            feed.refused("taken")
            self._refuse("Somebody else is sending already.")
        else:
            self._settled()
            self._dechunker.trusted = self._streaming = True
            self._send(USER_CONTROL, bytes(2) + (1).to_bytes(4, "big"))
            status = {
                "level": "status",
                "code": "NetStream.Publish.Start",
                "description": "Welcome.",
            }
            self._say("onStatus", 0.0, None, status)

    def _refuse(self, words: str) -> None:
        self._take = lambda data: None

        def tell() -> None:
            status = {"level": "error", "code": "NetStream.Publish.BadName", "description": words}
            self._say("onStatus", 0.0, None, status)
            self._transport.close()

        asyncio.get_running_loop().call_later(_REFUSAL_S, tell)

    def _say(self, *values: amf.Value | object) -> None:
        self._send(COMMAND, amf.encoded(*values), by=3)  # type: ignore[arg-type]

    def _control(self, kind: int, value: int) -> None:
        self._send(kind, value.to_bytes(4, "big"))

    def _send(self, kind: int, data: bytes, *, by: int = 2) -> None:
        stream = 1 if kind == COMMAND and data[3:11] == b"onStatus" else 0
        self._transport.write(chunked(Message(kind, 0, stream, data), by=by, size=self._chunk_size))
