"""A light stemmer for Indonesian: what a word shares with its other forms.

It takes off particles, possessives, one suffix and up to two prefixes while at least four letters
remain, and undoes no sound change but ``meny-``/``peny-`` → ``s``. It need not find the root: both
sides of a comparison go through it. Order of affixes: Adriani, Asian, Nazief, Tahaghoghi and
Williams, "Stemming Indonesian: a confix-stripping approach", TALIP 6(4), 2007.
"""

from functools import lru_cache

_PARTICLES = ("lah", "kah", "pun", "nya", "ku", "mu")
_SUFFIXES = (("kan", 4), ("an", 4), ("i", 5))
_PREFIXES = (
    *(("memper", ""), ("diper", ""), ("meng", ""), ("meny", "s"), ("mem", ""), ("men", "")),
    *(("me", ""), ("peng", ""), ("peny", "s"), ("pem", ""), ("pen", ""), ("per", ""), ("pe", "")),
    *(("ber", ""), ("ter", ""), ("di", ""), ("ke", ""), ("se", "")),
)
_LEAST = 4  # letters that must remain
_SHORTEST = 6  # letters of a word that is looked at


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; words with anything but letters come back as is."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _LEAST:
            word = word[: -len(particle)]
            break
    for suffix, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            word = word[: -len(suffix)]
            break
    for _ in range(2):
        shorter = _without_prefix(word)
        if shorter == word:
            break
        word = shorter
    return word


def _without_prefix(word: str) -> str:
    for prefix, instead in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST:
            return instead + word[len(prefix) :]
    return word
