"""Indonesian words get soft hyphens, since Typst knows no Indonesian patterns.

Rules of *Ejaan yang Disempurnakan* V, III.A: between syllables, affixes apart, and a single letter
is never split off.
"""

import re
from functools import cache

import pyphen

from sasando.rendering.print.glyphs import SOFT_HYPHEN

_SHORTEST = 6  # letters
_VOWELS = frozenset("aeiouAEIOU")
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")
# Addresses, codes, numbers, hashtags and mentions are read and typed letter by letter.
_LITERAL = re.compile(r"[\d@#_/\\]|://|www\.|\.\w")


def hyphenate(text: str) -> str:
    """Return Indonesian ``text`` with soft hyphens (U+00AD) where a word may be divided.

    Words of six letters and more; never in an address, a code, a number or an all-capitals name.
    Taking the soft hyphens out gives ``text`` back.
    """
    return _TOKEN.sub(lambda token: _token(token[0]), text)


def without_soft_hyphens(text: str) -> str:
    """Return ``text`` as it was before ``hyphenate``."""
    return text.replace(SOFT_HYPHEN, "")


def _token(token: str) -> str:
    if _LITERAL.search(token):
        return token
    return _WORD.sub(lambda word: divided(word[0]), token)


@cache
def _patterns() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="id_ID", left=2, right=2)


def divided(word: str) -> str:
    """Return one word with soft hyphens between its syllables."""
    if len(word) < _SHORTEST or word.isupper():
        return word
    pieces: list[str] = []
    carried = ""
    # The patterns cut "pe-mi-l-ih" and "ke-a-da-an": what cannot stand alone joins what follows.
    for piece in _patterns().inserted(word, SOFT_HYPHEN).split(SOFT_HYPHEN):
        carried += piece
        if len(carried) > 1 and not _VOWELS.isdisjoint(carried):
            pieces.append(carried)
            carried = ""
    if carried and pieces:
        pieces[-1] += carried
        carried = ""
    return SOFT_HYPHEN.join(pieces) + carried
