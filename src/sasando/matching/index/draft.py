"""The raw part of a segment: what entries hold, as flat arrays. It alone is carried on by a merge.

``words`` and ``letters`` each have a sorted vocabulary ``<kind>.keys`` of hashed terms. The texts of
an entry are cells, one a field: cell ``entry * fields + field`` has the terms
``<kind>.terms[starts[cell]:starts[cell + 1]]``, each once, as places in the vocabulary. Names and
types: ``docs/reference/matching-index.md``.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.files import Arrays
from sasando.matching.index.hashing import distinct, gram_keys, long_keys, word_keys
from sasando.matching.index.interface import (
    NO_TERMS,
    CorruptIndex,
    Entry,
    Stored,
    StoreError,
    Terms,
)
from sasando.matching.index.looks import looks_drawn, looks_merged
from sasando.matching.index.ragged import Rows, bounds_of, joined_bounds, take
from sasando.matching.index.tokens import tokens_drawn, tokens_merged

KINDS = ("words", "letters")
LETTERED = 2  # fields whose n-grams count: those of the explanation tell nothing its words do not
BATCH = 2048  # entries whose n-grams are sorted at once; bounds the memory of a build
_BLOB = struct.Struct("<II")


def draft(entries: Sequence[Entry]) -> Arrays:
    """Return the raw arrays of ``entries``; all must have the same number of fields."""
    fields = len(entries[0].fields)
    cells = [text for entry in entries for text in entry.fields]
    arrays: Arrays = {"fields": np.array([fields], np.uint8)}
    lettered = [e.fields[f] if f < LETTERED else NO_TERMS for e in entries for f in range(fields)]
    for kind, bags in (("words", _word_bags(cells)), ("letters", _letter_bags(lettered))):
        keys, counts, starts = bags
        vocabulary = distinct(keys)
        arrays[f"{kind}.keys"] = vocabulary
        arrays[f"{kind}.starts"] = starts
        arrays[f"{kind}.terms"] = np.searchsorted(vocabulary, keys).astype(np.uint32)
        if kind == "words":
            arrays["words.counts"] = counts
    arrays["ids"] = long_keys(entry.id for entry in entries)
    arrays["exact.starts"] = bounds_of([len(set(entry.keys)) for entry in entries])
    arrays["exact.keys"] = long_keys(key for entry in entries for key in sorted(set(entry.keys)))
    blobs = [pack(entry) for entry in entries]
    arrays["blob.starts"] = bounds_of([len(blob) for blob in blobs])
    arrays["blob.bytes"] = np.frombuffer(b"".join(blobs), np.uint8)
    return arrays | _vectors(entries, fields) | tokens_drawn(entries) | looks_drawn(entries)


def merged(parts: Sequence[tuple[Arrays, NDArray[np.bool_] | None]]) -> Arrays:
    """Return the raw arrays of all parts without the dead entries (``None``: all are alive)."""
    rows = [
        np.arange(len(part["ids"])) if alive is None else np.flatnonzero(alive)
        for part, alive in parts
    ]
    sources = [part for part, _ in parts]
    arrays: Arrays = {}
    for kind in KINDS:
        _merge_kind(kind, sources, rows, arrays)
    arrays["ids"] = np.concatenate([s["ids"][r] for s, r in zip(sources, rows, strict=True)])
    for starts, flat in (("exact.starts", "exact.keys"), ("blob.starts", "blob.bytes")):
        taken = [take(s[starts], s[flat], r) for s, r in zip(sources, rows, strict=True)]
        arrays[starts] = joined_bounds([bounds for bounds, _ in taken])
        arrays[flat] = np.concatenate([values for _, values in taken])
    if len({s["vectors.rows"].shape[1] for s in sources if len(s["vectors.rows"])}) > 1:
        raise StoreError("the vectors come from different encoders; rebuild the index")
    _merge_vectors(sources, rows, arrays)
    return arrays | tokens_merged(sources, rows) | looks_merged(sources, rows)


def _merge_vectors(sources: list[Arrays], rows: list[Rows], arrays: Arrays) -> None:
    pairs = list(zip(sources, rows, strict=True))
    fields = [take(s["vectors.starts"], s["vectors.fields"], r) for s, r in pairs]
    arrays["vectors.starts"] = joined_bounds([bounds for bounds, _ in fields])
    arrays["vectors.fields"] = np.concatenate([values for _, values in fields])
    vectors = [take(s["vectors.starts"], s["vectors.rows"], r)[1] for s, r in pairs]
    some = [part for part in vectors if len(part)]
    arrays["vectors.rows"] = np.concatenate(some) if some else vectors[0]


def _merge_kind(kind: str, sources: list[Arrays], rows: list[Rows], arrays: Arrays) -> None:
    cells = [cells_of(source, row) for source, row in zip(sources, rows, strict=True)]
    starts, terms, keys = f"{kind}.starts", f"{kind}.terms", f"{kind}.keys"
    pairs = list(zip(sources, cells, strict=True))
    taken = [take(source[starts], source[terms], cell) for source, cell in pairs]
    kept = []
    for source, (_, values) in zip(sources, taken, strict=True):
        held = np.zeros(len(source[keys]), bool)
        held[values] = True
        kept.append(source[keys][held])
    vocabulary = distinct(np.concatenate(kept))
    arrays["fields"] = sources[0]["fields"]
    arrays[keys] = vocabulary
    arrays[starts] = joined_bounds([bounds for bounds, _ in taken])
    arrays[terms] = np.concatenate(
        [
            np.searchsorted(vocabulary, source[keys]).astype(np.uint32)[values]
            for source, (_, values) in zip(sources, taken, strict=True)
        ]
    )
    if kind == "words":
        counts = [take(source[starts], source["words.counts"], cell)[1] for source, cell in pairs]
        arrays["words.counts"] = np.concatenate(counts)


def cells_of(arrays: Arrays, rows: Rows) -> Rows:
    """Return the cells of the chosen entries, field after field."""
    fields = int(arrays["fields"][0])
    cells: Rows = (rows[:, None] * fields + np.arange(fields)).ravel()
    return cells


Bags = tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.int64]]


def _word_bags(texts: Sequence[Terms]) -> Bags:
    """Return the hashed words of each text once, how often each stands there, and the bounds."""
    keys = word_keys([word for text in texts for word in text.words])
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text.words) for text in texts])
    pairs, counts = np.unique((owners << np.uint64(32)) | keys, return_counts=True)
    starts = np.searchsorted(pairs, np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32))
    return pairs.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8), starts


def _letter_bags(texts: Sequence[Terms]) -> Bags:
    parts = [
        gram_keys([text.letters for text in texts[first : first + BATCH]])
        for first in range(0, len(texts), BATCH)
    ]
    keys = np.concatenate([part for part, _ in parts])
    return keys, np.empty(0, np.uint8), joined_bounds([bounds for _, bounds in parts])


def _vectors(entries: Sequence[Entry], fields: int) -> Arrays:
    """Return the vectors that are not zero, which field each is of, and each entry's bounds."""
    shapes = {entry.vectors.shape for entry in entries if entry.vectors is not None} or {
        (fields, 0)
    }
    if len(shapes) > 1 or len(shape := shapes.pop()) != 2 or shape[0] != fields:
        raise StoreError("vectors must have one row a field and one length throughout")
    nothing = np.zeros(shape, np.float32)
    every = np.stack([nothing if e.vectors is None else e.vectors for e in entries])
    held = every.any(2)
    return {
        "vectors.starts": bounds_of(held.sum(1)),
        "vectors.fields": np.nonzero(held)[1].astype(np.uint8),
        "vectors.rows": every[held].astype(np.float16),
    }


def pack(entry: Entry) -> bytes:
    """Return what is read back of an entry: lengths, checksum, terms and keys, the record."""
    terms = [[" ".join(text.words), " ".join(text.letters)] for text in entry.fields]
    head = json.dumps([entry.id, terms, entry.keys], ensure_ascii=False, separators=(",", ":"))
    body = head.encode("utf-8", "surrogatepass")
    return _BLOB.pack(len(body), zlib.crc32(entry.record, zlib.crc32(body))) + body + entry.record


def unpack(blob: bytes) -> Stored:
    """Return the entry that ``pack`` wrote. Raises ``CorruptIndex`` when it was damaged."""
    size, checksum = _BLOB.unpack_from(blob)
    rest = blob[_BLOB.size :]
    if zlib.crc32(rest) != checksum:
        raise CorruptIndex("an entry is damaged; rebuild the index with `sasando match rebuild`")
    name, texts, keys = json.loads(rest[:size].decode("utf-8", "surrogatepass"))
    return Stored(id=name, record=rest[size:], texts=tuple(map(tuple, texts)), keys=tuple(keys))
