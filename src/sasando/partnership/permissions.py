"""Who gets to an agreement, who writes it, and who signs: both sides see the same.

Reporters and checkers have no part in it: who writes news or checks facts is not to know what was
paid for. A signature is given by somebody who did not write what they sign.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sasando.desk.models import seats_of
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Person, Role
from sasando.partnership.models import Agreement
from sasando.partnership.models.agreements import AgreementQuerySet
from sasando.partnership.promises import Side

WRITERS = {
    PartyKind.COMMISSION: frozenset({Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD}),
    PartyKind.NEWSROOM: frozenset({Role.BUSINESS_SUPERVISOR, Role.EDITOR_IN_CHIEF, Role.EDITOR}),
}
SIGNERS = {
    PartyKind.COMMISSION: frozenset({Role.SECOND_OFFICER, Role.INFORMATION_HEAD}),
    PartyKind.NEWSROOM: frozenset({Role.BUSINESS_SUPERVISOR, Role.EDITOR_IN_CHIEF}),
}


def parties_of(person: Any) -> frozenset[str]:
    """Return the codes of the organisations for which ``person`` keeps agreements."""
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(
        seat.party for seat in seats_of(person) if seat.role in WRITERS.get(seat.kind, ())
    )


def reads_agreements(person: Any) -> bool:
    """Whether ``person`` sees agreements at all."""
    superuser = isinstance(person, Person) and person.is_superuser
    return superuser or bool(parties_of(person))


def shown_to(person: Any) -> AgreementQuerySet:
    """Return the agreements that ``person`` may see."""
    agreements = Agreement.objects.with_parties()
    if isinstance(person, Person) and person.is_superuser:
        return agreements
    return agreements.of_parties(parties_of(person))


def keeps(person: Any, agreement: Agreement) -> bool:
    """Whether ``person`` may write anything of ``agreement``. Administrators look, and write nothing."""
    return bool(parties_of(person) & {agreement.commission.code, agreement.media.code})


def signs_for(person: Any, agreement: Agreement) -> str:
    """Return the side (``Side``) for which ``person`` may sign, ``""`` for none."""
    if isinstance(person, Person):
        for side in Side:
            party = agreement.organisation(side)
            if any(
                seat.party == party.code and seat.role in SIGNERS.get(seat.kind, ())
                for seat in seats_of(person)
            ):
                return side.value
    return ""


def agreement_for(request: HttpRequest, pk: int) -> Agreement:
    """Return the agreement ``pk``. Raises ``PermissionDenied``, or ``Http404`` where it is not shown."""
    if not reads_agreements(request.user):
        raise PermissionDenied
    return get_object_or_404(shown_to(request.user), pk=pk)


def keeper_of(request: HttpRequest, agreement: Agreement) -> Person:
    """Return who writes here. Raises ``PermissionDenied`` for anybody else."""
    if not (isinstance(request.user, Person) and keeps(request.user, agreement)):
        raise PermissionDenied
    return request.user
