"""Cut a folded text into words and bring each to the form it is compared in."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from sasando.matching.normalise.letters import Folded

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:[-'’][^\W_]+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TWICE = re.compile(r"([^\W\d_]{2,})2(nya|an)?")
_QUANTITY = re.compile(r"\d+[a-z]{1,4}|[a-z]+\d{1,4}")
_LEET = str.maketrans("01345789@$", "oieastbgas")


class Word(NamedTuple):
    """One word as it is compared, and where it stood in the text as it came."""

    text: str
    start: int
    end: int


@cache
def slang() -> dict[str, str]:
    """Return what is written in chats → what is meant; "" for what means nothing."""
    table = tomllib.loads(_resource("slang.toml"))
    meant: dict[str, str] = {}
    for section in ("kupang", "plain"):  # where both have a form, the nationwide one counts
        for word, forms in table[section].items():
            meant.update(dict.fromkeys(forms.split(), word.replace("dan-lain-lain", "")))
    return meant | dict.fromkeys(table["silent"]["words"].split(), "")


@cache
def stopwords() -> frozenset[str]:
    """Return the words too common to compare by."""
    return frozenset(" ".join(tomllib.loads(_resource("stopwords.toml")).values()).split())


def _resource(name: str) -> str:
    return (files("sasando.matching.normalise") / name).read_text(encoding="utf-8")


def words(folded: Folded, text: str | None = None) -> list[Word]:
    """Return the words of a folded text in reading order, slang and leetspeak undone.

    ``text`` is the folded text with some parts blanked, of the same length. A word that stands for
    several ("capres", "anak-anak") gives each of them with the place of the whole.
    """
    return [
        Word(part, *folded.span(*found.span()))
        for found in _WORD.finditer(folded.text if text is None else text)
        for part in compared(found.group())
    ]


@lru_cache(maxsize=65536)
def compared(written: str) -> tuple[str, ...]:
    """Return what one written word is compared as: the words meant, those with hyphens in parts."""
    return tuple(part for word in plain_word(written) for part in word.split("-") if part)


def plain_word(written: str) -> tuple[str, ...]:
    """Return the word or words meant by one written word; empty for a mere sound."""
    if written[0].isdigit() and any(mark in written for mark in ".,:"):
        return (_number(written),)
    word = written.replace("’", "'")
    if not word.isdigit():
        word = _STRETCHED.sub(r"\1", word)
    word = _without_leet(word)
    meant = slang().get(word)
    if meant is None and (twice := _TWICE.fullmatch(word)):
        word = f"{twice[1]}-{twice[1]}{twice[2] or ''}"
    return tuple((word if meant is None else meant).split())


def _number(written: str) -> str:
    if _THOUSANDS.fullmatch(written):
        return re.sub(r"\D", "", written)
    return written.replace(",", ".").replace(":", ".")


def _without_leet(word: str) -> str:
    """Return ``J0K0WI`` as a word; what counts things (``5g``, ``covid19``) stays."""
    if word.isalpha() or word.isdigit() or _QUANTITY.fullmatch(word):
        return word
    letters = sum(letter.isalpha() for letter in word)
    return word.translate(_LEET) if letters * 2 >= len(word) and "-" not in word else word
