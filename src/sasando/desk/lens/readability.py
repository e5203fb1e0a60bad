"""How hard a text reads: long sentences, passives in a row, office words. Hints, and no score.

No readability formula is validated for Indonesian as far as the house could find; the Fry graph with
syllables times 0.6 (Harjasujana and Mulyati, 1996) is custom in Indonesian schools, for choosing
textbooks, and gives classes of school. So nothing is summed up here: each hint names its words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sasando.desk.lens.findings import Passage, Place
from sasando.desk.lens.patterns import Pattern, compile_pattern, matches
from sasando.desk.lens.words import Token, sentences

LONG = 25  # words; the press's guidelines ask for short sentences without a number: this is ours
PASSIVES = 3  # in one sentence
_FILE = Path(__file__).with_name("data") / "plain_words.toml"
_PASSIVE = re.compile(r"^(?:di[a-z]{4,}|ter[a-z]{5,})$")


class Hint(StrEnum):
    """What makes a sentence hard."""

    LONG = "long"
    PASSIVE = "passive"
    JARGON = "jargon"


@dataclass(frozen=True, slots=True)
class Hard:
    """One place that reads hard. ``plain`` is what one could write, "" where that is open."""

    hint: Hint
    passage: Passage
    start: int
    end: int
    count: int = 0  # words, or passives
    plain: str = ""

    @property
    def words(self) -> str:
        """The words it is about."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """One item: figures that can be counted, and the places that read hard."""

    words: int
    sentences: int
    long_sentences: int
    hard: tuple[Hard, ...]

    @property
    def words_a_sentence(self) -> float:
        """The mean length of a sentence, in words; 0 for no text."""
        return self.words / self.sentences if self.sentences else 0.0


def readability(
    passages: Sequence[Passage],
    *,
    language: str,
    explained: Sequence[str] = (),
) -> Reading:
    """Return how ``passages`` read. Direct speech is not judged; ``explained`` terms are no jargon.

    Of jargon the first place of each word is named: where it must be explained.
    """
    known = {term.casefold() for term in explained}
    words = lengths = long = 0
    hard: list[Hard] = []
    said: set[str] = set()
    for passage in passages:
        if passage.place is Place.QUOTE:
            continue
        for tokens in sentences(passage.text, language):
            own = [token for token in tokens if token.is_word]
            if not own:
                continue
            words, lengths = words + len(own), lengths + 1
            long += len(own) > LONG
            hard += _in_sentence(passage, own, language)
            hard += _jargon(passage, tokens, language, said, known)
    return Reading(words=words, sentences=lengths, long_sentences=long, hard=tuple(hard))


def _in_sentence(passage: Passage, words: Sequence[Token], language: str) -> Iterator[Hard]:
    start, end = words[0].start, words[-1].end
    if len(words) > LONG:
        yield Hard(Hint.LONG, passage, start, end, count=len(words))
    passives = sum(map(_is_passive, words)) if language == "id" else 0
    if passives >= PASSIVES:
        yield Hard(Hint.PASSIVE, passage, start, end, count=passives)


def _is_passive(token: Token) -> bool:
    word = token.text.lower()
    return bool(_PASSIVE.match(word)) and word not in _not_passive() and not token.is_capital


def _jargon(
    passage: Passage, tokens: Sequence[Token], language: str, said: set[str], known: set[str]
) -> Iterator[Hard]:
    for term, (pattern, plain) in _plain_words(language).items():
        if term in said or term in known:
            continue
        for start, end in matches(pattern, tokens)[:1]:
            said.add(term)
            yield Hard(Hint.JARGON, passage, tokens[start].start, tokens[end - 1].end, plain=plain)


@cache
def _plain_words(language: str) -> Mapping[str, tuple[Pattern, str]]:
    return {
        term: (compile_pattern(term, {}), plain)
        for term, plain in _data().get(language, {}).items()
    }


@cache
def _not_passive() -> frozenset[str]:
    return frozenset(_data()["not_passive"])


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
