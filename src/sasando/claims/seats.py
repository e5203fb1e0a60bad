"""Who may work on claims, and who answers for the commission."""

from django.db.models import Q, QuerySet

from sasando.desk.models import seats_of
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Organisation, Person, Role

_DESKS = frozenset({PartyKind.NEWSROOM, PartyKind.CHECKER})
_CHECKERS = frozenset({Role.CHECKER, Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.REPORTER})


def may_check(person: Person) -> bool:
    """Whether ``person`` works at the joint fact-check desk: of a newsroom or a checker party."""
    return any(seat.kind in _DESKS and seat.role in _CHECKERS for seat in seats_of(person))


def people_who_check() -> QuerySet[Person]:
    """Return everyone of the fact-check desks; the commission's own people are left out."""
    seats = Q(
        memberships__active=True,
        memberships__organisation__kind__in=[kind.value for kind in _DESKS],
        memberships__role__in=_CHECKERS,
    )
    commission = Person.objects.filter(
        memberships__active=True, memberships__organisation__kind=PartyKind.COMMISSION.value
    )
    people = Person.objects.filter(seats, is_active=True).exclude(pk__in=commission.values("pk"))
    return people.distinct().order_by("first_name", "last_name", "username")


def commissions_of(person: Person) -> frozenset[str]:
    """Return the codes of the commissions in whose name ``person`` may reply."""
    return frozenset(seat.party for seat in seats_of(person) if seat.kind is PartyKind.COMMISSION)


def people_who_reply(organisation: Organisation) -> QuerySet[Person]:
    """Return everyone who may reply in the name of the commission ``organisation``."""
    seats = Q(
        memberships__active=True,
        memberships__organisation=organisation,
        memberships__organisation__kind=PartyKind.COMMISSION.value,
    )
    people = Person.objects.filter(seats, is_active=True)
    return people.distinct().order_by("first_name", "last_name", "username")
