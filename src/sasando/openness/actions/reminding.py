"""Reminders before a deadline, alarms after it: once each, to the officers, by mail and on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sasando.openness.actions.writing import write
from sasando.openness.models import Entry, Matter, Objection
from sasando.openness.permissions import people_who_handle
from sasando.openness.timing import calendar, day_of
from sasando.parties.mailing import Mail, mail_to
from sasando.parties.models import Person

BEFORE = 2  # working days before the last one, counted with it


def remind(*, at: datetime) -> int:
    """Remind of what is due soon and sound the alarm of what is late; return how many. Repeatable."""
    today = day_of(at)
    soon = _soon(today)
    count = 0
    for matter in Matter.objects.due_by(soon).select_related("organisation", "assignee"):
        assert matter.due_on is not None  # noqa: S101 - ``due_by`` compares it
        late = matter.due_on < today
        if (matter.alarmed_on if late else matter.reminded_on) == matter.due_on:
            continue
        _say_of_matter(matter, late, at)
        count += 1
    for objection in Objection.objects.due_by(soon).select_related("request__organisation"):
        late = objection.due_on < today
        if (objection.alarmed_on if late else objection.reminded_on) == objection.due_on:
            continue
        _say_of_objection(objection, late, at)
        count += 1
    return count


def _soon(today: date) -> date:
    """Return the ``BEFORE``-th working day from today on."""
    days = calendar(around=today)
    day, left = today, BEFORE
    while True:
        left -= days.why_off(day) is None
        if left <= 0:
            return day
        day = date.fromordinal(day.toordinal() + 1)


@transaction.atomic
def _say_of_matter(matter: Matter, late: bool, at: datetime) -> None:
    due_on = matter.due_on
    field = {"alarmed_on" if late else "reminded_on": due_on}
    Matter.objects.filter(pk=matter.pk).update(**field)
    said = {"n": matter.open_count, "day": due_on.isoformat() if due_on else ""}

    def words() -> str:
        return _("%(n)s requests wait; the first deadline is %(day)s.") % said

    kind = Entry.Kind.OVERDUE if late else Entry.Kind.REMINDED
    write(kind, matter=matter, text=words(), at=at)
    told = [one for one in [matter.assignee] if one and one.is_active and one.email and not late]
    _mail(told or people_who_handle(matter.organisation), matter, late, words)


@transaction.atomic
def _say_of_objection(objection: Objection, late: bool, at: datetime) -> None:
    field = {"alarmed_on" if late else "reminded_on": objection.due_on}
    Objection.objects.filter(pk=objection.pk).update(**field)
    said = {"number": objection.request.number, "day": objection.due_on.isoformat()}

    def words() -> str:
        return _("The objection to %(number)s is to be answered by %(day)s.") % said

    kind = Entry.Kind.OVERDUE if late else Entry.Kind.REMINDED
    matter = objection.request.matter
    write(kind, matter=matter, request=objection.request, text=words(), at=at)
    _mail(people_who_handle(objection.request.organisation), matter, late, words)


def _mail(people: Iterable[Person], matter: Matter, late: bool, words: Callable[[], str]) -> None:
    for person in people:
        mail_to(person, partial(_written, matter, late, words), about=f"matter {matter.pk}")


def _written(matter: Matter, late: bool, words: Callable[[], str]) -> Mail:
    subject = _("Deadline missed: %(matter)s") if late else _("Deadline near: %(matter)s")
    address = reverse("sasando_openness_matter", args=[matter.pk])
    return Mail(subject % {"matter": matter}, [words(), f"{settings.SITE_URL}{address}"])
