"""The derived part of a segment: what makes it quick to search, made anew by every merge.

Two ways into the same terms. To *find*: for each term the entries that hold it in any field, the
weightiest first, so that a long list may be cut. To *score*: for each entry and field its terms
(the raw part) and its length or norm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.draft import KINDS, count_fields
from sasando.matching.index.files import Arrays
from sasando.matching.index.interface import Floats, Whitening

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
K1, B = 1.2, 0.75
FINDING_FIELDS = 2  # n-grams of the explanation find nothing that its words do not
_LOW, _HIGH = 1e-3, 4.0  # the range of a quantised weight, in 255 logarithmic steps
WEIGHTS: Floats = np.geomspace(_LOW, _HIGH, 256).astype(np.float32)
# (kind, keys) -> entries with the term by field (fields, keys), entries with the field (fields,)
Background = Callable[[str, NDArray[np.uint32]], tuple[NDArray[np.int64], NDArray[np.int64]]]


def assemble(
    raw: Arrays, background: Background | None = None, whitening: Whitening | None = None
) -> Arrays:
    """Return a whole segment. ``background`` counts the entries in the other segments."""
    arrays = dict(raw)
    fields, total = count_fields(raw), len(raw["ids"])
    present = np.stack([np.diff(raw[f"letters.{field}.starts"]) > 0 for field in range(fields)], 1)
    present |= np.stack([np.diff(raw[f"words.{field}.starts"]) > 0 for field in range(fields)], 1)
    arrays["present"] = present
    for kind in KINDS:
        counts, filled = _counted(kind, raw, fields), present.sum(0)
        more, others = np.zeros_like(counts), np.zeros_like(filled)
        if background is not None:
            more, others = background(kind, raw[f"{kind}.keys"])
        _weigh(kind, arrays, idf(kind, counts + more, filled + others), total)
    order = np.argsort(raw["ids"], kind="stable")
    arrays["ids.order"] = order.astype(np.uint32)
    owners = np.repeat(np.arange(total, dtype=np.uint32), np.diff(raw["exact.starts"]))
    order = np.argsort(raw["exact.keys"], kind="stable")
    arrays["exact.find.keys"], arrays["exact.find.docs"] = raw["exact.keys"][order], owners[order]
    if "vectors" in raw:
        arrays |= white_arrays(raw["vectors"], whitening)
    return arrays


def idf(kind: str, counts: NDArray[Any], filled: NDArray[np.int64]) -> Floats:
    """Return the rarity of terms, (fields, terms), of which ``counts`` of ``filled`` entries hold.

    Words: BM25's. N-grams: that of scikit-learn's TF-IDF, smoothed.
    """
    totals = filled[:, None]
    if kind == "words":
        odds = (np.maximum(totals - counts, 0) + 0.5) / (counts + 0.5)
        return np.log1p(odds).astype(np.float32)
    smoothed = np.log((1 + totals) / (1 + counts)).clip(0) + 1
    return smoothed.astype(np.float32)


def saturated(counts: Floats, lengths: Floats, mean_length: float) -> Floats:
    """Return BM25's share of how often terms stand in texts of these lengths."""
    found = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / mean_length))
    return found.astype(np.float32, copy=False)


def _counted(kind: str, raw: Arrays, fields: int) -> NDArray[np.int64]:
    size = len(raw[f"{kind}.keys"])
    return np.stack(
        [np.bincount(raw[f"{kind}.{field}.terms"], minlength=size) for field in range(fields)]
    )


def _weigh(kind: str, arrays: Arrays, rarity: Floats, total: int) -> None:
    """Add lengths or norms, the lists to find by, and the moments of every term's weight."""
    fields, size = rarity.shape
    moments = np.zeros((size, 3, fields), np.float32)
    pairs = []
    for field in range(fields):
        starts, terms = arrays[f"{kind}.{field}.starts"], arrays[f"{kind}.{field}.terms"]
        owners = np.repeat(np.arange(total), np.diff(starts))
        if kind == "words":
            counts = arrays[f"words.{field}.counts"].astype(np.float32)
            lengths = np.bincount(owners, counts, total).astype(np.float32)
            mean = float(lengths.sum() / max((lengths > 0).sum(), 1)) or 1.0
            weights = saturated(counts, lengths[owners], mean)
        else:
            squares = np.bincount(owners, rarity[field][terms] ** 2, total)
            lengths = np.sqrt(squares).astype(np.float32)
            weights = (1 / lengths[owners]).astype(np.float32)
        arrays[f"{kind}.{field}.lengths"] = lengths
        for power in range(3):
            moments[:, power, field] = np.bincount(terms, weights**power, size)
        if kind == "words" or field < FINDING_FIELDS:
            pairs.append(_packed(terms, owners, weights))
    arrays[f"{kind}.moments"] = moments
    packed = np.sort(np.concatenate(pairs))
    bounds = np.searchsorted(packed, np.arange(size + 1, dtype=np.uint64) << np.uint64(40))
    arrays[f"{kind}.find.starts"] = bounds.astype(np.int64)
    arrays[f"{kind}.find.docs"] = packed.astype(np.uint32)
    arrays[f"{kind}.find.weights"] = 255 - (packed >> np.uint64(32)).astype(np.uint8)


def _packed(
    terms: NDArray[np.uint32], owners: NDArray[np.int64], weights: Floats
) -> NDArray[np.uint64]:
    """Return term (24 bits), weight (8 bits, heavy first), entry (32 bits): sorted in one go."""
    steps = np.log(weights / _LOW) * (255 / np.log(_HIGH / _LOW))
    heavy = 255 - np.rint(steps).clip(0, 255).astype(np.uint64)
    return (
        (terms.astype(np.uint64) << np.uint64(40))
        | (heavy << np.uint64(32))
        | owners.astype(np.uint64)
    )


def white_arrays(vectors: NDArray[np.float16], whitening: Whitening | None) -> Arrays:
    """Return whitened vectors of length 1 as bytes, their scales, and the signs as bits.

    ``dense.codes`` has the bits of all entries for the first 64 columns, then for the next 64, and
    so on: a comparison of all reads memory straight through.
    """
    rows = vectors.reshape(-1, vectors.shape[-1]).astype(np.float32)
    held = rows.any(1)
    white = whiten(rows, whitening)
    scales = np.abs(white).max(1, initial=1e-9) / 127
    width = -(-white.shape[1] // 64) * 64
    signs = np.zeros((len(rows), width), bool)
    signs[:, : white.shape[1]] = white > 0
    codes = np.packbits(signs, axis=1, bitorder="little").view(np.uint64)
    where = np.flatnonzero(held)
    shape = (*vectors.shape[:2], white.shape[1])
    return {
        "dense.held": held.reshape(vectors.shape[:2]),
        "dense.white": np.rint(white / scales[:, None]).astype(np.int8).reshape(shape),
        "dense.scales": scales.astype(np.float32).reshape(vectors.shape[:2]),
        "dense.codes": np.ascontiguousarray(codes[where].T),
        "dense.owners": (where // vectors.shape[1]).astype(np.uint32),
    }


def whiten(rows: Floats, whitening: Whitening | None) -> Floats:
    """Return the rows whitened and of length 1; a row of zeros stays one."""
    white = rows if whitening is None else (rows - whitening.mean) @ whitening.matrix
    norms = np.linalg.norm(white, axis=1, keepdims=True)
    white = white / np.where(norms > 0, norms, 1)
    found: Floats = np.where(rows.any(1, keepdims=True), white, 0).astype(np.float32)
    return found
