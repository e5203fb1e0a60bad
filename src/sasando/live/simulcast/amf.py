"""AMF0, the notation of RTMP's commands (Adobe, Action Message Format, AMF 0): read and write."""

import struct

Value = float | bool | str | None | dict[str, "Value"] | list["Value"]

_END = b"\x00\x00\x09"
_DEEPEST = 8


def encoded(*values: Value) -> bytes:
    """Return ``values`` one after the other."""
    return b"".join(_written(value) for value in values)


def decoded(data: bytes) -> list[Value]:
    """Return the values in ``data``. Raises ``ValueError`` for what is cut off or unknown."""
    values: list[Value] = []
    position = 0
    try:
        while position < len(data):
            value, position = _read(data, position, 0)
            values.append(value)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("broken AMF0") from error
    return values


def _written(value: Value) -> bytes:
    match value:
        case None:
            return b"\x05"
        case bool():
            return b"\x01\x01" if value else b"\x01\x00"
        case int() | float():
            return b"\x00" + struct.pack(">d", value)
        case str():
            return b"\x02" + _name(value)
        case dict():
            members = b"".join(_name(key) + _written(item) for key, item in value.items())
            return b"\x03" + members + _END
        case _:
            return b"\x0a" + struct.pack(">I", len(value)) + b"".join(map(_written, value))


def _name(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth > _DEEPEST:
        raise ValueError("AMF0 nested too deeply")
    marker, at = data[at], at + 1
    match marker:
        case 0x00:
            return struct.unpack_from(">d", data, at)[0], at + 8
        case 0x01:
            return bool(data[at]), at + 1
        case 0x02:
            return _text(data, at)
        case 0x03:
            return _members(data, at, depth)
        case 0x05 | 0x06:
            return None, at
        case 0x08:  # an associative array: its length is only a hint
            return _members(data, at + 4, depth)
        case 0x0A:
            return _items(data, at, depth)
        case 0x0B:  # a date: milliseconds, and a zone to be ignored
            return struct.unpack_from(">d", data, at)[0], at + 10
        case _:
            raise ValueError(f"AMF0 type {marker} is not known")


def _text(data: bytes, at: int) -> tuple[str, int]:
    size = struct.unpack_from(">H", data, at)[0]
    end = at + 2 + size
    if end > len(data):
        raise ValueError("broken AMF0")
    return data[at + 2 : end].decode(), end


def _members(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    members: dict[str, Value] = {}
    while data[at : at + 3] != _END:
        key, at = _text(data, at)
        members[key], at = _read(data, at, depth + 1)
    return members, at + 3


def _items(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    count, at = struct.unpack_from(">I", data, at)[0], at + 4
    for _ in range(count):
        item, at = _read(data, at, depth + 1)
        items.append(item)
    return items, at
