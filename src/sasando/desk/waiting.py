"""What waits for one person, what goes out today, and what is late: reads for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from sasando.desk.addresses import SECTIONS
from sasando.desk.models import Message, SectionPage, State, Version, seats_of
from sasando.desk.policy import (
    MEDIA,
    POLICY,
    Requirement,
    Row,
    may_approve,
    may_carry,
    may_write,
    shut_out,
)
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.parties.models import Organisation, Person

CARRY_WITHIN = timedelta(days=14)  # an older release is no longer news to accept
EXPIRES_WITHIN = timedelta(minutes=5)  # the worker looks more often than that
_ROWS = 50
_TASKS = (Message.Event.WAITS, Message.Event.OFFERED, Message.Event.CONFIRM)  # shown as tasks


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a person can do now."""

    version: Version
    requirement: Requirement | None = None  # approve or confirm
    carriers: tuple[Organisation, ...] = ()  # accept or decline

    def label(self, language: str) -> str:
        """What the policy calls the requirement, in ``language``."""
        if self.requirement is None:
            return ""
        return self.requirement.label.get(language, self.requirement.label["id"])


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk's own part of the home page."""

    tasks: tuple[Task, ...]
    mine: tuple[Version, ...]  # proposed by me, wait for others
    today: tuple[Version, ...]  # go out today
    late: tuple[Version, ...]  # approved, due, and not out
    unconfirmed: tuple[Version, ...]  # urgent notices whose day is over
    outlived: tuple[Version, ...]  # no longer valid, and still standing
    messages: tuple[Message, ...]


def overview(*, person: Person, at: datetime) -> Overview:
    """Return what ``person`` sees first at ``at``; a fixed number of queries."""
    on_the_way = [v for v in _listed(Version.objects.waiting()) if may_see(v, person)]
    end_of_day = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    approved = [v for v in on_the_way if v.state == State.APPROVED]
    return Overview(
        tasks=(
            *_approvals(on_the_way, person),
            *_confirmations(person),
            *_offers(person, at),
        ),
        mine=tuple(
            v for v in on_the_way if v.proposed_by_id == person.pk and v.state == State.PROPOSED
        ),
        today=tuple(v for v in approved if v.goes_live_at and at < v.goes_live_at <= end_of_day),
        late=tuple(v for v in approved if v.goes_live_at is None or v.goes_live_at <= at),
        unconfirmed=tuple(_listed(Version.objects.current().filter(overdue=True, confirmed=False))),
        outlived=tuple(_listed(Version.objects.outlived(at - EXPIRES_WITHIN))),
        messages=tuple(
            Message.objects.filter(person=person, done_at__isnull=True)
            .exclude(event__in=_TASKS)
            .select_related("version")[:8]
        ),
    )


def may_see(version: Version, person: Person) -> bool:
    """Whether ``person`` may open ``version``: a draft is its parties' own until it is out.

    Media parties see what they may carry once it is approved. An administrator who looks after the
    accounts sees everything, and can approve nothing.
    """
    if version.is_public or person.is_superuser:
        return True
    case = version.case
    seats = seats_of(person)
    if shut_out(case.row, seats):
        return False
    if any(seat.party in {case.publisher, *case.partners} for seat in seats):
        return True
    return version.state == State.APPROVED and any(
        may_carry(case.row, seats, seat.party) for seat in seats
    )


def mark_read(*, person: Person, version: Version, at: datetime) -> None:
    """Close what ``person`` was told about ``version``; what waits stays until it is answered."""
    Message.objects.filter(person=person, version=version, done_at__isnull=True).exclude(
        event__in=_TASKS
    ).update(done_at=at)


def task_for(version: Version, person: Person) -> Requirement | None:
    """Return the requirement of ``version`` that ``person`` can meet now, if any."""
    published = version.state == State.CURRENT
    if not published and version.state != State.PROPOSED:
        return None
    answer = may_approve(
        version.case, person=person.pk, seats=seats_of(person), published=published
    )
    return answer[0] if isinstance(answer, tuple) else None


def carriers_for(version: Version, person: Person) -> tuple[Organisation, ...]:
    """Return the media parties that ``person`` can still answer for on ``version``."""
    if version.state not in (State.APPROVED, State.CURRENT):
        return ()
    answered = {acceptance.organisation_id for acceptance in version.acceptances.all()}
    row = version.policy_row
    codes = {s.party for s in seats_of(person) if may_carry(row, seats_of(person), s.party)}
    if not codes:
        return ()
    return tuple(Organisation.objects.filter(code__in=codes).exclude(pk__in=answered))


def _listed(versions: QuerySet[Version]) -> QuerySet[Version]:
    return versions.select_related("publisher", "proposed_by").prefetch_related("approvals")[:_ROWS]


def _approvals(on_the_way: list[Version], person: Person) -> list[Task]:
    found = ((version, task_for(version, person)) for version in on_the_way)
    return [Task(version, requirement) for version, requirement in found if requirement]


def _confirmations(person: Person) -> list[Task]:
    if not any(seat.kind is PartyKind.COMMISSION for seat in seats_of(person)):
        return []
    open_notices = _listed(Version.objects.current().filter(confirmed=False))
    return _approvals(list(open_notices), person)


def _offers(person: Person, at: datetime) -> list[Task]:
    """Releases and notices that a media party has not answered yet."""
    seats = seats_of(person)
    if not any(seat.kind in MEDIA for seat in seats):
        return []
    versions = (
        Version.objects.current()
        .newest_first()
        .filter(published_at__gt=at - CARRY_WITHIN, governed_by__in=(Kind.RELEASE, Kind.NOTICE))
        .select_related("publisher", "proposed_by")
        .prefetch_related("acceptances")[:_ROWS]
    )
    mine = {
        organisation.code: organisation
        for organisation in Organisation.objects.filter(code__in={seat.party for seat in seats})
    }
    tasks = []
    for version in versions:
        answered = {acceptance.organisation_id for acceptance in version.acceptances.all()}
        carriers = tuple(
            organisation
            for code, organisation in sorted(mine.items())
            if organisation.pk not in answered and may_carry(version.policy_row, seats, code)
        )
        if carriers:
            tasks.append(Task(version, carriers=carriers))
    return tasks


def may_begin(person: Person, language: str) -> list[SectionPage]:
    """Return the sections in which ``person`` may write something new; one query."""
    seats = seats_of(person)
    kinds = [
        kind.value
        for kind in SECTIONS
        if any(may_write(row, [seat], seat.party) for seat in seats for row in _rows_of(kind))
    ]
    sections = SectionPage.objects.filter(kind__in=kinds, locale__language_code=language)
    return sorted(sections, key=lambda section: kinds.index(section.kind))


def _rows_of(kind: Kind) -> list[Row]:
    """The rows that may govern ``kind``: an erratum is written by who writes what it corrects."""
    return [POLICY[kind]] if kind in POLICY else list(POLICY.values())
