"""The raw part of a segment: what entries hold, as flat arrays. It alone is carried on by a merge.

``words`` and ``letters`` each have a sorted vocabulary ``<kind>.keys`` of hashed terms; for each
field, ``<kind>.<field>.terms`` lists every entry's terms by their place in it, once each, bounded
by ``….starts``. Names and types: ``docs/reference/matching-index.md``.
"""

from __future__ import annotations

import itertools
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sasando.matching.index.files import Arrays
from sasando.matching.index.hashing import gram_keys, long_keys, word_keys
from sasando.matching.index.interface import CorruptIndex, Entry, Stored, StoreError, Terms

KINDS = ("words", "letters")
BATCH = 2048  # entries whose n-grams are sorted at once; bounds the memory of a build
_LONG = 16
_BLOB = struct.Struct("<II")
Rows = NDArray[np.int64]


def draft(entries: Sequence[Entry]) -> Arrays:
    """Return the raw arrays of ``entries``; all must have the same number of fields."""
    fields = len(entries[0].fields)
    arrays: Arrays = {}
    for kind, cut in (("words", _word_bags), ("letters", _letter_bags)):
        bags = [cut([entry.fields[field] for entry in entries]) for field in range(fields)]
        vocabulary = np.unique(np.concatenate([keys for keys, _, _ in bags]))
        arrays[f"{kind}.keys"] = vocabulary
        for field, (keys, counts, starts) in enumerate(bags):
            arrays[f"{kind}.{field}.starts"] = starts
            arrays[f"{kind}.{field}.terms"] = np.searchsorted(vocabulary, keys).astype(np.uint32)
            if kind == "words":
                arrays[f"{kind}.{field}.counts"] = counts
    arrays["ids"] = long_keys(entry.id for entry in entries)
    arrays["exact.starts"] = _bounds([len(set(entry.keys)) for entry in entries])
    arrays["exact.keys"] = long_keys(key for entry in entries for key in sorted(set(entry.keys)))
    blobs = [pack(entry) for entry in entries]
    arrays["blob.starts"] = _bounds([len(blob) for blob in blobs])
    arrays["blob.bytes"] = np.frombuffer(b"".join(blobs), np.uint8)
    vectors = _vectors(entries, fields)
    if vectors is not None:
        arrays["vectors"] = vectors
    return arrays


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
        arrays[starts] = _joined_bounds([bounds for bounds, _ in taken])
        arrays[flat] = np.concatenate([values for _, values in taken])
    shapes = {source["vectors"].shape[1:] for source in sources if "vectors" in source}
    if len(shapes) > 1:
        raise StoreError("the vectors come from different encoders; rebuild the index")
    if shapes:
        shape = shapes.pop()
        arrays["vectors"] = np.concatenate(
            [
                s["vectors"][r] if "vectors" in s else np.zeros((len(r), *shape), np.float16)
                for s, r in zip(sources, rows, strict=True)
            ]
        )
    return arrays


def _merge_kind(kind: str, sources: list[Arrays], rows: list[Rows], arrays: Arrays) -> None:
    fields = count_fields(sources[0])
    lifted: list[list[tuple[Rows, NDArray[Any]]]] = []
    used = []
    for source, row in zip(sources, rows, strict=True):
        mine = [
            take(source[f"{kind}.{field}.starts"], source[f"{kind}.{field}.terms"], row)
            for field in range(fields)
        ]
        held = np.zeros(len(source[f"{kind}.keys"]), bool)
        for _, terms in mine:
            held[terms] = True
        used.append(held)
        lifted.append(mine)
    kept = [source[f"{kind}.keys"][held] for source, held in zip(sources, used, strict=True)]
    vocabulary = np.unique(np.concatenate(kept))
    places = [np.searchsorted(vocabulary, source[f"{kind}.keys"]) for source in sources]
    arrays[f"{kind}.keys"] = vocabulary
    for field in range(fields):
        arrays[f"{kind}.{field}.starts"] = _joined_bounds([mine[field][0] for mine in lifted])
        arrays[f"{kind}.{field}.terms"] = np.concatenate(
            [place[mine[field][1]] for place, mine in zip(places, lifted, strict=True)]
        ).astype(np.uint32)
        if kind == "words":
            arrays[f"{kind}.{field}.counts"] = np.concatenate(
                [
                    take(s[f"{kind}.{field}.starts"], s[f"{kind}.{field}.counts"], r)[1]
                    for s, r in zip(sources, rows, strict=True)
                ]
            )


def count_fields(arrays: Arrays) -> int:
    """Return how many fields the entries of a segment have."""
    return next(field for field in itertools.count() if f"words.{field}.starts" not in arrays)


def take(
    starts: NDArray[np.int64], flat: NDArray[Any], rows: Rows
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return bounds and values of the chosen rows of a ragged array."""
    if len(rows) == len(starts) - 1:
        return starts, flat  # rows never repeat: these are all of them, in order
    lengths = starts[rows + 1] - starts[rows]
    bounds = _bounds(lengths)
    begins = starts[rows]
    if bounds[-1] > _LONG * len(rows):  # copying stretches beats picking values one by one
        ends = (begins + lengths).tolist()
        return bounds, np.concatenate(
            [flat[begin:end] for begin, end in zip(begins.tolist(), ends, strict=True)]
        )
    places = np.repeat(begins - bounds[:-1], lengths) + np.arange(bounds[-1])
    return bounds, flat[places]


def _bounds(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    bounds = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds


def _joined_bounds(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return _bounds(np.concatenate([np.diff(part) for part in parts]))


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
    return keys, np.empty(0, np.uint8), _joined_bounds([bounds for _, bounds in parts])


def _vectors(entries: Sequence[Entry], fields: int) -> NDArray[np.float16] | None:
    given = {entry.vectors.shape for entry in entries if entry.vectors is not None}
    if not given:
        return None
    if len(given) > 1 or len(shape := given.pop()) != 2 or shape[0] != fields:
        raise StoreError("vectors must have one row a field and one length throughout")
    empty = np.zeros(shape, np.float32)
    rows = [empty if entry.vectors is None else entry.vectors for entry in entries]
    return np.stack(rows).astype(np.float16)


def pack(entry: Entry) -> bytes:
    """Return what is read back of an entry: lengths, checksum, terms and keys, the record."""
    terms = [[" ".join(text.words), " ".join(text.letters)] for text in entry.fields]
    head = json.dumps([entry.id, terms, entry.keys], ensure_ascii=False, separators=(",", ":"))
    body = head.encode("utf-8", "surrogatepass")
    return _BLOB.pack(len(body), zlib.crc32(entry.record, zlib.crc32(body))) + body + entry.record


def unpack(blob: bytes) -> Stored:
    """Return the entry that ``pack`` wrote. Raises ``CorruptIndex`` when it was damaged."""
    size, checksum = _BLOB.unpack_from(blob)
    body, record = blob[_BLOB.size : _BLOB.size + size], blob[_BLOB.size + size :]
    if zlib.crc32(record, zlib.crc32(body)) != checksum:
        raise CorruptIndex("an entry is damaged; rebuild the index with `sasando match rebuild`")
    name, terms, keys = json.loads(body.decode("utf-8", "surrogatepass"))
    fields = tuple(Terms(tuple(words.split()), tuple(letters.split())) for words, letters in terms)
    return Stored(id=name, record=record, fields=fields, keys=tuple(keys))
