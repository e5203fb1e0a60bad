"""Until when: working days counted by versioned rules, every sum told day by day. Plain Python.

    rule = rule_for(Step.ANSWER, Regime.GENERAL, received)
    found = count(rule, received, calendar)     # Sum: its days one by one, and the day it ends
    told = explain(found, "id")                 # the same in words

Rules are data (``data/rules.toml``): each with its provision, where its wording was read and from
when to when it holds. Days off come from outside (``WorkCalendar``).
"""

from sasando.openness.clock.calendar import (
    Kind,
    Off,
    WorkCalendar,
)
from sasando.openness.clock.counting import Line, Sum, count
from sasando.openness.clock.exceptions import NoRule, RulesBroken
from sasando.openness.clock.rules import Regime, Rule, Step, rule_called, rule_for, rules
from sasando.openness.clock.speaking import Told, cited, explain

__all__ = [
    "Kind",
    "Line",
    "NoRule",
    "Off",
    "Regime",
    "Rule",
    "RulesBroken",
    "Step",
    "Sum",
    "Told",
    "WorkCalendar",
    "cited",
    "count",
    "explain",
    "rule_called",
    "rule_for",
    "rules",
]
