"""Fold the letters of a text: styled alphabets, emoji, invisible marks. Offsets are kept.

Rumours are written in 𝐛𝐨𝐥𝐝, ⓒⓘⓡⓒⓛⓔⓓ and 🆂🆀🆄🅰🆁🅴🅳 letters to pass filters, in Cyrillic look-alikes,
and with invisible characters between letters. Unicode's compatibility forms (UAX #15) undo the
first; tables here undo the rest.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Squared and circled letters on black or white have no compatibility form.
_ALPHABETS = (0x1F130, 0x1F150, 0x1F170)
_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁԛԝαοερικνυ", "abekmhopctyxijsdqwaoepikvu")
_SILENT = frozenset({"Cf", "Mn", "Me"})
_BLANK = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc", "Zl", "Zp", "Zs"})
_TAG = re.compile(r"(?<![\w/=?&.-])#\w+")  # not the fragment of an address
_CAPITAL = re.compile(r"[a-z][A-Z]")
_JOINT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])")
_MARKED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``places[i]`` is where character ``i`` stood; the last is the old length."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stood in the text as it came."""
        if start >= end:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4096)
def folded_letter(letter: str) -> str:
    """Return what a character is written as when compared: lower case, bare, maybe nothing."""
    number = ord(letter)
    for first in _ALPHABETS:
        if first <= number < first + 26:
            return chr(ord("a") + number - first)
    out = []
    for part in unicodedata.normalize("NFKD", letter).lower():
        category = unicodedata.category(part)
        if category in _BLANK:
            out.append("\n" if part in "\n\r\u2028\u2029" else " ")
        elif category not in _SILENT:
            out.append(part.translate(_MARKED))
    return "".join(out)


def fold(text: str) -> Folded:
    """Return ``text`` folded. Never fails; linear in the length of the text.

    Emoji and control characters become blanks, so that words do not run together. Letters of
    other alphabets that look Latin become Latin inside words that are partly Latin. The words of
    ``#GantiPresiden2019`` are set apart.
    """
    joints = _joints(text) if "#" in text else frozenset()
    if not joints and text.isascii() and text.isprintable():
        return Folded(text.lower(), range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if place in joints:
            letters.append(" ")
            places.append(place)
        for part in folded_letter(letter):
            letters.append(part)
            places.append(place)
    places.append(len(text))
    return Folded(_latinised("".join(letters)), places)


def _joints(text: str) -> frozenset[int]:
    """Return where a word begins inside a hashtag that is written with capitals."""
    return frozenset(
        tag.start() + joint.start()
        for tag in _TAG.finditer(text)
        if _CAPITAL.search(tag.group())
        for joint in _JOINT.finditer(tag.group())
    )


def _latinised(text: str) -> str:
    """Return ``text`` with look-alikes made Latin in words of two alphabets; same length."""
    if text.translate(_LOOKALIKES) == text:
        return text
    words = text.split(" ")
    return " ".join(
        word.translate(_LOOKALIKES) if any("a" <= letter <= "z" for letter in word) else word
        for word in words
    )
