"""The derived part of a segment: what makes it quick to search, made anew by every merge.

Two ways into the same terms. To *find*: for each term the entries that hold it in any field, the
weightiest first, so that a long list may be cut. To *score*: for each text its terms (the raw part)
with their weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.draft import KINDS
from sasando.matching.index.files import Arrays
from sasando.matching.index.interface import Floats, Whitening
from sasando.matching.index.looks import looks_lists

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
K1, B = 1.2, 0.75
POSTED = 24  # bits of a posting that are the entry; those above say how light its weight is
_LOW, _HIGH = 1e-3, 4.0  # the range of a quantised weight, in 255 logarithmic steps
WEIGHTS: Floats = np.geomspace(_HIGH, _LOW, 256).astype(np.float32)  # the heaviest first


@dataclass(frozen=True, slots=True)
class Background:
    """What the rest of the index says of a vocabulary: the rarity of a term is the whole's.

    ``counts``: cells with the term. ``filled``: by field, entries that have it. ``words``: by
    field, the words of all entries.
    """

    counts: NDArray[np.int64]
    filled: NDArray[np.int64]
    words: NDArray[np.float64]


def assemble(
    raw: Arrays,
    background: Callable[[str, NDArray[np.uint32]], Background] | None = None,
    whitening: Whitening | None = None,
) -> Arrays:
    """Return a whole segment. ``background`` tells of the other segments."""
    arrays = dict(raw)
    total = len(raw["ids"])
    present = np.zeros((total, int(raw["fields"][0])), bool)
    for kind in KINDS:
        present |= (np.diff(raw[f"{kind}.starts"]) > 0).reshape(present.shape)
    arrays["present"] = present
    for kind in KINDS:
        _weigh(kind, arrays, background and background(kind, raw[f"{kind}.keys"]))
    order = np.argsort(raw["ids"], kind="stable")
    arrays["ids.sorted"], arrays["ids.order"] = raw["ids"][order], order.astype(np.uint32)
    owners = np.repeat(np.arange(total, dtype=np.uint32), np.diff(raw["exact.starts"]))
    order = np.argsort(raw["exact.keys"], kind="stable")
    arrays["exact.find.keys"], arrays["exact.find.docs"] = raw["exact.keys"][order], owners[order]
    return arrays | looks_lists(raw) | white_arrays(raw, whitening)


def idf(kind: str, counts: NDArray[Any], filled: int) -> Floats:
    """Return the rarity of terms which ``counts`` of ``filled`` cells hold.

    Words: BM25's. N-grams: that of scikit-learn's TF-IDF, smoothed.
    """
    if kind == "words":
        odds = (np.maximum(filled - counts, 0) + 0.5) / (counts + 0.5)
        return np.log1p(odds).astype(np.float32)
    smoothed = np.maximum(np.log((1 + filled) / (1 + counts)), 0) + 1
    return smoothed.astype(np.float32)


def _weigh(kind: str, arrays: Arrays, others: Background | None) -> None:
    """Add weights, norms, the lists to find by, and the moments of every term's weight.

    A word's weight is BM25's share of how often it stands in a text of that length; an n-gram's
    is one over the norm of the text.
    """
    terms, present = arrays[f"{kind}.terms"], arrays["present"]
    fields, size = present.shape[1], len(arrays[f"{kind}.keys"])
    cells = np.repeat(np.arange(present.size), np.diff(arrays[f"{kind}.starts"]))
    counts = np.bincount(terms, minlength=size)
    if kind == "words":
        weights = _saturated(arrays, cells, others)
        arrays["words.weights"] = weights.astype(np.float16)
    else:
        whole = counts if others is None else counts + others.counts
        filled = int(present.sum() + (0 if others is None else others.filled.sum()))
        squares = np.bincount(cells, idf(kind, whole, filled)[terms] ** 2, present.size)
        arrays["letters.norms"] = np.sqrt(squares).astype(np.float32)
        weights = (1 / arrays["letters.norms"][cells]).astype(np.float32)
    moments = np.zeros((size, 1 + 2 * fields), np.float32)
    moments[:, 0] = counts
    for field in range(fields):
        mine = cells % fields == field
        moments[:, 1 + field] = np.bincount(terms[mine], weights[mine], size)
        moments[:, 1 + fields + field] = np.bincount(terms[mine], weights[mine] ** 2, size)
    arrays[f"{kind}.moments"] = moments
    packed = np.sort(_packed(terms, cells // fields, weights))
    bounds = np.searchsorted(packed, np.arange(size + 1, dtype=np.uint64) << np.uint64(32))
    arrays[f"{kind}.find.starts"] = bounds.astype(np.int64)
    arrays[f"{kind}.find.postings"] = packed.astype(np.uint32)


def _saturated(arrays: Arrays, cells: NDArray[np.int64], others: Background | None) -> Floats:
    present = arrays["present"]
    counts = arrays["words.counts"].astype(np.float32)
    lengths = np.bincount(cells, counts, present.size).astype(np.float32)
    arrays["words.totals"] = totals = lengths.reshape(present.shape).sum(0, dtype=np.float64)
    filled = present.sum(0)
    if others is not None:
        totals, filled = totals + others.words, filled + others.filled
    means = np.maximum(totals / np.maximum(filled, 1), 1).astype(np.float32)
    share = lengths[cells] / means[cells % present.shape[1]]
    found: Floats = counts * (K1 + 1) / (counts + K1 * (1 - B + B * share))
    return found


def _packed(
    terms: NDArray[np.uint32], owners: NDArray[np.int64], weights: Floats
) -> NDArray[np.uint64]:
    """Return term (32 bits) and posting (weight, 8 bits; entry, ``POSTED``): sorted in one go."""
    steps = np.log(weights / _LOW) * (255 / np.log(_HIGH / _LOW))
    light = 255 - np.rint(steps).clip(0, 255).astype(np.uint64)
    return (
        (terms.astype(np.uint64) << np.uint64(32))
        | (light << np.uint64(POSTED))
        | owners.astype(np.uint64)
    )


def white_arrays(raw: Arrays, whitening: Whitening | None) -> Arrays:
    """Return whitened vectors of length 1 as bytes, their scales, and the signs as bits.

    ``dense.codes`` has the bits of all vectors for the first 64 columns, then for the next 64, and
    so on: a comparison of all reads memory straight through.
    """
    starts = raw["vectors.starts"]
    white = whiten(raw["vectors.rows"].astype(np.float32), whitening)
    scales = np.maximum(np.abs(white).max(1, initial=0), 1e-9).astype(np.float32) / 127
    signs = np.zeros((len(white), -(-white.shape[1] // 64) * 64), bool)
    signs[:, : white.shape[1]] = white > 0
    return {
        "dense.white": np.rint(white / scales[:, None]).astype(np.int8),
        "dense.scales": scales,
        "dense.codes": np.packbits(signs, axis=1, bitorder="little").view(np.uint64).T,
        "dense.owners": np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts)),
    }


def whiten(rows: Floats, whitening: Whitening | None) -> Floats:
    """Return the rows whitened and of length 1; a row of zeros stays one."""
    fits = whitening is not None and whitening.matrix.shape[0] == rows.shape[1]
    white = (rows - whitening.mean) @ whitening.matrix if whitening is not None and fits else rows
    norms = np.linalg.norm(white, axis=1, keepdims=True)
    white = white / np.where(norms > 0, norms, 1)
    found: Floats = np.where(rows.any(1, keepdims=True), white, 0).astype(np.float32)
    return found
