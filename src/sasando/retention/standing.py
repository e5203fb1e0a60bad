"""How things stand: how long each kind is kept today, what is due, what went last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from sasando.retention.declared import schedule
from sasando.retention.models import Period, Run
from sasando.retention.rules import Rule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as it stands. ``due`` would go, the oldest of it from ``oldest``, all before ``before``."""

    rule: Rule
    kept: timedelta
    period: Period | None  # as it was set, None: as the house begins
    before: datetime
    due: int
    oldest: datetime | None
    run: Run | None


def kept_for(rule: Rule, periods: dict[str, Period] | None = None) -> timedelta:
    """Return how long what ``rule`` is about is kept, within its bounds. One query, or none."""
    if rule.follows:
        rule = schedule().rule(rule.follows)
    if rule.bounds is None:
        return rule.usual
    set_to = Period.objects.of(rule.key).first() if periods is None else periods.get(rule.key)
    if set_to is None:
        return rule.usual
    least, most = rule.bounds
    return min(max(timedelta(days=set_to.days), least), most)


def kept_days(key: str) -> int:
    """Return for how many days what the rule ``key`` is about is kept. Raises ``LookupError``."""
    return kept_for(schedule().rule(key)).days


def standings(
    at: datetime, *, ahead: timedelta = timedelta(0), oldest: bool = True
) -> list[Standing]:
    """Return every rule with what is due ``ahead`` of ``at``; nothing is changed.

    One query a rule, with ``oldest`` two, and two more for all of them.
    """
    periods, runs = Period.objects.current(), Run.objects.latest_of_each()
    found = []
    for rule in schedule().rules:
        kept = kept_for(rule, periods)
        due = rule.due(at + ahead, kept)
        count = due.count()
        found.append(
            Standing(
                rule=rule,
                kept=kept,
                period=periods.get(rule.follows or rule.key),
                before=at + ahead - kept,
                due=count,
                oldest=due.oldest() if oldest and count else None,
                run=runs.get(rule.key),
            )
        )
    return found


def span(length: timedelta) -> str:
    """Return a length of time in words: whole days, hours or minutes."""
    days, rest = divmod(length, _DAY)
    if not rest and days % 365 == 0 and days:
        years = days // 365
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    if not rest:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    minutes = int(length.total_seconds() // 60)
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
