"""Ragged arrays: values of all rows one after another, and the bounds of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LONG = 16
Rows = NDArray[np.int64]


def take(
    starts: NDArray[np.int64], flat: NDArray[Any], rows: Rows
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return bounds and values of the chosen rows of a ragged array."""
    if len(rows) == len(starts) - 1:
        return starts, flat  # rows never repeat: these are all of them, in order
    lengths = starts[rows + 1] - starts[rows]
    return bounds_of(lengths), stretches(flat, starts[rows], lengths)


def stretches(
    flat: NDArray[Any], begins: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[Any]:
    """Return the values of stretches that begin at ``begins``, one stretch after another."""
    if lengths.sum() > _LONG * len(lengths):  # copying them beats picking values one by one
        ends = (begins + lengths).tolist()
        return np.concatenate(
            [flat[begin:end] for begin, end in zip(begins.tolist(), ends, strict=True)]
        )
    return flat.take(spread(begins, lengths), axis=0)


def places_of(
    starts: NDArray[np.int64] | None, rows: Rows
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return bounds and places of the chosen rows of a ragged array; ``None`` has no values."""
    if starts is None:
        return np.zeros(len(rows) + 1, np.int64), np.empty(0, np.int64)
    lengths = starts[rows + 1] - starts[rows]
    return bounds_of(lengths), spread(starts[rows], lengths)


def spread(begins: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of stretches that begin at ``begins``, one stretch after another."""
    ends = np.cumsum(lengths)
    places = np.repeat(begins - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places


def bounds_of(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    bounds = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds


def joined_bounds(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return bounds_of(np.concatenate([np.diff(part) for part in parts]))
