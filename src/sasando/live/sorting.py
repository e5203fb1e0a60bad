"""Which of a chat's messages are questions or rumours: cheap enough for every message of a flood.

It decides only what is kept one by one; what a message means is the answer desk's to find out.
"""

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|xyz|info|id|me|ly)\b", re.I)
_READ = 2000  # characters: what is longer is a forward anyway
_LONG = 160  # characters: chatter is shorter, forwards are not
_LEAST_WORDS = 2
_MOSTLY_WORDS = 0.5  # of a message's signs; what is under it is noise


class Sort(StrEnum):
    """What a message looks like."""

    QUESTION = "question"
    RUMOUR = "rumour"
    CHATTER = "chatter"


def sort_of(text: str) -> Sort:
    """Return what ``text`` looks like. Linear in its length, which is read up to 2,000 characters."""
    said = text[:_READ].casefold()
    words = _WORD.findall(said)
    if len(words) < _LEAST_WORDS:
        return Sort.RUMOUR if words and _LINK.search(said) else Sort.CHATTER
    if _LINK.search(said) or not _words("rumour").isdisjoint(words):
        return Sort.RUMOUR
    plain = " ".join(words)
    if any(phrase in plain for phrase in _phrases()):
        return Sort.RUMOUR
    if "?" in said or "¿" in said or "？" in said:
        return Sort.QUESTION
    if not _words("question").isdisjoint(words) or words[0] in _words("first"):
        return Sort.QUESTION if len(words) > _LEAST_WORDS else Sort.CHATTER
    telling = len(said) > _LONG and len(plain) > len(said) * _MOSTLY_WORDS
    return Sort.RUMOUR if telling and len(set(words)) > len(words) // 2 else Sort.CHATTER


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_lists()[name])


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(_lists()["rumour_phrases"])


@cache
def _lists() -> dict[str, list[str]]:
    file = Path(__file__).with_name("content") / "question_words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
