"""RTMP's chunk stream: messages cut into chunks, of several streams at once, put together again.

Adobe's Real Time Messaging Protocol, Specification 1.0 (21 December 2012), section 5.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

SET_CHUNK_SIZE, ABORT, ACKNOWLEDGEMENT, USER_CONTROL, WINDOW_SIZE, PEER_BANDWIDTH = 1, 2, 3, 4, 5, 6
COMMAND_AMF3, COMMAND = 17, 20

_OPENING_BYTES = 64 * 1024  # a message before anyone showed a key
_LONGEST_BYTES = 8 * 1024 * 1024  # a key frame of 4K at its worst
_HEADS = (11, 7, 3, 0)
_EXTENDED = 0xFFFFFF
_MOST_STREAMS = 64


class Message(NamedTuple):
    """One message: ``kind`` is RTMP's message type, ``at`` milliseconds."""

    kind: int
    at: int
    stream: int
    data: bytes


class Broken(Exception):
    """What came is not RTMP, or too large."""


@dataclass(slots=True)
class _Stream:
    kind: int = 0
    at: int = 0
    step: int = 0
    size: int = 0
    message_stream: int = 0
    extended: bool = False
    data: bytearray = field(default_factory=bytearray)


class Dechunker:
    """Takes what comes in, in pieces of any size, and gives messages."""

    def __init__(self) -> None:
        self.trusted = False
        self._size = 128
        self._waiting = bytearray()
        self._streams: dict[int, _Stream] = {}

    def feed(self, piece: bytes) -> Iterator[Message]:
        """Yield the messages that ``piece`` completes. Raises ``Broken``."""
        self._waiting += piece
        at = 0
        try:
            while (end := self._chunk(at)) is not None:
                at, message = end
                if message is None:
                    continue
                if message.kind == SET_CHUNK_SIZE:
                    self._size = int.from_bytes(message.data[:4], "big") & 0x7FFFFFFF
                    if not 0 < self._size <= _LONGEST_BYTES:
                        raise Broken("a chunk size that cannot be")
                yield message
        finally:
            del self._waiting[:at]

    def _chunk(self, at: int) -> tuple[int, Message | None] | None:
        """Take one chunk; return where the next begins and what is complete, None when cut off."""
        waiting = self._waiting
        begun = self._basic(at)
        if begun is None:
            return None
        form, number, at = begun
        head = at + _HEADS[form]
        if len(waiting) < head:
            return None
        stream = self._stream(form, number)
        step = int.from_bytes(waiting[at : at + 3], "big") if form < 3 else 0
        extended = step == _EXTENDED if form < 3 else stream.extended
        body = head + 4 if extended else head
        size = int.from_bytes(waiting[at + 3 : at + 6], "big") if form < 2 else stream.size
        if size > (_LONGEST_BYTES if self.trusted else _OPENING_BYTES):
            raise Broken("a message that is too long")
        end = body + min(self._size, size - len(stream.data))
        if len(waiting) < end:
            return None
        if extended:
            step = int.from_bytes(waiting[head:body], "big")
        if form < 2:
            stream.size, stream.kind = size, waiting[at + 6]
        if form == 0:
            stream.message_stream = int.from_bytes(waiting[at + 7 : at + 11], "little")
        self._place(stream, form, step, extended)
        stream.data += waiting[body:end]
        if len(stream.data) < stream.size:
            return end, None
        whole = Message(stream.kind, stream.at, stream.message_stream, bytes(stream.data))
        stream.data.clear()
        return end, whole

    def _basic(self, at: int) -> tuple[int, int, int] | None:
        """Return form and stream of the chunk at ``at``, and where its message header begins."""
        waiting = self._waiting
        if len(waiting) == at:
            return None
        form, number, at = waiting[at] >> 6, waiting[at] & 0x3F, at + 1
        if number >= 2:
            return form, number, at
        end = at + number + 1
        if len(waiting) < end:
            return None
        return form, 64 + int.from_bytes(waiting[at:end], "little"), end

    def _stream(self, form: int, number: int) -> _Stream:
        stream = self._streams.get(number)
        if stream is None:
            if form == 3 or len(self._streams) >= _MOST_STREAMS:
                raise Broken("a chunk of a stream that never began")
            stream = self._streams[number] = _Stream()
        if form < 3:
            stream.data.clear()  # a new message: what was cut off before never comes
        return stream

    @staticmethod
    def _place(stream: _Stream, form: int, step: int, extended: bool) -> None:
        """Set the time of the message that begins; of one that goes on nothing changes."""
        if stream.data:
            return
        if form == 0:
            stream.at, stream.step = step, 0
        elif form < 3:
            stream.step = step
        if form < 3:
            stream.extended = extended
        if form:
            stream.at = (stream.at + stream.step) & 0xFFFFFFFF


def chunked(message: Message, *, by: int, size: int) -> bytes:
    """Return ``message`` on chunk stream ``by`` (2…63), in chunks of ``size`` bytes."""
    head = (
        bytes((by,))
        + (message.at & 0xFFFFFF).to_bytes(3, "big")
        + len(message.data).to_bytes(3, "big")
        + bytes((message.kind,))
        + message.stream.to_bytes(4, "little")
    )
    pieces = [message.data[i : i + size] for i in range(0, len(message.data), size)] or [b""]
    return head + bytes((0xC0 | by,)).join(pieces)
