"""What the pages of one baking round share: Documents, and their bodies as HTML and text.

A release stands in five feeds of three formats each, beside 29 others: without a shelf one
publication would read and set several hundred Documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sasando.documents import Document


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents by the key of their version, bodies by language and Document, texts by Document."""

    documents: dict[int, Document] = field(default_factory=dict)
    bodies: dict[tuple[str, int], str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


_shelf: ContextVar[Shelf | None] = ContextVar("shelf", default=None)


def at_hand() -> Shelf:
    """Return the shelf of the round under way; outside of one, an empty shelf nobody shares."""
    return _shelf.get() or Shelf()


@contextmanager
def shared() -> Iterator[None]:
    """Let everything rendered in the block share one shelf.

    What changes meanwhile is not seen in the block: its pages are stale again and baked after it.
    """
    token = _shelf.set(Shelf())
    try:
        yield
    finally:
        _shelf.reset(token)
