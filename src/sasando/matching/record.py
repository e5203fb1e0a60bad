"""A known thing as bytes, the way the index keeps it."""

import base64
import dataclasses
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sasando.matching.known import Known, Source

if TYPE_CHECKING:
    from sasando.matching.pictures import Picture


def dumps(known: Known) -> bytes:
    """Return a known thing as JSON; what is empty is left out."""
    kept: dict[str, Any] = {
        field.name: value
        for field in dataclasses.fields(known)
        if (value := getattr(known, field.name)) not in ("", (), None)
    }
    kept["source"] = str(known.source)
    for name in ("published", "valid_until"):
        if name in kept:
            kept[name] = kept[name].isoformat()
    if known.pictures:
        kept["pictures"] = [
            base64.b64encode(picture.to_bytes()).decode() for picture in known.pictures
        ]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def loads(record: bytes) -> Known:
    """Return the known thing that ``dumps`` wrote."""
    kept: dict[str, Any] = json.loads(record)
    kept["source"] = Source(kept["source"])
    kept["links"] = tuple(kept.get("links", ()))
    if "published" in kept:
        kept["published"] = date.fromisoformat(kept["published"])
    if "valid_until" in kept:
        kept["valid_until"] = datetime.fromisoformat(kept["valid_until"])
    if "pictures" in kept:
        kept["pictures"] = _pictures(kept["pictures"])
    return Known(**kept)


def _pictures(written: list[str]) -> tuple["Picture", ...]:
    from sasando.matching.pictures import Picture  # noqa: PLC0415 - only where there are any

    return tuple(Picture.from_bytes(base64.b64decode(text)) for text in written)
