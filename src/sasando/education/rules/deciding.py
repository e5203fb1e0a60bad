"""The interpreter: answers in, the rules that hold out. The same steps are in ``aturan.js``."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sasando.education.rules.days import Election, birth_facts, read_date
from sasando.education.rules.marks import read_marks
from sasando.education.rules.tables import CONTRADICTION, Condition, Question, Rule, Table

Given = Mapping[str, str | Sequence[str]]
Facts = dict[str, str | int]
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda fact, values: fact in values,
}


class State(StrEnum):
    """How far an answer has come."""

    ANSWERED = "answered"
    ASKING = "asking"  # ``needs`` says what has to be answered yet
    CONTRADICTION = "contradiction"  # two answers do not fit together
    REFUSED = "refused"  # ``problems`` says which answer cannot be read, and why


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say to one set of answers. Of a date of birth nothing but it is in here."""

    state: State
    findings: tuple[Rule, ...] = ()
    needs: tuple[str, ...] = ()  # questions to ask next, in the order of the table
    unanswered: tuple[str, ...] = ()  # every question that may matter yet: what a form complains of
    problems: Mapping[str, str] = field(default_factory=dict)  # by question, of ``[problem]``
    birth: date | None = field(default=None, repr=False)

    @property
    def main(self) -> Rule | None:
        """The rule that matters most: the first that is not about the election itself."""
        rest = [rule for rule in self.findings if rule.about != "election"]
        return next(iter(rest or self.findings), None)


def decide(
    table: Table, given: Given, *, election: Election | None = None, today: date
) -> Decision:
    """Return what ``table`` says to the answers ``given``, by question.

    ``election`` is ``None`` only where the table is about none. Answers to questions that decide
    nothing are not asked for; those that are empty count as not given. ``today`` is the day where
    the reader is.
    """
    facts, problems, birth = _facts(table, given, election, today)
    if problems:
        return Decision(State.REFUSED, problems=problems)
    for rule in table.rules:
        if rule.about == CONTRADICTION and _holds(table, rule, facts, given) is True:
            return Decision(State.CONTRADICTION, findings=(rule,), birth=birth)
    findings: list[Rule] = []
    needs: set[str] = set()
    unanswered: set[str] = set()
    for part in table.parts:
        found = _decide_part(table, part, facts, given)
        if isinstance(found, list):
            needs.add(found[0])
            unanswered |= set(found)
        elif found is not None:
            findings.append(found)
            if found.ends:
                break
    return Decision(
        state=State.ASKING if needs else State.ANSWERED,
        findings=tuple(findings),
        needs=_in_order(table, needs),
        unanswered=_in_order(table, unanswered),
        birth=birth,
    )


def _in_order(table: Table, names: set[str]) -> tuple[str, ...]:
    return tuple(question.id for question in table.questions if question.id in names)


def _decide_part(table: Table, part: str, facts: Facts, given: Given) -> Rule | list[str] | None:
    """Return the first rule of ``part`` that holds, or the questions that stand before it.

    The first of them has to be asked; the others are what the rules after it would ask.
    """
    missing: list[str] = []
    for rule in table.rules:
        if rule.about != part:
            continue
        holds = _holds(table, rule, facts, given)
        if holds is True:
            return missing or rule
        if holds is not False:
            missing.append(holds)
    return missing or None


def _holds(table: Table, rule: Rule, facts: Facts, given: Given) -> bool | str:
    """Return whether ``rule`` holds, or the first question without which nobody can say."""
    missing = ""
    for condition in rule.when:
        known = _compare(condition, facts)
        if known is None:
            source = table.question_of(condition.fact)
            if not source or _given(given, source):
                return False  # it has been answered: there is no such fact (no date is set)
            missing = missing or source
        elif not known:
            return False
    return missing or True


def _compare(condition: Condition, facts: Facts) -> bool | None:
    fact = facts.get(condition.fact)
    return None if fact is None else _COMPARE[condition.operator](fact, condition.value)


def _given(given: Given, question: str) -> bool:
    """Whether a question was answered; marks may be none, and that is an answer."""
    value = given.get(question)
    return value is not None and (value != "" if isinstance(value, str) else True)


def _facts(
    table: Table, given: Given, election: Election | None, today: date
) -> tuple[Facts, dict[str, str], date | None]:
    facts: Facts = {}
    if election is not None:
        facts |= election.facts(today)
    elif table.about_election:
        return {}, {"election": "election_unknown"}, None
    problems: dict[str, str] = {}
    birth: date | None = None
    for question in table.questions:
        if not _given(given, question.id):
            continue
        if question.kind == "date":
            birth, wrong = read_date(_one(given[question.id]), today)
            if birth is not None:
                facts |= birth_facts(birth, today, election.day if election else None)
        else:
            wrong = _take(question, given, facts)
        if wrong:
            problems[question.id] = wrong
    return facts, problems, birth


def _take(question: Question, given: Given, facts: Facts) -> str:
    """Take one answer among the facts; return what is wrong with it, "" for nothing."""
    value = given[question.id]
    if question.kind == "marks":
        marks = [value] if isinstance(value, str) else value
        counted = read_marks(marks, _one(given.get("ballot", "")))
        facts.update(counted or {})
        return "" if counted is not None else "marks_unknown"
    answer = _one(value)
    if answer not in question.known:
        return "answer_unknown"
    facts[question.id] = answer
    return ""


def _one(value: str | Sequence[str]) -> str:
    """Return the answer to a question that has one; of several none is meant."""
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else " "
