"""A week's digest is opened once, carried by leases, and ends with the next week or a person's word."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from sasando.accounts.digest.week import is_time, week_of
from sasando.accounts.models import Digest, DigestChoice, DigestCopy
from sasando.channels import leasing
from sasando.channels.looking import Look
from sasando.channels.waking import wake_on_commit
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Person
from sasando.partnership.permissions import WRITERS

LEASE = timedelta(minutes=2)
LINE = "digests"
PARTNERS = (PartyKind.COMMISSION, PartyKind.NEWSROOM)
_due = leasing.Due(
    lambda at: DigestCopy.objects.claimable(at).select_related("digest", "person"), lease=LEASE
)
_any_died = Look(DigestCopy.objects.died_on_the_wire)
_LONGEST_WAIT = timedelta(hours=6)
_State = DigestCopy.State


def of_the_partners() -> QuerySet[Person]:
    """People who hold a role at one of the two partners and have an address."""
    held = Q(memberships__active=True, memberships__organisation__kind__in=PARTNERS)
    return Person.objects.filter(held, is_active=True).exclude(email="").distinct()


def who_wants_it() -> QuerySet[Person]:
    """Who said so, and who answers for the partnership and said nothing."""
    answers = Q()
    for kind, roles in WRITERS.items():
        answers |= Q(
            memberships__active=True,
            memberships__organisation__kind=kind,
            memberships__role__in=roles,
        )
    answering = Person.objects.filter(answers).values("pk")
    silent = Q(digest_choice__isnull=True, pk__in=answering)
    return of_the_partners().filter(Q(digest_choice__wanted=True) | silent)


def wants_it(person: Person) -> bool:
    """Whether ``person`` gets the digest."""
    return who_wants_it().filter(pk=person.pk).exists()


def choose_digest(*, person: Person, wanted: bool, at: datetime) -> None:
    """Write down what ``person`` chose; what was on its way to one who leaves is dropped."""
    DigestChoice.objects.update_or_create(person=person, defaults={"wanted": wanted, "at": at})
    if not wanted:
        waiting = DigestCopy.objects.filter(
            person=person, state=_State.WAITING, left_at__isnull=True
        )
        waiting.update(state=_State.DROPPED, lease="", lease_until=None)


@transaction.atomic
def open_digest(*, at: datetime) -> Digest | None:
    """Queue the last week's digest for who wants it, once, when its time has come.

    What still waits of an earlier week is dropped: nobody gets two at once. Repeatable.
    """
    if not is_time(at):
        return None
    week = week_of(at).monday
    if Digest.objects.filter(week=week).exists():
        return None
    digest, made = Digest.objects.get_or_create(week=week, defaults={"opened_at": at})
    if not made:
        return None
    old = DigestCopy.objects.filter(state=_State.WAITING, left_at__isnull=True)
    old.update(state=_State.DROPPED, lease="", lease_until=None)
    DigestCopy.objects.bulk_create(
        DigestCopy(digest=digest, person=person, key=str(uuid4()), created_at=at, due_at=at)
        for person in who_wants_it()
    )
    wake_on_commit(LINE)
    return digest


def claim(*, at: datetime, limit: int) -> list[DigestCopy]:
    """Take up to ``limit`` copies that are due; those whose worker died on the wire are in doubt.

    They are not sent again: one mail a person a week, and the desk has the same to read.
    """
    if _any_died(at):
        DigestCopy.objects.died_on_the_wire(at).update(
            state=_State.DOUBTED, lease="", lease_until=None
        )
    return _due.some(at, limit=limit)


def leave(*, copy: DigestCopy, at: datetime) -> bool:
    """Note that the mail goes on the wire now; ``False`` when another worker has it, or nobody."""
    mine = DigestCopy.objects.filter(
        pk=copy.pk, lease=copy.lease, state=_State.WAITING, left_at__isnull=True
    )
    return bool(mine.update(left_at=at, lease_until=at + LEASE))


def settle(*, copy: DigestCopy, words: str, at: datetime) -> None:
    """The mail server took it: it is sent."""
    leasing.release(copy, state=_State.SENT, words=words[:2000], sent_at=at)


def put_off(*, copy: DigestCopy, words: str, at: datetime) -> None:
    """The mail server said no for now: it is tried again until the week is over."""
    wait = leasing.backoff(copy.attempts, longest=_LONGEST_WAIT)
    leasing.release(copy, words=words[:2000], due_at=at + wait, left_at=None)


def refuse(*, copy: DigestCopy, words: str) -> None:
    """There is no such mailbox."""
    leasing.release(copy, state=_State.REFUSED, words=words[:2000])


def doubt(*, copy: DigestCopy, words: str) -> None:
    """The connection broke before the answer: it may be there, and is not sent again."""
    leasing.release(copy, state=_State.DOUBTED, words=words[:2000])


def drop(*, copy: DigestCopy) -> None:
    """Nobody wants it any more."""
    leasing.release(copy, state=_State.DROPPED)
