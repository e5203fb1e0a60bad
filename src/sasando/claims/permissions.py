"""Who gets to which screen of the claims desk, and which rows they see there.

The firewall: whoever has a seat in the commission works on no claim, and sees none that is about
the commission before its verdict is out. Administrators look, and work on nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sasando.claims.models import Claim, Question
from sasando.claims.seats import commissions_of, may_check
from sasando.desk.hiding import is_shut_out
from sasando.parties.models import Person


def works_on_claims(person: Any) -> bool:
    """Whether ``person`` may change anything about a claim."""
    return isinstance(person, Person) and may_check(person) and not is_shut_out(person)


def reads_everything(person: Any) -> bool:
    """Whether ``person`` sees samples, evidence and the work log: who works, and administrators."""
    return works_on_claims(person) or (isinstance(person, Person) and person.is_superuser)


def reads_claims(person: Any) -> bool:
    """Whether ``person`` sees any claim at all: the commission sees those not about itself."""
    return reads_everything(person) or is_commission(person)


def is_commission(person: Any) -> bool:
    """Whether ``person`` has a seat in a commission."""
    return isinstance(person, Person) and bool(commissions_of(person))


def questions_for(person: Person) -> QuerySet[Question]:
    """Return the questions that were put to the commissions ``person`` has a seat in."""
    return Question.objects.filter(organisation__code__in=commissions_of(person))


def worker_of(request: HttpRequest) -> Person:
    """Return who works on claims here. Raises ``PermissionDenied`` for anybody else."""
    if not (isinstance(request.user, Person) and works_on_claims(request.user)):
        raise PermissionDenied
    return request.user


def reader_of(request: HttpRequest) -> Person:
    """Return who reads everything here. Raises ``PermissionDenied`` for anybody else."""
    if not (isinstance(request.user, Person) and reads_everything(request.user)):
        raise PermissionDenied
    return request.user


def claim_for(request: HttpRequest, pk: int) -> Claim:
    """Return the claim ``pk``. Raises ``PermissionDenied``, or ``Http404`` where it is hidden."""
    if not reads_claims(request.user):
        raise PermissionDenied
    claims = Claim.objects.shown_to(request.user)
    return get_object_or_404(
        claims.select_related("assignee", "second_checker", "merged_into"), pk=pk
    )
