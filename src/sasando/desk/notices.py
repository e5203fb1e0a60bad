"""Telling people: one line on their home page, and one mail an event, in their own language.

Lines are written with what they tell of; mails leave only once that is committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse

from sasando.desk import signals
from sasando.desk.models import Approval, Message, Refusal, Version, seats_of
from sasando.desk.policy import Case, Requirement, Seat, fits, shut_out, unconfirmed
from sasando.documents.vocabulary import PartyKind
from sasando.parties.mailing import Mail, mail_to
from sasando.parties.models import Membership, Organisation, Person, Role

_Event = Message.Event


@receiver(signals.submitted)
def tell_who_may_approve(version: Version, at: datetime, **kwargs: Any) -> None:
    """Everyone who can meet a requirement of the version, its authors left out."""
    case = version.case
    needed = [r for r in case.row.requirements if r.before_publication]
    tell(version, _Event.WAITS, _who_fits(case, needed), at=at)


@receiver(signals.approved)
def done_for_them(version: Version, approval: Approval, at: datetime, **kwargs: Any) -> None:
    """What one person answered waits for nobody else of the same requirement."""
    others = _who_fits(version.case, [version.policy_row.requirement(approval.requirement)])
    still = set()
    for requirement in version.missing_approvals():
        still |= {person.pk for person in _who_fits(version.case, [requirement])}
    done = {person.pk for person in others} - still | {approval.person_id}
    _open(version, _Event.WAITS).filter(person__in=done).update(done_at=at)


@receiver(signals.refused)
def tell_why_not(version: Version, refusal: Refusal, at: datetime, **kwargs: Any) -> None:
    """The authors, with the reason."""
    _open(version, _Event.WAITS).update(done_at=at)
    tell(version, _Event.REFUSED, _authors(version), at=at, words=refusal.reason)


@receiver(signals.voided)
def nothing_waits(version: Version, at: datetime, **kwargs: Any) -> None:
    """A text that was taken back waits for nobody."""
    _open(version, _Event.WAITS).update(done_at=at)


@receiver(signals.published)
def tell_it_is_out(version: Version, at: datetime, **kwargs: Any) -> None:
    """The authors; the media that may carry it; the officers who must confirm an urgent notice."""
    _open(version, _Event.WAITS).update(done_at=at)
    tell(version, _Event.PUBLISHED, _authors(version), at=at)
    if version.policy_row.accepted_by:
        editors = Person.objects.filter(
            _active(
                memberships__organisation__kind__in=version.policy_row.accepted_by,
                memberships__role__in=(Role.EDITOR, Role.EDITOR_IN_CHIEF),
            )
        ).distinct()
        tell(version, _Event.OFFERED, editors, at=at)
    case = version.case
    if later := unconfirmed(case.row, case.approvals):
        tell(version, _Event.CONFIRM, _who_fits(case, later), at=at)


@receiver(signals.confirmed)
def confirmed_for_all(version: Version, at: datetime, **kwargs: Any) -> None:
    """One confirmation is enough."""
    _open(version, _Event.CONFIRM).update(done_at=at)


@receiver(signals.overdue)
def tell_it_is_unconfirmed(version: Version, at: datetime, **kwargs: Any) -> None:
    """Its authors and every officer who could still confirm it."""
    case = version.case
    people = [*_authors(version), *_who_fits(case, unconfirmed(case.row, case.approvals))]
    tell(version, _Event.OVERDUE, people, at=at)


@receiver(signals.accepted)
@receiver(signals.declined)
def answered_for_all(
    version: Version, organisation: Organisation, at: datetime, reason: str = "", **kwargs: Any
) -> None:
    """Who answers for an organisation answers for its colleagues; a reason reaches the authors."""
    colleagues = Person.objects.filter(_active(memberships__organisation=organisation))
    _open(version, _Event.OFFERED).filter(person__in=colleagues).update(done_at=at)
    if reason:
        words = f"{organisation}: {reason}"
        tell(version, _Event.DECLINED, _authors(version), at=at, words=words)


@receiver(signals.withdrawn)
def tell_it_was_withdrawn(version: Version, reason: str, at: datetime, **kwargs: Any) -> None:
    """The authors, and everyone who approved it."""
    approvers = Person.objects.filter(pk__in=version.approvals.values("person"))
    tell(version, _Event.WITHDRAWN, [*_authors(version), *approvers], at=at, words=reason)


def tell(
    version: Version,
    event: Message.Event,
    people: Iterable[Person],
    *,
    at: datetime,
    words: str = "",
) -> None:
    """Write one line for each of ``people`` (once each), and mail them once it is committed."""
    hidden = not version.is_public and not version.policy_row.visible_to_commission
    told = {
        person.pk: person
        for person in people
        if person.is_active and not (hidden and shut_out(version.policy_row, seats_of(person)))
    }
    Message.objects.bulk_create(
        Message(person=person, version=version, event=event, words=words, at=at)
        for person in told.values()
    )
    for person in told.values():
        mail_to(person, partial(_mail, version, event, words), about=f"version {version.pk}")


def _mail(version: Version, event: Message.Event, words: str) -> Mail:
    return Mail(
        f"{version.headline}: {event.label}",
        [
            f"“{version.headline}” {event.label}.",
            *([f"“{words}”"] if words else []),
            settings.SITE_URL + reverse("sasando_desk_version", args=[version.pk]),
        ],
    )


def _authors(version: Version) -> list[Person]:
    return list(Person.objects.filter(pk__in=version.authors))


def _who_fits(case: Case, requirements: Iterable[Requirement]) -> list[Person]:
    parties = {case.publisher, *case.partners}
    memberships = (
        Membership.objects.filter(active=True, organisation__code__in=parties)
        .exclude(person__in=case.authors)
        .select_related("person", "organisation")
    )
    return [
        m.person
        for m in memberships
        if any(
            fits(r, Seat(m.organisation.code, PartyKind(m.organisation.kind), m.role), case)
            for r in requirements
        )
    ]


def _active(**conditions: Any) -> Q:
    return Q(memberships__active=True, **conditions)


def _open(version: Version, event: Message.Event) -> Any:
    return Message.objects.filter(version=version, event=event, done_at__isnull=True)
