"""A table as the browser's script reads it: one language, no more than it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sasando.education.rules.days import Election
from sasando.education.rules.speaking import source
from sasando.education.rules.tables import (
    FACTS_OF_ELECTION,
    FACTS_OF_QUESTION,
    Law,
    Question,
    Rule,
    Table,
    words,
)


def sheet(
    table: Table, *, language: str, contact: str, elections: Sequence[Election] = ()
) -> dict[str, Any]:
    """Return ``table`` in ``language`` as JSON values; the same for the same arguments."""
    laws = {law.id: law for rule in table.rules for law in rule.laws}
    own = words()
    return {
        "topic": table.topic,
        "aboutElection": table.about_election,
        "headline": table.headline.get(language, ""),
        "counts": list(table.counts),
        "questions": [_question(question, language) for question in table.questions],
        "rules": [_rule(rule, language) for rule in table.rules],
        "laws": {key: _law(law, language) for key, law in laws.items()},
        "facts": {name: list(facts) for name, facts in FACTS_OF_QUESTION.items()},
        "electionFacts": list(FACTS_OF_ELECTION),
        "problems": {name: text[language] for name, text in own["problem"].items()},
        "gives": {name: text[language] for name, text in own["gives"].items()},
        "months": own["calendar"]["months"][language].split(),
        "monthNames": [text.lower().split() for text in own["calendar"]["months"].values()],
        "undated": own["calendar"]["undated"][language],
        "contact": contact,
        "elections": {one.code: _election(one, language) for one in elections},
    }


def _question(question: Question, language: str) -> dict[str, Any]:
    answers = [[answer.id, answer.label[language]] for answer in question.answers]
    return {"id": question.id, "kind": question.kind, "answers": answers}


def _rule(rule: Rule, language: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": rule.id,
        "about": rule.about,
        "when": [[c.fact, c.operator, c.value] for c in rule.when],
        "gives": rule.gives,
        "laws": [law.id for law in rule.laws],
        "say": rule.say[language],
    }
    if rule.ends:
        row["ends"] = True
    if rule.quiet:
        row["quiet"] = True
    if rule.more:
        row["more"] = rule.more[language]
    return row


def _law(law: Law, language: str) -> list[str]:
    told = source(law, language)
    return [told.cite, told.note, told.href, law.kinds]


def _election(election: Election, language: str) -> dict[str, Any]:
    return {
        "name": election.name[language],
        "kind": election.kind,
        "day": _iso(election.day),
        "held": election.held,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
