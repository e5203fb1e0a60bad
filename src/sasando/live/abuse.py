"""Which questions are kept from the screen before anybody reads them: abuse and advertising.

Nothing is thrown away: the desk sees what was hidden, and why, and may show it.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from sasando.live.models import Question

_LOOKS_LIKE = str.maketrans("013457@$!|", "oieastasil")
_RUNS = re.compile(r"(.)\1+")
_APART = re.compile(r"[^a-z]+")
_LINK = re.compile(
    r"(https?://|www\.|\b[\w-]+\.(?:com|net|org|xyz|top|vip|info|link|id)\b|\bt\.me/)", re.I
)
_OFFICIAL = re.compile(r"(?:https?://)?[\w.-]+\.go\.id\b\S*", re.I)  # people ask about these
_SHOUTED = re.compile(r"!+(?!\w)")  # at the end of a word no letter, though it may stand for one
_SPELLED_OUT = re.compile(r"\b(?:[a-z][\s._*-]+){3,}[a-z]\b")


def why_hidden(text: str) -> str:
    """Return why a question is not shown at once (a ``Question.Hidden``); ``""``: it is.

    Words are known again with digits for letters, letters doubled, or letters set apart. What only
    begins like one is none: whole words count.
    """
    if _LINK.search(_OFFICIAL.sub(" ", text)):
        return Question.Hidden.SPAM
    plain = _plain(text)
    said = _spoken(plain) | _spoken(_plain(_SHOUTED.sub(" ", text)))
    if said & _abuse():
        return Question.Hidden.ABUSE
    return Question.Hidden.SPAM if _hawks(plain) else ""


def _spoken(plain: str) -> set[str]:
    said = set(_APART.split(plain))
    joined = {_APART.sub("", found[0]) for found in _SPELLED_OUT.finditer(plain)}
    return {_short(word) for word in said | joined if word}


def _hawks(plain: str) -> bool:
    bare = " ".join(_APART.split(plain))
    return any(phrase in bare for phrase in _list()["advertising"])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return letters.translate(_LOOKS_LIKE)


def _short(word: str) -> str:
    return _RUNS.sub(r"\1", word)


@cache
def _abuse() -> frozenset[str]:
    return frozenset(_short(word) for word in _list()["abuse"])


@cache
def _list() -> dict[str, list[str]]:
    file = Path(__file__).with_name("content") / "hidden_words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
