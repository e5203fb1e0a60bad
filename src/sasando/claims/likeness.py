"""How alike two messages are by their letters: enough to keep variations of one rumour together."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from sasando.matching.normalise import normalise

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_LINK = re.compile(r"https?://\S+")
_SHORTEST = 5  # letters of a text that can be like another


def fingerprint(text: str, links: Sequence[str] = (), pictures: Sequence[str] = ()) -> str:
    """Return what messages with the same words, links and pictures (SHA-256) share; "" for none."""
    words = plain_letters(text)
    if not (words or links or pictures):
        return ""
    whole = "\n".join([words, *sorted(set(links)), *sorted(set(pictures))])
    return sha256(whole.encode("utf-8", "replace")).hexdigest()


def plain_letters(text: str) -> str:
    """Return ``text`` in plain small letters and digits; emphasis, emoji and marks are gone."""
    folded = unicodedata.normalize("NFKD", _LINK.sub(" ", text)).casefold()
    return _NO_LETTER.sub(" ", folded).strip()


@lru_cache(maxsize=4096)
def grams(text: str) -> frozenset[str]:
    """Return the runs of four letters of ``text``, whatever disguise its letters wear."""
    letters = f" {plain_letters(normalise(text, framed=False).plain or text)} "
    return frozenset(letters[i : i + 4] for i in range(len(letters) - 3))


def likest(text: str, others: Iterable[tuple[int, str]]) -> tuple[int, float]:
    """Return the key of the text of ``others`` most like ``text``, and how alike (0 to 1).

    Alike is the share of common runs in the shorter one, if that is no mere snippet of the other:
    forwards gain greetings and lose endings. ``(0, 0.0)`` when there is none.
    """
    mine = grams(text)
    best = (0, 0.0)
    if len(plain_letters(text)) < _SHORTEST:
        return best
    for key, other in others:
        best = max(best, (key, _alike(mine, grams(other))), key=lambda pair: pair[1])
    return best


def most_alike(
    text: str, others: Iterable[tuple[int, str]], *, least: float, limit: int
) -> list[tuple[int, float]]:
    """Return the keys of the texts that are at least ``least`` like ``text``, the likest first."""
    mine = grams(text)
    found = [(key, _alike(mine, grams(other))) for key, other in others]
    ordered = sorted((pair for pair in found if pair[1] >= least), key=lambda pair: -pair[1])
    return ordered[:limit]


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    small, large = sorted((len(one), len(two)))
    if not small or small * 5 < large:
        return 0.0
    return len(one & two) / small
