"""What strangers wrote, made fit to stand on a screen: no tricks with direction, invisible or piled signs.

Marks that turn the direction of text (Unicode Technical Report 36, 2.5) can make a name read as
another's; piled accents cover what stands above. Markup is no danger here: it is always shown as
text.
"""

import re
import unicodedata

MAX_TEXT = 500  # characters of a question: more is not read on air
MAX_NAME = 40
_MARKS = 2  # accents one letter may wear
_BLANKS = re.compile(r"\s+")
_JOINER = "\u200d"  # holds emoji together
_DROPPED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_BREAKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters that show nothing


def clean_text(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return ``text`` on one line, composed (NFC), without what hides or turns; at most ``limit``."""
    return _cut(_fit(text[: limit * 8]), limit)


def clean_name(name: str) -> str:
    """Return a display name as it may stand on air; ``""`` when nothing of it is left to read."""
    fit = _cut(_fit(name[: MAX_NAME * 8]), MAX_NAME)
    return fit if any(character.isalnum() for character in fit) else ""


def _fit(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        mark = unicodedata.category(character) in {"Mn", "Me"}
        marks = marks + 1 if mark else 0
        if character in _BREAKS:
            kept.append(" ")
        elif marks <= _MARKS and _shows(character, kept[-1] if kept else " ", mark=mark):
            kept.append(character)
    return _BLANKS.sub(" ", "".join(kept)).strip().strip(_JOINER)


def _shows(character: str, before: str, *, mark: bool) -> bool:
    """Whether ``character`` may stand after ``before``."""
    if character == _JOINER:
        return unicodedata.category(before) in {"So", "Sk", "Mn"}
    if mark and before == " ":
        return False  # an accent of nothing
    return unicodedata.category(character) not in _DROPPED and character not in _BLANK_LETTERS


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
