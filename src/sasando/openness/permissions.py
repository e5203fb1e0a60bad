"""Who gets to which screen of the public-information desk.

Its officers are whoever has a seat in the commission the request was sent to. An objection is decided
by the head of data and information, or by a second officer where the head decided the request. The
newsroom sees what everybody sees; administrators look, and decide nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sasando.desk.models import seats_of
from sasando.documents.vocabulary import PartyKind
from sasando.openness.models import Matter
from sasando.parties.models import Organisation, Person, Role

_SUPERIORS = frozenset({Role.INFORMATION_HEAD, Role.SECOND_OFFICER})


def offices_of(person: Any) -> frozenset[str]:
    """Return the codes of the commissions whose requests ``person`` handles."""
    if not isinstance(person, Person):
        return frozenset()
    seats = seats_of(person)
    return frozenset(seat.party for seat in seats if seat.kind is PartyKind.COMMISSION)


def superior_in(person: Any) -> frozenset[str]:
    """Return the codes of the commissions in which ``person`` may answer objections."""
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(
        seat.party
        for seat in seats_of(person)
        if seat.kind is PartyKind.COMMISSION and seat.role in _SUPERIORS
    )


def reads_requests(person: Any) -> bool:
    """Whether ``person`` sees the desk at all."""
    return bool(offices_of(person)) or (isinstance(person, Person) and person.is_superuser)


def handles(person: Any, organisation: Organisation) -> bool:
    """Whether ``person`` may act on what was sent to ``organisation``."""
    return organisation.code in offices_of(person)


def people_who_handle(organisation: Organisation) -> QuerySet[Person]:
    """Return everyone with a seat in ``organisation``."""
    seat = Q(memberships__active=True, memberships__organisation=organisation)
    people = Person.objects.filter(seat, is_active=True).distinct()
    return people.order_by("first_name", "last_name", "username")


def officer_of(request: HttpRequest) -> Person:
    """Return who handles requests here. Raises ``PermissionDenied`` for anybody else."""
    if not (isinstance(request.user, Person) and offices_of(request.user)):
        raise PermissionDenied
    return request.user


def matters_for(person: Any) -> QuerySet[Matter]:
    """Return the matters ``person`` may see."""
    matters = Matter.objects.select_related("organisation", "assignee")
    if isinstance(person, Person) and person.is_superuser:
        return matters
    return matters.filter(organisation__code__in=offices_of(person))


def matter_for(request: HttpRequest, pk: int) -> Matter:
    """Return the matter ``pk``. Raises ``PermissionDenied``, or ``Http404`` where it is not shown."""
    if not reads_requests(request.user):
        raise PermissionDenied
    return get_object_or_404(matters_for(request.user), pk=pk)
