"""One connection of a listener: a request of a few lines, then news for as long as it stays."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qs, unquote, urlsplit

from sasando.live.addresses import PUSH_PATH

_LONGEST = 8192  # bytes of a request
_PATIENCE_S = 10.0  # for a whole request
_BEHIND = 256 * 1024  # bytes: who reads so slowly is let go, comes back, and hears how things stand
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NUMBER = re.compile(r"[0-9]{1,9}")
RETRY_MS = 2000  # after which a listener comes back


class Listener(asyncio.Protocol):
    """Reads the request, asks ``wants`` for its topic, and writes what it is given."""

    __slots__ = ("_asked", "_deadline", "_left", "_request", "_transport", "_wants", "topic")

    def __init__(
        self,
        wants: Callable[[Listener, str, int | None], None],
        left: Callable[[Listener], None],
    ) -> None:
        self.topic = ""
        self._wants, self._left = wants, left
        self._request = bytearray()
        self._asked = False
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, with little patience for who says nothing."""
        self._transport = cast("asyncio.Transport", transport)
        self._deadline = asyncio.get_running_loop().call_later(_PATIENCE_S, self.close)

    def data_received(self, data: bytes) -> None:
        """Read on until the request is whole; what comes after it is nothing to us."""
        if self._asked:
            return
        self._request += data
        if b"\r\n\r\n" in self._request:
            self._asked = True
            self._settle_down()
            self._read()
        elif len(self._request) > _LONGEST:
            self.refuse("431 Request Header Fields Too Large")

    def connection_lost(self, error: Exception | None) -> None:
        """Forget it."""
        self._settle_down()
        self._transport = None
        self._left(self)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still there."""
        return self._transport is not None and not self._transport.is_closing()

    def begin(self, *, origin: str) -> None:
        """Say that news will come."""
        self.write(
            (
                "HTTP/1.1 200 OK\r\n"
                "Content-Type: text/event-stream; charset=utf-8\r\n"
                "Cache-Control: no-store, no-transform\r\n"
                "X-Accel-Buffering: no\r\n"
                "X-Content-Type-Options: nosniff\r\n"
                f"Access-Control-Allow-Origin: {origin}\r\n"
                "Vary: Origin\r\n"
                "Connection: close\r\n"
                "\r\n"
                f"retry: {RETRY_MS}\n\n"
            ).encode()
        )

    def write(self, data: bytes) -> None:
        """Send ``data``, or let go of who cannot follow."""
        transport = self._transport
        if transport is None or transport.is_closing() or not data:
            return
        if transport.get_write_buffer_size() > _BEHIND:
            transport.abort()
        else:
            transport.write(data)

    def refuse(self, status: str, *, retry_after_s: int | None = None) -> None:
        """Answer with ``status`` and nothing else. 204 tells a browser not to come back."""
        later = f"Retry-After: {retry_after_s}\r\n" if retry_after_s is not None else ""
        length = "" if status.startswith("204") else "Content-Length: 0\r\n"
        self.write(f"HTTP/1.1 {status}\r\n{length}{later}Connection: close\r\n\r\n".encode())
        self.close()

    def close(self) -> None:
        """Send what is still to be sent, and end."""
        if self._transport is not None:
            self._transport.close()

    def _settle_down(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _read(self) -> None:
        head, _, _ = bytes(self._request).partition(b"\r\n\r\n")
        self._request.clear()
        first, *lines = head.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            self.refuse("400 Bad Request")
            return
        if words[0] != "GET":
            self.refuse("405 Method Not Allowed")
            return
        address = urlsplit(words[1])
        topic = unquote(address.path.removeprefix(PUSH_PATH))
        if not address.path.startswith(PUSH_PATH) or not _TOPIC.fullmatch(topic):
            self.refuse("404 Not Found")
            return
        self.topic = topic
        self._wants(self, topic, _after(lines, address.query))


def _after(lines: list[str], query: str) -> int | None:
    """Return the number up to which somebody has heard everything, by header or by address."""
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() == "last-event-id" and _NUMBER.fullmatch(value.strip()):
            return int(value)
    asked = parse_qs(query).get("after", [""])[-1]
    return int(asked) if _NUMBER.fullmatch(asked) else None
