"""A small language for what rules look for, which an editor can write without a manual.

A pattern is words in a row: ``istri dari``. In a place of a word may stand

- ``a|b``: one of several words,
- ``cantik*``: a beginning,
- ``~gagah``: an Indonesian verb in any of its forms (menggagahi, digagahi),
- ``@person``: one of a class of words that the rules' file lists,
- ``#``: a number; ``#night``: a time of day by 24 hours from 19.00 to 4.59; ``#pm``, ``#am``: an hour from
  7 to 11, from 12 to 4,
- ``?`` behind a word: it may be missing,
- ``..``: up to three words, ``...``: up to eight, none of them needed.

Words match in every form (``words.forms_of``), upper or lower case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sasando.desk.lens.words import Token, verb_forms

GAPS: Mapping[str, int] = {"..": 3, "...": 8}
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_SHORTEST = 3  # letters, with the mark, of a verb or a beginning
_EVENING, _MORNING = 19, 5  # o'clock: from the one to the other it is night


class PatternError(ValueError):
    """The pattern cannot be read; says why."""


def _hour(text: str, *, with_minutes: bool) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None or bool(found[2]) < with_minutes:
        return None
    return int(found[1])


def _is_night(text: str) -> bool:
    hour = _hour(text, with_minutes=True)
    return hour is not None and (_EVENING <= hour < 24 or hour < _MORNING)


NUMBERS: Mapping[str, Callable[[str], bool]] = {
    "#": lambda text: True,
    "#night": _is_night,
    "#pm": lambda text: _hour(text, with_minutes=False) in range(7, 12),
    "#am": lambda text: _hour(text, with_minutes=False) in (12, 1, 2, 3, 4),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a pattern: what may stand there."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()  # keys of ``NUMBERS``
    optional: bool = False
    gap: int = 0  # so many words of any kind

    def fits(self, token: Token) -> bool:
        """Whether ``token`` may stand here."""
        if self.numbers and token.text[0].isdigit():
            return any(NUMBERS[kind](token.text) for kind in self.numbers)
        if not self.words.isdisjoint(token.forms):
            return True
        return bool(self.beginnings) and any(
            form.startswith(self.beginnings) for form in token.forms
        )


Pattern = tuple[Part, ...]


def compile_pattern(written: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    """Return ``written`` ready to match. Raises ``PatternError``."""
    parts = tuple(_part(word, classes) for word in written.lower().split())
    if not any(part.gap == 0 and not part.optional for part in parts):
        raise PatternError(f"{written!r} names no word that must be there")
    return parts


def _part(word: str, classes: Mapping[str, Sequence[str]]) -> Part:
    if word in GAPS:
        return Part(gap=GAPS[word])
    optional = word.endswith("?") and len(word) > 1
    choices = [_choice(choice, classes) for choice in word.removesuffix("?").split("|")]
    return Part(
        words=frozenset().union(*(choice.words for choice in choices)),
        beginnings=tuple(start for choice in choices for start in choice.beginnings),
        numbers=frozenset().union(*(choice.numbers for choice in choices)),
        optional=optional,
    )


def _choice(choice: str, classes: Mapping[str, Sequence[str]]) -> Part:
    if not choice:
        raise PatternError("there is an empty choice beside a |")
    if choice in NUMBERS:
        return Part(numbers=frozenset({choice}))
    if choice.startswith("@"):
        if choice[1:] not in classes:
            raise PatternError(f"there is no class {choice!r}")
        return _part("|".join(classes[choice[1:]]), classes)
    if choice.startswith("~"):
        if len(choice) < _SHORTEST:
            raise PatternError(f"{choice!r} is too short for a verb")
        return Part(words=verb_forms(choice[1:]))
    if choice.endswith("*"):
        if len(choice) <= _SHORTEST:
            raise PatternError(f"{choice!r} is too short a beginning")
        return Part(beginnings=(choice[:-1],))
    return Part(words=frozenset({choice}))


def matches(pattern: Pattern, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where ``pattern`` stands in a sentence: first token and the one behind the last."""
    found: list[tuple[int, int]] = []
    for start in range(len(tokens)):
        end = _end(pattern, tokens, start)
        if end is not None and end > start:
            found.append((start, end))
    return found


def _end(pattern: Pattern, tokens: Sequence[Token], at: int) -> int | None:
    if not pattern:
        return at
    first, rest = pattern[0], pattern[1:]
    if first.gap:
        for skipped in range(min(first.gap, len(tokens) - at) + 1):
            end = _end(rest, tokens, at + skipped)
            if end is not None:
                return end
        return None
    if at < len(tokens) and first.fits(tokens[at]):
        end = _end(rest, tokens, at + 1)
        if end is not None:
            return end
    return _end(rest, tokens, at) if first.optional else None
