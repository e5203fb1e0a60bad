"""A known thing as bytes, the way the index keeps it."""

import dataclasses
import json
from datetime import date, datetime
from typing import Any

from sasando.matching.known import Known, Source


def dumps(known: Known) -> bytes:
    """Return a known thing as JSON, without what is empty and without its pictures.

    Prints are kept beside the record, where they are searched.
    """
    kept: dict[str, Any] = {
        field.name: value
        for field in dataclasses.fields(known)
        if field.name != "pictures" and (value := getattr(known, field.name)) not in ("", (), None)
    }
    kept["source"] = str(known.source)
    for name in ("published", "valid_until"):
        if name in kept:
            kept[name] = kept[name].isoformat()
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def loads(record: bytes) -> Known:
    """Return the known thing that ``dumps`` wrote; it has no pictures."""
    kept: dict[str, Any] = json.loads(record)
    kept["source"] = Source(kept["source"])
    kept["links"] = tuple(kept.get("links", ()))
    if "published" in kept:
        kept["published"] = date.fromisoformat(kept["published"])
    if "valid_until" in kept:
        kept["valid_until"] = datetime.fromisoformat(kept["valid_until"])
    return Known(**kept)
