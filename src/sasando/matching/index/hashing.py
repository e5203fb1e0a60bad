"""Words, character n-grams and exact keys as numbers: the same on every machine and in every year.

Words and n-grams are 32 bits: among a million different terms, a given one shares its number with
another once in 4,000. Exact keys, where a false match would name an innocent, are 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
LongKeys = NDArray[np.uint64]

LENGTHS = (3, 4, 5)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SPACE = 32


@lru_cache(maxsize=1 << 18)
def _word_key(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=4).digest())


def word_keys(words: Sequence[str]) -> Keys:
    """Return the number of each word, in order."""
    return np.fromiter(map(_word_key, words), np.uint32, len(words))


def long_key(text: str) -> int:
    """Return the number of an exact key, an id or a whole text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


def long_keys(texts: Iterable[str]) -> LongKeys:
    """Return the number of each text, in order."""
    return np.array([long_key(text) for text in texts], np.uint64)


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the values sorted, each once. NumPy's own ``unique`` hashes them: 5 times as slow."""
    values = np.sort(values)
    fresh = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values[fresh]


def gram_keys(texts: Sequence[Sequence[str]]) -> tuple[Keys, NDArray[np.int64]]:
    """Return the n-grams of 3 to 5 characters of many tokenised texts, each once a text.

    As scikit-learn's ``char_wb``: every token stands between two spaces, and no n-gram goes beyond
    them. The second array has the bounds: text ``i`` has ``keys[bounds[i]:bounds[i + 1]]``, sorted.
    """
    padded = [f" {' '.join(tokens)} " if tokens else "" for tokens in texts]
    joined = "".join(padded).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, np.uint32)
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text) for text in padded])
    pairs = distinct(np.concatenate(list(_grams(points, owners << np.uint64(32)))))
    bounds = np.searchsorted(pairs, np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32))
    return pairs.astype(np.uint32), bounds


@lru_cache(maxsize=8)
def grams_of(letters: tuple[str, ...]) -> Keys:
    """Return the n-grams of one tokenised text, each once, sorted; not to be written to.

    The last texts are kept at hand: each is looked for among aliases, among entries, and sketched.
    """
    keys = gram_keys([letters])[0]
    keys.flags.writeable = False
    return keys


def _grams(points: Keys, owners: LongKeys) -> Iterator[LongKeys]:
    """Yield owner (upper 32 bits, as given) and number (lower 32 bits) of every n-gram, by length.

    A number is made of the length and the characters, as digits to a base, and then mixed.
    """
    digits, letter = points.astype(np.uint64), points != _SPACE
    number = digits[:-1] * _FACTOR + digits[1:]
    inside = np.ones(len(number), bool)
    for length in LENGTHS:
        number = number[:-1] * _FACTOR + digits[length - 1 :]
        inside = inside[:-1] & letter[length - 2 : -1]
        whole = number + np.uint64(length * int(_FACTOR) ** length % (1 << 64))
        # The upper half of a product depends on every character; the lower bits would not.
        mixed = ((whole ^ (whole >> np.uint64(29))) * _FACTOR) >> np.uint64(32)
        yield (owners[: len(mixed)] | mixed)[inside]
