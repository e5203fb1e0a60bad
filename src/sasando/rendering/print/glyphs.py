"""Only what the embedded typeface can draw goes to paper.

PDF/A forbids a text without a glyph, and the compiler refuses it. Emoji, foreign scripts and
control characters in a text must not keep a release from being printed.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

SOFT_HYPHEN = "\u00ad"
BREAK = "\u200b"  # zero-width space: a line may end here
MISSING = "□"

_COVERAGE = Path(__file__).with_name("data") / "libertinus.txt"
_LONG_TOKEN = re.compile(r"\S{25,}")
_AFTER_MARK = re.compile(r"(?<=[/._?&=@-])(?=[^/._?&=@-])")


@cache
def _covered() -> frozenset[int]:
    points: set[int] = set()
    for line in _COVERAGE.read_text(encoding="ascii").splitlines():
        for span in () if line.startswith("#") else line.split():
            first, _, last = span.partition("-")
            points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def drawable(text: str) -> str:
    """Return ``text`` in characters that every style of Libertinus Serif draws.

    Line ends and odd spaces become spaces, invisible controls go (they can turn a line around),
    fancy letters become plain ones, and a picture or script that cannot be drawn becomes "□".
    """
    return "".join(_drawn(character) for character in unicodedata.normalize("NFC", text))


def breakable(text: str) -> str:
    """Return ``text`` with zero-width spaces in tokens too long for a line, addresses above all."""
    return _LONG_TOKEN.sub(lambda token: _break_up(token[0]), text)


def _drawn(character: str) -> str:
    if ord(character) in _covered():
        return character
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    if category in {"Cf", "Mn", "Me"} or character in "\ufe0e\ufe0f":
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain and all(ord(letter) in _covered() for letter in plain):
        return plain
    return MISSING


def _break_up(token: str) -> str:
    pieces: list[str] = []
    for part in _AFTER_MARK.split(token):
        pieces.extend(part[start : start + 12] for start in range(0, len(part), 12))
    return BREAK.join(pieces)
