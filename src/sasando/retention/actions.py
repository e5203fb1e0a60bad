"""What is due goes, by the rules and by nothing else; how long it is kept is set, with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from sasando.parties.models import Person
from sasando.retention.declared import schedule, sets_its_own
from sasando.retention.exceptions import PeriodRefused
from sasando.retention.models import Period, Run
from sasando.retention.rules import Rule
from sasando.retention.signals import period_set
from sasando.retention.standing import kept_for


def carry_out(*, rule: Rule, at: datetime) -> Iterator[int]:
    """Do what ``rule`` says to everything that is due at ``at``; yield how many went, as they go.

    What breaks off goes on the next time: each part is a transaction of its own.
    """
    gone = 0
    for some in rule.due(at, kept_for(rule)).carry_out(rule.forget, at):
        gone += some
        yield some
    Run.objects.note(rule=rule.key, day=timezone.localdate(at), at=at, gone=gone)


def retain(*, at: datetime, only: str = "") -> dict[str, int]:
    """Carry out every rule, or those of one room (``"claims"``) or the one called ``only``.

    Returns how many went, by the rule's key. Repeatable.
    """
    return {
        rule.key: sum(carry_out(rule=rule, at=at))
        for rule in schedule().rules
        if not only or rule.is_of(only)
    }


@transaction.atomic
def set_period(*, rule: Rule, days: int, reason: str, by: Person, at: datetime) -> Period:
    """Let what ``rule`` is about be kept for ``days`` from now on; the versions before stay on record.

    What is older is due at once. Raises ``PeriodRefused`` for who is no administrator, a time that
    is not set or outside of its bounds, no reason, and no change.
    """
    if not by.is_superuser:
        raise PeriodRefused.not_yours()
    if rule.bounds is None or not sets_its_own(rule):
        raise PeriodRefused.fixed()
    least, most = rule.bounds
    if not least <= timedelta(days=days) <= most:
        raise PeriodRefused.outside(rule.bounds)
    if not reason.strip():
        raise PeriodRefused.without_reason()
    before = kept_for(rule)
    if before == timedelta(days=days):
        raise PeriodRefused.unchanged()
    period = Period.objects.create(
        rule=rule.key,
        number=Period.objects.next_number(rule.key),
        days=days,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    told = {"rule": rule.key, "before": before.days, "days": days, "reason": period.reason}
    log(period, "sasando.period_set", user=by, data=told)
    period_set.send(sender=Period, period=period, at=at)
    return period
