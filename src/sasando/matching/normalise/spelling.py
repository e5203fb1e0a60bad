"""Mend a misspelt word by the words the index knows: one letter more, less, other, or swapped.

Every known word is filed under itself and under what remains when one of its letters is left out;
two words one slip apart share such a key (symmetric deletion, W. Garbe's SymSpell).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sasando.matching.normalise.stemming import stem

_SHORTEST = 5  # letters of a word that is mended
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Spelling:
    """The known words with how often each occurs, and the file of keys, sorted."""

    words: NDArray[np.str_]
    counts: NDArray[np.uint32]
    keys: NDArray[np.uint32]
    owners: NDArray[np.uint32]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Spelling:
        """Return the spelling of a corpus, given how often each word occurs in it."""
        words = sorted(w for w in counts if w.isalpha() and _SHORTEST - 1 <= len(w) <= _LONGEST)
        pairs = [(key, owner) for owner, word in enumerate(words) for key in _keys(word)]
        keys = np.array([key for key, _ in pairs], np.uint32)
        order = np.argsort(keys, kind="stable")
        owners = np.array([owner for _, owner in pairs], np.uint32)
        return cls(
            np.array(words, dtype=f"<U{_LONGEST}"),
            np.array([counts[word] for word in words], np.uint32),
            keys[order],
            owners[order],
        )

    def mend(self, word: str) -> str:
        """Return the commonest known word one slip away, or ``word`` where it is known or none is.

        Words that begin alike are preferred. A word whose stem is that of a neighbour stays: it is
        another form of it, not a slip.
        """
        if not (_SHORTEST <= len(word) <= _LONGEST and word.isalpha()):
            return word
        if any(known == word for _, known in self._filed([_key(word)])):
            return word
        near = list(self._filed(_keys(word)))
        if any(stem(known) == stem(word) for _, known in near):
            return word
        best = max(
            (
                (known[0] == word[0], count, known)
                for count, known in near
                if _one_slip(word, known)
            ),
            default=None,
        )
        return best[2] if best else word

    def _filed(self, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield how often it occurs and each known word that is filed under any of the keys."""
        wanted = np.array(keys, np.uint32)
        starts = self.keys.searchsorted(wanted).tolist()
        ends = self.keys.searchsorted(wanted, side="right").tolist()
        owners = [self.owners[a:b].tolist() for a, b in zip(starts, ends, strict=True) if b > a]
        found = set(chain.from_iterable(owners))
        for owner in found:
            yield int(self.counts[owner]), str(self.words[owner])

    def save(self, path: Path) -> None:
        """Write to ``path``, whole or not at all."""
        fresh = path.with_suffix(".fresh.npz")
        np.savez(fresh, words=self.words, counts=self.counts, keys=self.keys, owners=self.owners)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Spelling:
        """Read what ``save`` wrote. Raises ``OSError`` or ``ValueError``."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(kept["words"], kept["counts"], kept["keys"], kept["owners"])


def _keys(word: str) -> list[int]:
    shorter = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    return [_key(each) for each in sorted(shorter)]


def _key(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest())


def _one_slip(a: str, b: str) -> bool:
    """Return whether one insertion, deletion, exchange or swap of neighbours turns a into b."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    left, right = a[start:], b[start:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[:2][::-1] and left[2:] == right[2:]
