"""Reminders before a deadline, alarms after it: once each, to the officers, by mail and on record."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import date, datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sasando.openness.actions.writing import write
from sasando.openness.models import Entry, Matter, Objection
from sasando.openness.permissions import people_who_handle
from sasando.openness.timing import calendar, day_of
from sasando.parties.models import Person

logger = logging.getLogger(__name__)

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
    text = _("%(n)s requests wait; the first deadline is %(day)s.") % {
        "n": matter.open_count,
        "day": due_on.isoformat() if due_on else "",
    }
    kind = Entry.Kind.OVERDUE if late else Entry.Kind.REMINDED
    write(kind, matter=matter, text=text, at=at)
    told = [matter.assignee] if matter.assignee and not late else None
    _mail(told or people_who_handle(matter.organisation), matter, late, text)


@transaction.atomic
def _say_of_objection(objection: Objection, late: bool, at: datetime) -> None:
    field = {"alarmed_on" if late else "reminded_on": objection.due_on}
    Objection.objects.filter(pk=objection.pk).update(**field)
    text = _("The objection to %(number)s is to be answered by %(day)s.") % {
        "number": objection.request.number,
        "day": objection.due_on.isoformat(),
    }
    kind = Entry.Kind.OVERDUE if late else Entry.Kind.REMINDED
    matter = objection.request.matter
    write(kind, matter=matter, request=objection.request, text=text, at=at)
    _mail(people_who_handle(objection.request.organisation), matter, late, text)


def _mail(people: Iterable[Person], matter: Matter, late: bool, text: str) -> None:
    """Mail once the words are committed; a mail server that is away keeps nothing from being noted."""
    recipients = [person.email for person in people if person.email]
    subject = _("Deadline missed: %(matter)s") if late else _("Deadline near: %(matter)s")

    def send() -> None:
        for recipient in recipients:
            try:
                send_mail(subject % {"matter": matter}, text, None, [recipient])
            except (OSError, smtplib.SMTPException):
                logger.exception("a reminder of matter %s was not mailed", matter.pk)

    transaction.on_commit(send)
