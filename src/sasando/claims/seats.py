"""Who may work on claims, and who answers for the commission."""

from sasando.desk.models import seats_of
from sasando.documents.vocabulary import PartyKind
from sasando.parties.models import Person, Role

_DESKS = frozenset({PartyKind.NEWSROOM, PartyKind.CHECKER})
_CHECKERS = frozenset({Role.CHECKER, Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.REPORTER})


def may_check(person: Person) -> bool:
    """Whether ``person`` works at the joint fact-check desk: of a newsroom or a checker party."""
    return any(seat.kind in _DESKS and seat.role in _CHECKERS for seat in seats_of(person))


def answers_for(person: Person, organisation_code: str) -> bool:
    """Whether ``person`` is an officer of that organisation, and may reply in its name."""
    return any(
        seat.party == organisation_code and seat.kind == PartyKind.COMMISSION
        for seat in seats_of(person)
    )
