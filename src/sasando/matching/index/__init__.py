"""The index on disk, and the signals it gives for a message.

``Store`` keeps what is known in memory-mapped segments, ``Store.candidates`` finds the few entries
that may answer a message with their raw signals, ``Store.recognise`` finds messages seen before.
Weighing the signals and deciding is not done here. Format: ``docs/reference/matching-index.md``.
"""

from sasando.matching.index.interface import (
    FIELDS,
    NO_TERMS,
    Alias,
    AliasHit,
    Candidates,
    CorruptIndex,
    Entry,
    Field,
    IndexBusy,
    Moments,
    PictureHit,
    Query,
    Stored,
    StoreError,
    Terms,
    Whitening,
)
from sasando.matching.index.search import MEANING
from sasando.matching.index.store import Statistics, Store

__all__ = [
    "FIELDS",
    "MEANING",
    "NO_TERMS",
    "Alias",
    "AliasHit",
    "Candidates",
    "CorruptIndex",
    "Entry",
    "Field",
    "IndexBusy",
    "Moments",
    "PictureHit",
    "Query",
    "Statistics",
    "Store",
    "StoreError",
    "Stored",
    "Terms",
    "Whitening",
]
