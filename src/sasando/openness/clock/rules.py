"""The rules as data: how many working days a step has, under which law, and since when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sasando.openness.clock.exceptions import NoRule, RulesBroken

LANGUAGES = ("id", "en")
HOW = ("official", "quoted", "derived")
_DATA = Path(__file__).with_name("data") / "rules.toml"

Text = Mapping[str, str]  # by language


class Regime(StrEnum):
    """Which law a request is answered under."""

    GENERAL = "umum"  # Law 14/2008
    ELECTION = "pemilu"  # the information commission's own rule for elections


class Step(StrEnum):
    """What has a clock, in the order it comes."""

    CHECK = "check"  # whether a request is complete
    COMPLETE = "complete"  # the applicant adds what is missing
    ANSWER = "answer"
    EXTENSION = "extension"  # counted from the last day of the answer
    OBJECT = "object"  # the applicant objects
    OBJECTION = "objection"  # the superior answers it
    DISPUTE = "dispute"  # the applicant goes to the information commission
    HEARING = "hearing"  # the information commission begins
    RULING = "ruling"  # the information commission has finished


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in one version."""

    id: str
    step: Step
    regime: Regime
    days: int  # working days
    same_day: bool  # whether the day it begins with is counted
    since: date
    until: date | None  # its last day; ``None``: it holds
    cite: Text
    read: str  # where its wording was read
    how: str  # one of ``HOW``
    note: Text  # "" in both for none

    def holds(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule in every version. Raises ``RulesBroken``."""
    return rules_from(tomllib.loads(_DATA.read_text(encoding="utf-8")))


def rule_for(step: Step, regime: Regime, day: date) -> Rule:
    """Return the rule for what begins on ``day``; it stays the rule until that step ends.

    Where a regime has no rule of its own for a step, the general one holds. Raises ``NoRule``.
    """
    for wanted in dict.fromkeys((regime, Regime.GENERAL)):
        for rule in rules():
            if rule.step is step and rule.regime is wanted and rule.holds(day):
                return rule
    raise NoRule(f"no rule for {step.value} ({regime.value}) on {day.isoformat()}")


def rule_called(name: str) -> Rule:
    """Return the rule with the identifier ``name``. Raises ``NoRule``."""
    for rule in rules():
        if rule.id == name:
            return rule
    raise NoRule(f"no rule is called {name!r}")


def rules_from(data: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules in ``data``, as they are written in TOML. Raises ``RulesBroken``."""
    found = tuple(_rule(row) for row in data["rule"])
    names = [rule.id for rule in found]
    if len(set(names)) < len(names):
        raise RulesBroken(f"a rule stands twice: {sorted(names)}")
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            if _together(one, other):
                raise RulesBroken(f"{one.id} and {other.id} hold on the same day")
    return found


def _rule(row: Mapping[str, Any]) -> Rule:
    name = row["id"]
    try:
        step, regime = Step(row["step"]), Regime(row["regime"])
    except ValueError as error:
        raise RulesBroken(f"{name}: {error}") from error
    since, until = row["since"], row.get("until")
    if row["how"] not in HOW or row["days"] < 1 or (until is not None and until < since):
        raise RulesBroken(f"{name}: {row['how']}, {row['days']} days, {since} to {until}")
    for key in ("cite", "note"):
        if key in row and any(not row[key].get(language) for language in LANGUAGES):
            raise RulesBroken(f"{name}: {key} is not in every language")
    return Rule(
        id=name,
        step=step,
        regime=regime,
        days=row["days"],
        same_day=row.get("same_day", False),
        since=since,
        until=until,
        cite=row["cite"],
        read=row["read"],
        how=row["how"],
        note=row.get("note", dict.fromkeys(LANGUAGES, "")),
    )


def _together(one: Rule, other: Rule) -> bool:
    same = one.step is other.step and one.regime is other.regime
    ends, begins = sorted((one, other), key=lambda rule: rule.since)
    return same and (ends.until is None or ends.until >= begins.since)
