"""The schedule of the house, which stands at its top: the setting ``RETENTION`` names it."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from sasando.retention.rules import Rule, Schedule


@cache
def schedule() -> Schedule:
    """Return the rules of every room, and what stays."""
    made: Schedule = import_string(settings.RETENTION)()
    return made


def sets_its_own(rule: Rule) -> bool:
    """Whether the time of ``rule`` may be set: it follows no other, and has bounds."""
    return rule.bounds is not None and not rule.follows
