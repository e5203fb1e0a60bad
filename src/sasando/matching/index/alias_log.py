"""The newest aliases: a log that is only appended to, and its content in memory.

A record is length (u32), CRC-32 (u32) and a JSON list: "+" or "-", the entry's id, the letters or
the print of a picture. A record that a crash cut short ends the log; the next writer cuts it off.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sasando.matching.index.hashing import long_key
from sasando.matching.index.interface import Alias, Entry, Terms
from sasando.matching.pictures.picture import Picture

_HEAD = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Record:
    """One alias remembered, or forgotten."""

    kept: bool
    known: str
    letters: tuple[str, ...]
    picture: bytes = b""  # its print; a record has either letters or a picture

    @property
    def exact(self) -> int:
        """The fingerprint of the letters, or of the print."""
        return long_key(self.picture.hex()) if self.picture else fingerprint(self.letters)

    @property
    def id(self) -> str:
        """The alias's id as an entry: the same message for the same known is one alias."""
        return f"{self.exact:016x} {self.known}"

    def entry(self) -> Entry:
        """Return the alias as an entry of an alias segment."""
        return Entry(
            id=self.id,
            record=self.known.encode(),
            fields=(Terms(letters=self.letters),),
            keys=(exact_key(self.exact),),
            pictures=(Picture.from_bytes(self.picture),) if self.picture else (),
        )


def fingerprint(letters: Sequence[str]) -> int:
    """Return the number of a whole normalised text."""
    return long_key(" ".join(letters))


def exact_key(exact: int) -> str:
    """Return the exact key an alias segment has a fingerprint under."""
    return f"exact:{exact:016x}"


def records(aliases: Iterable[Alias], *, kept: bool) -> list[Record]:
    """Return the records that remember or forget ``aliases``."""
    return [
        Record(kept, alias.known, (), alias.picture.to_bytes())
        if alias.picture is not None
        else Record(kept, alias.known, alias.terms.letters)
        for alias in aliases
    ]


def append(path: Path, fresh: Sequence[Record]) -> None:
    """Append records and bring them to the disk. The caller holds the writer's lock."""
    good = read(path, 0)[1]
    content = b"".join(map(_packed, fresh))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        if os.fstat(handle).st_size > good:
            os.ftruncate(handle, good)
        os.lseek(handle, good, os.SEEK_SET)
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path, start: int) -> tuple[list[Record], int]:
    """Return the whole records from ``start`` on and where the last one ends."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            content = file.read()
    except FileNotFoundError:
        return [], start
    found, place = [], 0
    while place + _HEAD.size <= len(content):
        length, checksum = _HEAD.unpack_from(content, place)
        body = content[place + _HEAD.size : place + _HEAD.size + length]
        if len(body) < length or zlib.crc32(body) != checksum:
            break
        sign, known, letters, *shown = json.loads(body.decode("utf-8", "surrogatepass"))
        picture = base64.b64decode(shown[0]) if shown else b""
        found.append(Record(sign == "+", known, tuple(letters.split()), picture))
        place += _HEAD.size + length
    return found, start + place


def _packed(record: Record) -> bytes:
    content = ["+" if record.kept else "-", record.known, " ".join(record.letters)]
    if record.picture:
        content.append(base64.b64encode(record.picture).decode())
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


class Tail:
    """The log's content, read on as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.latest: dict[str, Record] = {}
        self.end = 0
        self._reading = threading.Lock()

    def grown(self) -> int:
        """Read what was appended; return how far the log was read."""
        with self._reading:
            try:
                size = self.path.stat().st_size
            except FileNotFoundError:
                return self.end
            if size > self.end:
                fresh, self.end = read(self.path, self.end)
                latest = dict(self.latest)  # others may be going through the old one
                for record in fresh:
                    latest.pop(record.id, None)
                    latest[record.id] = record
                self.latest = latest
            return self.end

    def kept(self) -> list[Record]:
        """Return what is remembered, oldest first."""
        return [record for record in self.latest.values() if record.kept]
