"""A facilitator enters what a session came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.education.exceptions import GroupClosed, ResultRefused
from sasando.education.models import Attendance, Group, Session, SessionAnswer
from sasando.elections.models import Place

_MOST = 2000  # people; a session is no rally


@dataclass(frozen=True, slots=True)
class CardAnswers:
    """How many answered one quiz card rightly, before and after; ``None``: it was not asked."""

    lesson: UUID
    question: str
    before: int | None
    after: int | None


@transaction.atomic
def record_session(
    *,
    group: Group,
    held_on: date,
    place: Place | None,
    attendance: Mapping[tuple[str, str], int],
    cards: tuple[CardAnswers, ...],
    day: date,
) -> Session:
    """Write what a session came to; the same code on the same day is written anew.

    ``attendance`` is by (sex, age group), ``day`` today. Raises ``GroupClosed`` and
    ``ResultRefused``, each with a sentence for the facilitator.
    """
    if group.kind != Group.Kind.SESSION or day > group.expires_on:
        raise GroupClosed(_("This session code is unknown, or its time is over."))
    if held_on > day:
        raise ResultRefused(_("The session lies in the future: check its day."))
    if held_on < group.made_on:
        raise ResultRefused(_("The session lies before the kit was made: check its day."))
    present = sum(attendance.values())
    if present == 0:
        raise ResultRefused(_("Nobody is counted: enter how many came."))
    if present > _MOST:
        raise ResultRefused(_("More than 2,000 people: check the counts."))
    for card in cards:
        if max(card.before or 0, card.after or 0) > present:
            raise ResultRefused(
                _("More right answers than people who came (%(count)d): check the cards.")
                % {"count": present}
            )
    Session.objects.filter(group=group, held_on=held_on).delete()
    session = Session.objects.create(group=group, held_on=held_on, place=place, entered_on=day)
    Attendance.objects.bulk_create(
        Attendance(session=session, sex=sex, age=age, count=count)
        for (sex, age), count in attendance.items()
        if count
    )
    SessionAnswer.objects.bulk_create(
        SessionAnswer(
            session=session, lesson=card.lesson, question=card.question, moment=moment, right=right
        )
        for card in cards
        for moment, right in (("before", card.before), ("after", card.after))
        if right is not None
    )
    return session
