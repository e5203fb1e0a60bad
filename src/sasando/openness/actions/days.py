"""Days off are added and taken back: open deadlines are counted again, and it is said which moved."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.openness.actions.writing import recount, write
from sasando.openness.clock import Step, count, rule_called
from sasando.openness.clock.calendar import WorkCalendar
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.models import DayOff, Entry, Matter, Objection, Request
from sasando.openness.permissions import offices_of
from sasando.openness.timing import calendar
from sasando.parties.models import Person


@transaction.atomic
def set_day(
    *, day: date, kind: str, name: str, source: str, by: Person, at: datetime, name_en: str = ""
) -> DayOff:
    """Say that ``day`` is off, or worked after all, by which act; open deadlines move at once.

    What was closed stays as it was counted. Raises ``NotAllowed``; ``WrongState`` where the day has a
    reason already, or the act is not named.
    """
    if not offices_of(by):
        raise NotAllowed(_("Only officers of the commission do this."))
    if not (name.strip() and source.strip()) or kind not in DayOff.Kind.values:
        raise WrongState(_("Name the day, and the decree or act that decided it."))
    if DayOff.objects.standing().filter(day=day).exists():
        raise WrongState(_("This day has a reason already. Take that back first."))
    row = DayOff.objects.create(
        day=day,
        kind=kind,
        name=name.strip(),
        name_en=name_en.strip(),
        source=source.strip(),
        by=by,
        at=at,
    )
    count_again(because=f"{row.get_kind_display()}: {row.name}, {day.isoformat()}", by=by, at=at)
    return row


@transaction.atomic
def take_back_day(*, row: DayOff, by: Person, at: datetime) -> None:
    """Take a day off back; open deadlines move at once. Raises ``NotAllowed``, ``WrongState``."""
    if not offices_of(by):
        raise NotAllowed(_("Only officers of the commission do this."))
    standing = DayOff.objects.standing().filter(pk=row.pk)
    if not standing.update(withdrawn_by=by, withdrawn_at=at):
        raise WrongState(_("It was taken back already."))
    because = _("taken back: %(name)s, %(day)s") % {"name": row.name, "day": row.day.isoformat()}
    count_again(because=because, by=by, at=at)


@transaction.atomic
def count_again(*, at: datetime, because: str = "", by: Person | None = None) -> int:
    """Count every open deadline by today's calendar; return how many sums moved.

    Each matter's log says what moved from when to when, and why. Also run as a duty, for the
    calendar comes from a library that learns of decrees too.
    """
    moved: dict[int, list[str]] = {}
    open_ones = Request.objects.open()
    sums = open_ones.order_by("clock_on").values_list(
        "matter", "clock_on", "rule", "extended_from", "extension_rule", "due_on"
    )
    for matter, clock_on, rule, extended_from, more, due_on in sums.distinct():
        days = calendar(around=clock_on)
        first = count(rule_called(rule), clock_on, days).due
        due = count(rule_called(more), first, days).due if extended_from else first
        if due == due_on:
            continue
        open_ones.filter(
            matter=matter, clock_on=clock_on, rule=rule, extended_from=extended_from, due_on=due_on
        ).update(due_on=due, extended_from=first if extended_from else None)
        moved.setdefault(matter, []).append(f"{due_on.isoformat()} → {due.isoformat()}")
    for objection in Objection.objects.open():
        told = _moved_objection(objection)
        if told:
            moved.setdefault(objection.request.matter_id, []).append(told)
    for found in Matter.objects.filter(pk__in=moved):
        recount(found)
        why = because or _("More is known of the decreed days off.")
        text = f"{'; '.join(moved[found.pk])}. {why}"
        write(Entry.Kind.MOVED, matter=found, text=text, by=by, at=at)
    return sum(len(lines) for lines in moved.values())


def _moved_objection(objection: Objection) -> str:
    days: WorkCalendar = calendar(around=objection.filed_on)
    due = count(rule_called(objection.rule), objection.filed_on, days).due
    if due == objection.due_on:
        return ""
    told = f"{Step.OBJECTION.value}: {objection.due_on.isoformat()} → {due.isoformat()}"
    Objection.objects.filter(pk=objection.pk).update(due_on=due)
    return told
