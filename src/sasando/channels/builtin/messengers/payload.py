"""A platform's JSON, read without trust: what is missing or of another kind reads as empty.

One strange message in a call must not cost the others, so only the envelope can be ``Malformed``.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sasando.plugins.messenger import Malformed, Messenger

MAX_BODY = Messenger.max_call
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def envelope(body: bytes) -> dict[str, Any]:
    """Return the JSON object in ``body``. Raises ``Malformed``."""
    if len(body) > MAX_BODY:
        raise Malformed(f"the call has more than {MAX_BODY} bytes")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the call is no JSON: {error}") from error
    if not isinstance(data, dict):
        raise Malformed("the call is no JSON object")
    return data


def header(headers: object, name: str) -> str:
    """Return the header ``name`` whatever its case, ``""`` when there is none."""
    for key, value in dict(headers).items():  # type: ignore[call-overload]
        if str(key).lower() == name.lower():
            return str(value)
    return ""


def part(data: object, name: str) -> dict[str, Any]:
    """Return the object ``name`` inside ``data``, empty when there is none."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def parts(data: object, name: str) -> list[dict[str, Any]]:
    """Return the objects in the list ``name`` inside ``data``."""
    value = data.get(name) if isinstance(data, dict) else None
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(data: object, name: str) -> str:
    """Return the text ``name`` inside ``data``, fit for a database."""
    value = data.get(name) if isinstance(data, dict) else None
    return readable(value) if isinstance(value, str) else ""


def readable(words: str) -> str:
    """Return ``words`` with what no database takes replaced: NUL and halves of characters."""
    return _NO_TEXT.sub("\ufffd", words)


def number(data: object, name: str) -> int | None:
    """Return the whole number ``name`` inside ``data``, if it is one of 63 bits."""
    value = data.get(name) if isinstance(data, dict) else None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        return None
    return value


def moment(seconds: int | str | None) -> datetime | None:
    """Return a time given as Unix seconds, a number or its digits; ``None`` for anything else."""
    if isinstance(seconds, str):
        seconds = (
            int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 13 else None
        )
    if seconds is None or not 0 < seconds < 253_402_300_800:  # the year 10000
        return None
    return datetime.fromtimestamp(seconds, UTC)
