"""Prints of pictures beside an index's entries: kept, merged and searched with their segment.

A segment has arrays of pictures only where one of its entries has a picture. ``pictures.bounds``
says which pictures each entry has; the others are those of ``pictures.Segment``, under its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sasando.matching.index.files import Arrays
from sasando.matching.index.interface import Entry
from sasando.matching.index.ragged import Rows, bounds_of, joined_bounds, places_of, take
from sasando.matching.pictures.picture import Picture
from sasando.matching.pictures.shelf import Segment as Shelf
from sasando.matching.pictures.shelf import lists_of, search

_BOUNDS = "pictures.bounds"
_FLAT = ("hashes", "quality", "lettered")


def looks_drawn(entries: Sequence[Entry]) -> Arrays:
    """Return the raw arrays of the entries' pictures; nothing where there are none."""
    shown = [picture for entry in entries for picture in entry.pictures]
    if not shown:
        return {}
    arrays = Shelf.of(shown).arrays
    names = (*_FLAT, "first", "descriptors", "places")
    return {
        _BOUNDS: bounds_of([len(entry.pictures) for entry in entries]),
        **{f"pictures.{name}": arrays[name] for name in names},
    }


def looks_merged(sources: Sequence[Arrays], rows: Sequence[Rows]) -> Arrays:
    """Return the raw arrays of the pictures of the chosen rows of all sources."""
    parts: dict[str, list[np.ndarray]] = {}
    bounds = []
    for source, row in zip(sources, rows, strict=True):
        held, numbers = places_of(source.get(_BOUNDS), row)
        bounds.append(held)
        if not len(numbers):
            continue
        first = source["pictures.first"]
        for name in ("descriptors", "places"):
            begins, values = take(first, source[f"pictures.{name}"], numbers)
            parts.setdefault(name, []).append(values)
        parts.setdefault("first", []).append(begins)
        for name in _FLAT:
            parts.setdefault(name, []).append(source[f"pictures.{name}"][numbers])
    if not parts:
        return {}
    first = joined_bounds(parts.pop("first"))
    flat = {f"pictures.{name}": np.concatenate(each) for name, each in parts.items()}
    return {_BOUNDS: joined_bounds(bounds), "pictures.first": first, **flat}


def looks_lists(raw: Arrays) -> Arrays:
    """Return the derived arrays: by key of a point, whose it is."""
    if _BOUNDS not in raw:
        return {}
    lists = lists_of(raw["pictures.first"], raw["pictures.descriptors"])
    return {f"pictures.{name}": array for name, array in lists.items()}


class Looks:
    """The pictures of one segment, and the entries they belong to."""

    def __init__(self, shelf: Shelf, bounds: Rows, dead: Rows) -> None:
        self.shelf = shelf
        self._bounds = bounds
        self._gone = frozenset(places_of(bounds, dead)[1].tolist()) if len(dead) else frozenset()

    @classmethod
    def of(cls, arrays: Arrays, dead: Rows) -> Looks | None:
        """Return the pictures among a segment's ``arrays``, ``None`` where there are none."""
        if _BOUNDS not in arrays:
            return None
        named = {name: arrays[f"pictures.{name}"] for name in Shelf.NAMES}
        return cls(Shelf(named), arrays[_BOUNDS], dead)

    @classmethod
    def single(cls, pictures: Sequence[Picture]) -> Looks | None:
        """Return pictures that are each an entry of their own."""
        if not pictures:
            return None
        return cls(Shelf.of(pictures), np.arange(len(pictures) + 1), np.empty(0, np.int64))

    def owner(self, number: int) -> int:
        """Return the entry that a picture belongs to."""
        return int(np.searchsorted(self._bounds, number, side="right")) - 1

    def hidden(self) -> frozenset[int]:
        """Return the pictures of dead entries."""
        return self._gone


def seen_in(looks: Sequence[Looks | None], picture: Picture) -> Iterator[tuple[int, int, float]]:
    """Yield what ``picture`` shows: position among ``looks``, entry, score; the surest first."""
    there = [(at, one) for at, one in enumerate(looks) if one is not None]
    hidden = {(at, number) for at, (_, one) in enumerate(there) for number in one.hidden()}
    for seen in search([one.shelf for _, one in there], picture, hidden=hidden):
        at, one = there[seen.segment]
        yield at, one.owner(seen.number), seen.score
