"""Take off what people put around a message: greetings, forward marks, "is this true?"."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from sasando.matching.normalise.words import Word, compared

_LEAST = 3  # words that must remain, else the frame is the message
_CHAT_LINE = re.compile(
    r"^[\[(]?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?: ?[ap]m)?[\])]?"
    r"(?: -)? ?[^:\n]{1,40}: |^(?:> ?)+",
    re.MULTILINE,
)
Phrase = tuple[str, ...]


def without_chat_marks(text: str) -> str:
    """Return a folded text with the line heads of an exported chat blanked; offsets stay."""
    return _CHAT_LINE.sub(lambda found: " " * len(found.group()), text)


@cache
def _lines(kind: str) -> tuple[str, ...]:
    table = (files("sasando.matching.normalise") / "framing.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(table)[kind])


@cache
def _phrases(kind: str) -> dict[str, tuple[Phrase, ...]]:
    """Return the phrases of a kind by their outermost word, longest first."""
    by_word: dict[str, list[Phrase]] = {}
    for line in _lines(kind):
        phrase = tuple(
            part
            for word in line.split()
            for part in (("*",) if word == "*" else compared(word) or (word,))
        )
        turned = phrase if kind == "opening" else phrase[::-1]
        by_word.setdefault(turned[0], []).append(turned)
    return {word: tuple(sorted(some, key=len, reverse=True)) for word, some in by_word.items()}


def frame(words: Sequence[Word]) -> tuple[int, int]:
    """Return where the message proper starts and ends among its words.

    At least three words remain; a text that is all frame comes back whole.
    """
    start, end = _proper([word.text for word in words])
    return (start, end) if end - start >= _LEAST else (0, len(words))


def inside(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the words inside the frame, however few: none of a text that is all frame."""
    start, end = _proper(texts)
    return tuple(texts[start:end])


@cache
def idle() -> frozenset[str]:
    """Return the words that say nothing where nothing but such words stands."""
    return frozenset(_lines("idle"))


def _proper(texts: Sequence[str]) -> tuple[int, int]:
    start = _eaten(texts, "opening")
    return start, len(texts) - _eaten(texts[start:][::-1], "closing")


def _eaten(texts: Sequence[str], kind: str) -> int:
    """Return how many words at the head of ``texts`` are frame."""
    phrases = _phrases(kind)
    at = 0
    while at < len(texts):
        here = next((p for p in _starting(phrases, texts[at]) if _fits(p, texts, at)), None)
        if here is None:
            break
        at += len(here)
    return at


def _starting(phrases: dict[str, tuple[Phrase, ...]], word: str) -> tuple[Phrase, ...]:
    return phrases.get(word, ()) + phrases.get("*", ())


def _fits(phrase: Phrase, texts: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(texts):
        return False
    return all(want in ("*", texts[at + i]) for i, want in enumerate(phrase))
