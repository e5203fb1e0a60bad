"""The tables as the interpreter reads them: questions, rules, provisions, and words.

A rule holds when all its conditions do: ``fact operator value``, the operators being ``=``, ``!=``,
``<``, ``<=``, ``>``, ``>=`` and ``in`` (several values between spaces). The rules of one part
(``about``) are tried in the order of the file, and the first that holds decides the part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sasando.education.rules.exceptions import TableBroken

LANGUAGES = ("id", "en")
TOPICS = ("voter", "ballots", "bring", "validity")
CONTRADICTION = "contradiction"
FACTS_OF_QUESTION: Mapping[str, tuple[str, ...]] = {
    "birth": ("born", "age", "age_today", "leap", "on_birthday"),
    "marks": ("holes", "outside", "parties", "choices"),
}
"""What is counted from an answer that no rule reads as it stands."""

FACTS_OF_ELECTION = ("kind", "phase", "days_left")
NUMBERS = ("age", "age_today", "days_left", "holes", "outside", "parties", "choices")
HOW = ("official", "quoted", "derived")
_KINDS = ("choice", "date", "marks")
_FOLDER = Path(__file__).with_name("data")
_CONDITION = re.compile(r"([a-z_]+) (=|!=|<=|>=|<|>|in) (.+)")
_SINCE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")

Text = Mapping[str, str]  # by language
Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """One provision: how it is cited, since when it holds, and where its wording was read."""

    id: str
    cite: Text
    since: str  # "2017-08-16", or as much of it as is known
    read: str  # an address
    how: str  # one of ``HOW``
    kinds: str  # "general", "regional", or "" for both

    def is_about(self, kind: str) -> bool:
        """Whether it is about elections of ``kind``; "" for none in particular."""
        return not (self.kinds and kind) or self.kinds == family(kind)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose; ``short`` fits a button of a chat (20 characters)."""

    id: str
    label: Text
    short: Text


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; without ``answers`` it is a date, or the marks on a ballot."""

    id: str
    kind: str
    ask: Text
    help: Text
    answers: tuple[Answer, ...]

    @property
    def known(self) -> frozenset[str]:
        """The answers that exist."""
        return frozenset(answer.id for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a rule."""

    fact: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when it holds, what it gives, what is said, and what it rests on."""

    id: str
    about: str
    when: tuple[Condition, ...]
    gives: str
    ends: bool  # what would come after it is not asked any more
    laws: tuple[Law, ...]
    say: Text
    more: Text  # tells the reader's own dates: said only where nothing is kept
    quiet: bool  # its words say the verdict themselves


@dataclass(frozen=True, slots=True)
class Table:
    """One topic."""

    topic: str
    about_election: bool
    headline: Text  # over an answer of many parts; empty where the verdict itself is the headline
    counts: tuple[str, ...]  # the parts whose "yes" are counted in it
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]

    def question(self, name: str) -> Question:
        """Return the question called ``name``. Raises ``KeyError``."""
        return {question.id: question for question in self.questions}[name]

    @property
    def parts(self) -> tuple[str, ...]:
        """What the rules are about, in the order of the file; contradictions are apart."""
        return tuple(dict.fromkeys(r.about for r in self.rules if r.about != CONTRADICTION))

    def question_of(self, fact: str) -> str:
        """Return the question that ``fact`` comes from; "" for facts of the election."""
        for name, facts in FACTS_OF_QUESTION.items():
            if fact in facts:
                return name
        return "" if fact in FACTS_OF_ELECTION else fact


def family(kind: str) -> str:
    """Return which law an election of ``kind`` is held under: "regional" or "general"."""
    return "regional" if kind == "regional-head" else "general"


@cache
def laws() -> Mapping[str, Law]:
    """Return every provision by its key. Raises ``TableBroken``."""
    found = {}
    for key, row in _read("laws").items():
        if row["how"] not in HOW or not _SINCE.fullmatch(row["since"]):
            raise TableBroken(f"laws.toml: {key}: {row['how']}, {row['since']}")
        kinds = row.get("for", "")
        if kinds not in ("", "general", "regional"):
            raise TableBroken(f"laws.toml: {key}: for {kinds!r}")
        cite = _text(row["cite"], key)
        found[key] = Law(key, cite, row["since"], row["read"], row["how"], kinds)
    return found


@cache
def words() -> Mapping[str, Mapping[str, Text]]:
    """Return what the interpreter itself says, by section and name."""
    return _read("words")


@cache
def table_of(topic: str) -> Table:
    """Return the table of ``topic``, one of ``TOPICS``. Raises ``KeyError``, ``TableBroken``."""
    if topic not in TOPICS:
        raise KeyError(topic)
    return table_from(_read(topic))


def table_from(data: Mapping[str, Any]) -> Table:
    """Return the table in ``data``, as it is written in TOML. Raises ``TableBroken``."""
    questions = tuple(_question(row) for row in data["question"])
    rules = tuple(_rule(row, headed="headline" in data) for row in data["rule"])
    table = Table(
        topic=data["topic"],
        about_election=data.get("election", True),
        headline=_text(data["headline"], data["topic"]) if "headline" in data else {},
        counts=tuple(data.get("counts", ())),
        questions=questions,
        rules=rules,
    )
    _check(table)
    return table


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _text(value: Mapping[str, str], where: str) -> Text:
    missing = [language for language in LANGUAGES if not value.get(language)]
    if missing:
        raise TableBroken(f"{where}: nothing in {missing}")
    return dict(value)


def _question(row: Mapping[str, Any]) -> Question:
    name, kind = row["id"], row.get("kind", "choice")
    answers = tuple(
        Answer(
            one["id"],
            _text(one["label"], f"{name}.{one['id']}"),
            _text(one.get("short", one["label"]), f"{name}.{one['id']}"),
        )
        for one in row.get("answers", ())
    )
    if kind not in _KINDS or bool(answers) != (kind == "choice"):
        raise TableBroken(f"{name}: {kind!r} with {len(answers)} answers")
    told = _text(row["help"], name) if "help" in row else {}
    return Question(name, kind, _text(row["ask"], name), told, answers)


def _rule(row: Mapping[str, Any], *, headed: bool) -> Rule:
    name = row["id"]
    about_election = row["about"] == "election"
    unknown = [key for key in row.get("laws", ()) if key not in laws()]
    if unknown:
        raise TableBroken(f"{name}: no provision {unknown}")
    if not row.get("laws") and row["about"] != CONTRADICTION:
        raise TableBroken(f"{name}: rests on no provision")
    if row["gives"] not in words()["gives"]:
        raise TableBroken(f"{name}: gives {row['gives']!r}")
    return Rule(
        id=name,
        about=row["about"],
        when=tuple(_condition(text, name) for text in row["when"]),
        gives=row["gives"],
        ends=row.get("ends", False),
        laws=tuple(laws()[key] for key in row.get("laws", ())),
        say=_text(row["say"], name),
        more=_text(row["more"], name) if "more" in row else {},
        quiet=(about_election and row["gives"] != "no") or (headed and row["gives"] == "yes"),
    )


def _condition(text: str, where: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise TableBroken(f"{where}: {text!r} is no condition")
    fact, operator, value = found.groups()
    if operator == "in":
        return Condition(fact, operator, tuple(value.split()))
    if fact in NUMBERS:
        return Condition(fact, operator, int(value))
    if operator not in ("=", "!="):
        raise TableBroken(f"{where}: {fact} is no number")
    return Condition(fact, operator, value)


def _check(table: Table) -> None:
    names = {question.id for question in table.questions}
    seen: set[str] = set()
    for rule in table.rules:
        if rule.id in seen:
            raise TableBroken(f"{rule.id}: twice")
        seen.add(rule.id)
        for condition in rule.when:
            _check_condition(table, names, rule, condition)


def _check_condition(table: Table, names: set[str], rule: Rule, condition: Condition) -> None:
    source = table.question_of(condition.fact)
    if source and source not in names:
        raise TableBroken(f"{rule.id}: nobody asks for {condition.fact!r}")
    if source != condition.fact:
        return
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    unknown = [value for value in values if value not in table.question(source).known]
    if unknown:
        raise TableBroken(f"{rule.id}: {unknown} answer {source!r} never")
