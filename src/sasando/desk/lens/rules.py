"""The rules: the seed that ships with the room, and rows an editor adds, in one shape."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sasando.desk.lens.findings import Category, Guideline, Place
from sasando.desk.lens.patterns import Pattern, PatternError, compile_pattern

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).with_name("data")


class RulesError(ValueError):
    """A rule cannot be used; says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for, why, and what to write instead. Texts are by the editor's language."""

    key: str
    category: Category
    language: str  # of the text it reads
    patterns: tuple[Pattern, ...]
    written: tuple[str, ...]  # the patterns as an editor wrote them
    near: tuple[Pattern, ...] = ()  # one of them must stand in the sentence, too
    unless: tuple[Pattern, ...] = ()  # none of them may
    answered: tuple[Pattern, ...] = ()  # none of them may stand anywhere in the item
    places: frozenset[Place] = frozenset()  # empty: everywhere
    names: bool = False  # whether it also reads proper names
    reason: Mapping[str, str]
    suggestion: Mapping[str, str]
    guideline: Guideline
    named: bool = True

    def with_suggestion(self, suggestion: str) -> Rule:
        """The rule with the desk's own suggestion, in every language."""
        return replace(self, suggestion=dict.fromkeys(LANGUAGES, suggestion))


@cache
def guidelines() -> Mapping[str, Guideline]:
    """Return every guideline of the room by its key, in the order of the file."""
    tables = tomllib.loads((_FOLDER / "guidelines.toml").read_text(encoding="utf-8"))
    return {
        key: Guideline(
            key=key,
            title=one["title"],
            publisher=one["publisher"],
            year=one.get("year"),
            address=one["address"],
            read_in=one.get("read_in", ""),
        )
        for key, one in tables.items()
    }


@cache
def classes(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the classes of words that patterns of ``language`` may name."""
    return {name: tuple(words) for name, words in _file(language)["classes"].items()}


def classes_in(rule: Rule) -> list[tuple[str, tuple[str, ...]]]:
    """Return the classes that the rule's patterns name, with their words, in the order of naming."""
    named = re.findall(r"@(\w+)", " ".join(rule.written))
    return [(name, classes(rule.language)[name]) for name in dict.fromkeys(named)]


@cache
def exchanges(language: str) -> Mapping[str, str]:
    """Return the words that the headline test exchanges, both ways, in lower case."""
    there: dict[str, str] = _file(language)["reversed"]
    return {**{his: hers for hers, his in reversed(there.items())}, **there}


@cache
def criticism(language: str) -> tuple[Pattern, ...]:
    """Return what tells that a sentence denies or criticises the words in it."""
    return compiled(_file(language)["criticism"], language)


@cache
def seed() -> tuple[Rule, ...]:
    """Return the rules that ship with the room. Raises ``RulesError``."""
    return tuple(_rule(one, language) for language in LANGUAGES for one in _file(language)["rules"])


def compiled(written: Sequence[str], language: str) -> tuple[Pattern, ...]:
    """Return patterns ready to match. Raises ``PatternError``."""
    return tuple(compile_pattern(one, classes(language)) for one in written)


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"rules_{language}.toml").read_text(encoding="utf-8"))


def _rule(one: Mapping[str, Any], language: str) -> Rule:
    try:
        return Rule(
            key=one["key"],
            category=Category(one["category"]),
            language=language,
            patterns=compiled(one["patterns"], language),
            written=tuple(one["patterns"]),
            near=compiled(one.get("near", ()), language),
            unless=compiled(one.get("unless", ()), language),
            answered=compiled(one.get("answered", ()), language),
            places=frozenset(Place(place) for place in one.get("places", ())),
            names=one.get("names", False),
            reason=one["reason"],
            suggestion=one["suggestion"],
            guideline=guidelines()[one["guideline"]],
            named=one.get("named", True),
        )
    except (KeyError, PatternError, ValueError) as error:
        raise RulesError(f"rule {one.get('key', one)!r} ({language}): {error}") from error
