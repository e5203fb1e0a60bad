"""Tokens of the entries' texts, kept and merged with their segment.

A segment has these arrays only where one of its entries has tokens. ``tokens.starts`` says which
tokens each entry has, ``tokens.fields`` in which of its texts each stands.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sasando.matching.index.files import Arrays
from sasando.matching.index.interface import Entry, StoreError
from sasando.matching.index.ragged import Rows, bounds_of, joined_bounds, places_of
from sasando.matching.late import Kept, in_steps

_STARTS = "tokens.starts"
_FLAT = ("tokens.vectors", "tokens.shares", "tokens.fields")


def tokens_drawn(entries: Sequence[Entry]) -> Arrays:
    """Return the raw arrays of the entries' tokens; nothing where there are none."""
    texts = [(field, text) for one in entries for field, text in enumerate(one.tokens) if len(text)]
    if not texts:
        return {}
    if len({text.vectors.shape[1] for _, text in texts}) > 1:
        raise StoreError("the tokens come from different encoders; rebuild the index")
    vectors = np.concatenate([text.vectors for _, text in texts])
    return {
        _STARTS: bounds_of([sum(map(len, one.tokens)) for one in entries]),
        "tokens.vectors": in_steps(vectors),
        "tokens.shares": np.concatenate([text.shares for _, text in texts]).astype(np.float16),
        "tokens.fields": np.repeat([f for f, _ in texts], [len(t) for _, t in texts]).astype("u1"),
    }


def tokens_merged(sources: Sequence[Arrays], rows: Sequence[Rows]) -> Arrays:
    """Return the raw arrays of the tokens of the chosen rows of all sources."""
    bounds, flat = [], []
    for source, row in zip(sources, rows, strict=True):
        held, places = places_of(source.get(_STARTS), row)
        bounds.append(held)
        if len(places):
            flat.append([source[name][places] for name in _FLAT])
    if not flat:
        return {}
    if len({vectors.shape[1] for vectors, *_ in flat}) > 1:
        raise StoreError("the tokens come from different encoders; rebuild the index")
    arrays = [np.concatenate(parts) for parts in zip(*flat, strict=True)]
    return {_STARTS: joined_bounds(bounds), **dict(zip(_FLAT, arrays, strict=True))}


def tokens_of(source: Arrays, rows: Rows, owners: Rows) -> Kept | None:
    """Return the tokens of some rows, as those of ``owners``; ``None`` where there are none."""
    bounds, places = places_of(source.get(_STARTS), rows)
    if not len(places):
        return None
    vectors, shares, fields = (source[name][places] for name in _FLAT)
    return Kept(vectors, shares, np.repeat(owners, np.diff(bounds)), fields)
