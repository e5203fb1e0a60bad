"""A known thing as bytes, the way the index keeps it."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, overload

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


class Records(Sequence[Known]):
    """Known things as they were kept, each read when it is first asked for."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._read: dict[int, Known] = {}

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Known: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Known]: ...
    def __getitem__(self, place: int | slice) -> Known | Sequence[Known]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place not in self._read:
            self._read[place] = loads(self._records[place])
        return self._read[place]

    def clusters(self) -> list[str]:
        """Return the cluster of each; only those that have one are read."""
        return [
            self[place].cluster if b'"cluster":' in kept else ""
            for place, kept in enumerate(self._records)
        ]
