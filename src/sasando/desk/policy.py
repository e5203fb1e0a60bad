"""Who may write and who must approve what: one row a kind, as data, and the rules over it.

Source: the house's design, "Who may approve what". The row is shown on every public page. Nobody
approves what they wrote, and one person meets at most one requirement of a version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sasando.documents.vocabulary import Kind, PartyKind
from sasando.parties.models import Role

_OFFICERS = frozenset({Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD})
_SECOND_OFFICERS = frozenset({Role.SECOND_OFFICER, Role.INFORMATION_HEAD})
_EDITORS = frozenset({Role.EDITOR, Role.EDITOR_IN_CHIEF})
_WRITERS = frozenset({Role.REPORTER, Role.EDITOR, Role.EDITOR_IN_CHIEF})
_COMMISSION: Mapping[PartyKind, frozenset[str]] = {PartyKind.COMMISSION: _OFFICERS}
_NEWSROOM: Mapping[PartyKind, frozenset[str]] = {PartyKind.NEWSROOM: _WRITERS}
MEDIA = frozenset({PartyKind.NEWSROOM, PartyKind.NETWORK})


class Of(StrEnum):
    """Whose person it must be."""

    PUBLISHER = "publisher"  # the organisation that speaks
    PARTIES = "parties"  # the publisher or one of the partners


@dataclass(frozen=True, slots=True)
class Seat:
    """One role a person holds in one organisation."""

    party: str  # the organisation's code
    kind: PartyKind
    role: str


@dataclass(frozen=True, slots=True)
class Signed:
    """An approval that is there already."""

    requirement: str
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One yes that is needed."""

    name: str
    kind: PartyKind
    roles: frozenset[str]
    of: Of = Of.PUBLISHER
    within: timedelta | None = None  # after publication; None: before it
    label: Mapping[str, str]  # by language, as readers and approvers see it

    @property
    def before_publication(self) -> bool:
        return self.within is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The policy of one kind."""

    kind: Kind
    written_by: Mapping[PartyKind, frozenset[str]]
    requirements: tuple[Requirement, ...]
    accepted_by: frozenset[PartyKind] = frozenset()  # they carry it or not; they cannot edit it
    visible_to_commission: bool = True  # before publication, where the commission is the subject
    label: Mapping[str, str]

    def requirement(self, name: str) -> Requirement:
        """Return the requirement called ``name``. Raises ``KeyError``."""
        for requirement in self.requirements:
            if requirement.name == name:
                return requirement
        raise KeyError(name)


class Barrier(StrEnum):
    """Why a person may not approve."""

    AUTHOR = "author"  # they wrote it
    ROLE = "role"  # no role that any open requirement asks for
    TWICE = "twice"  # they approved this version already
    COMPLETE = "complete"  # nothing is missing


SECOND_OFFICER = Requirement(
    name="second-officer",
    kind=PartyKind.COMMISSION,
    roles=_SECOND_OFFICERS,
    label={"id": "Pejabat kedua", "en": "Second officer"},
)
OFFICER_NOW = Requirement(
    name="officer",
    kind=PartyKind.COMMISSION,
    roles=_OFFICERS,
    label={"id": "Pejabat KPU", "en": "Officer of the commission"},
)
OFFICER_LATER = Requirement(
    name="confirming-officer",
    kind=PartyKind.COMMISSION,
    roles=_OFFICERS,
    within=timedelta(hours=24),
    label={"id": "Pejabat yang menegaskan", "en": "Confirming officer"},
)
EDITOR = Requirement(
    name="editor",
    kind=PartyKind.NEWSROOM,
    roles=_EDITORS,
    label={"id": "Redaktur", "en": "Editor"},
)
PARTNER_EDITOR = Requirement(
    name="editor",
    kind=PartyKind.NEWSROOM,
    roles=_EDITORS,
    of=Of.PARTIES,
    label={"id": "Redaktur", "en": "Editor"},
)
PARTNER_OFFICER = Requirement(
    name="officer",
    kind=PartyKind.COMMISSION,
    roles=_OFFICERS,
    of=Of.PARTIES,
    label={"id": "Pejabat KPU, untuk fakta", "en": "Officer of the commission, for the facts"},
)
CHECK_EDITOR = Requirement(
    name="editor",
    kind=PartyKind.NEWSROOM,
    roles=_EDITORS,
    of=Of.PARTIES,
    label={"id": "Redaktur", "en": "Editor"},
)
SECOND_CHECKER = Requirement(
    name="second-checker",
    kind=PartyKind.CHECKER,
    roles=frozenset({Role.CHECKER}),
    of=Of.PARTIES,
    label={"id": "Pemeriksa kedua", "en": "Second checker"},
)

_TOGETHER = {**_COMMISSION, **_NEWSROOM}
_BOTH_SIDES = (PARTNER_EDITOR, PARTNER_OFFICER)
_ROWS = (
    Row(
        kind=Kind.RELEASE,
        written_by=_COMMISSION,
        requirements=(SECOND_OFFICER,),
        accepted_by=MEDIA,
        label={"id": "Rilis resmi", "en": "Official release"},
    ),
    Row(
        kind=Kind.NOTICE,
        written_by=_COMMISSION,
        requirements=(OFFICER_NOW, OFFICER_LATER),
        accepted_by=MEDIA,
        label={"id": "Pengumuman segera", "en": "Urgent notice"},
    ),
    Row(
        kind=Kind.PARTNERSHIP,
        written_by=_TOGETHER,
        requirements=_BOTH_SIDES,
        label={"id": "Kerja sama", "en": "Partnership"},
    ),
    Row(
        kind=Kind.NEWS,
        written_by=_NEWSROOM,
        requirements=(EDITOR,),
        label={"id": "Berita", "en": "News"},
    ),
    Row(
        kind=Kind.VERDICT,
        written_by={
            PartyKind.NEWSROOM: frozenset({*_WRITERS, Role.CHECKER}),
            PartyKind.CHECKER: frozenset({Role.CHECKER, Role.EDITOR}),
        },
        requirements=(CHECK_EDITOR, SECOND_CHECKER),
        visible_to_commission=False,
        label={"id": "Cek fakta", "en": "Fact-check"},
    ),
    Row(
        kind=Kind.LESSON,
        written_by=_TOGETHER,
        requirements=_BOTH_SIDES,
        label={"id": "Kerja sama", "en": "Partnership"},
    ),
    Row(
        kind=Kind.EPISODE,
        written_by=_TOGETHER,
        requirements=_BOTH_SIDES,
        label={"id": "Kerja sama", "en": "Partnership"},
    ),
)
POLICY: Mapping[Kind, Row] = {row.kind: row for row in _ROWS}
_ERRATUM_LABEL = {"id": "Ralat", "en": "Correction"}


def row_for(kind: Kind, *, corrects: Kind | None = None) -> Row:
    """Return the policy of ``kind``; of an erratum, that of the kind it ``corrects``.

    Raises ``KeyError`` for an erratum that corrects nothing.
    """
    if kind is not Kind.ERRATUM:
        return POLICY[kind]
    if corrects is None or corrects is Kind.ERRATUM:
        raise KeyError("an erratum is approved as the item it corrects")
    row = POLICY[corrects]
    return Row(
        kind=Kind.ERRATUM,
        written_by=row.written_by,
        requirements=row.requirements,
        accepted_by=row.accepted_by,
        visible_to_commission=row.visible_to_commission,
        label=_ERRATUM_LABEL,
    )


def made_together(row: Row) -> bool:
    """Whether partners answer for the text as its publisher does."""
    return any(requirement.of is Of.PARTIES for requirement in row.requirements)


def missing(row: Row, approvals: Collection[Signed]) -> tuple[Requirement, ...]:
    """Return what must still be approved before publication, in the row's order."""
    return tuple(
        requirement for requirement in _open(row, approvals) if requirement.before_publication
    )


def unconfirmed(row: Row, approvals: Collection[Signed]) -> tuple[Requirement, ...]:
    """Return what must still be confirmed after publication."""
    return tuple(
        requirement for requirement in _open(row, approvals) if not requirement.before_publication
    )


def _open(row: Row, approvals: Collection[Signed]) -> list[Requirement]:
    """The requirements nobody met. Two names met by one person count once."""
    met: set[str] = set()
    people: set[int] = set()
    for approval in approvals:
        if approval.person not in people:
            met.add(approval.requirement)
            people.add(approval.person)
    return [requirement for requirement in row.requirements if requirement.name not in met]


def shut_out(row: Row, seats: Collection[Seat]) -> bool:
    """Whether ``row`` hides a text from someone with these ``seats`` until it is published.

    One seat in the commission is enough, whatever other seats the person has.
    """
    return not row.visible_to_commission and any(
        seat.kind is PartyKind.COMMISSION for seat in seats
    )


def may_write(row: Row, seats: Collection[Seat], publisher: str) -> bool:
    """Whether someone with these ``seats`` may write for ``publisher`` (an organisation's code)."""
    return not shut_out(row, seats) and any(
        seat.party == publisher and seat.role in row.written_by.get(seat.kind, frozenset())
        for seat in seats
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision is about: one version, as far as the policy asks."""

    row: Row
    publisher: str  # codes of organisations
    partners: frozenset[str] = frozenset()
    authors: frozenset[int] = frozenset()
    approvals: tuple[Signed, ...] = ()


def fits(requirement: Requirement, seat: Seat, case: Case) -> bool:
    """Whether ``seat`` is one that ``requirement`` asks for."""
    parties = {case.publisher} | (case.partners if requirement.of is Of.PARTIES else set())
    return (
        seat.kind is requirement.kind and seat.role in requirement.roles and seat.party in parties
    )


def may_approve(
    case: Case,
    *,
    person: int,
    seats: Collection[Seat],
    wanted: str | None = None,
    published: bool = False,
) -> tuple[Requirement, Seat] | Barrier:
    """Return the requirement this person can meet now and the seat they meet it from, or why not.

    Before publication the open requirements are ``missing``; after it (``published``) those of an
    urgent notice that must still be confirmed. ``wanted`` narrows it to one requirement.
    """
    needed = (unconfirmed if published else missing)(case.row, case.approvals)
    if not needed:
        return Barrier.COMPLETE
    if person in case.authors:
        return Barrier.AUTHOR
    if any(approval.person == person for approval in case.approvals):
        return Barrier.TWICE
    if shut_out(case.row, seats):
        return Barrier.ROLE
    for requirement in needed:
        if wanted is not None and requirement.name != wanted:
            continue
        for seat in seats:
            if fits(requirement, seat, case):
                return requirement, seat
    return Barrier.ROLE


def may_refuse(case: Case, *, person: int, seats: Collection[Seat]) -> Barrier | None:
    """Return what keeps this person from refusing before publication; None: they may.

    Whoever may approve may refuse; who approved may think again while nothing is out.
    """
    if any(approval.person == person for approval in case.approvals):
        return None
    answer = may_approve(case, person=person, seats=seats)
    return answer if isinstance(answer, Barrier) else None


def may_have_written(case: Case, seats: Collection[Seat]) -> bool:
    """Whether an author with these ``seats`` belongs in a text of this kind: the firewall.

    Each author must be one who may write for the publisher or for a partner.
    """
    return any(may_write(case.row, seats, party) for party in {case.publisher, *case.partners})


def may_carry(row: Row, seats: Collection[Seat], organisation: str) -> bool:
    """Whether someone with these ``seats`` may accept or decline for ``organisation``."""
    return any(
        seat.party == organisation and seat.kind in row.accepted_by and seat.role in _EDITORS
        for seat in seats
    )


def may_withdraw(case: Case, seats: Collection[Seat]) -> bool:
    """Whether someone with these ``seats`` may withdraw: who could approve, of the publisher.

    Authors too: whoever sees that a text of theirs is wrong must be able to take it down.
    """
    asked = {role for requirement in case.row.requirements for role in requirement.roles}
    roles = _OFFICERS | _EDITORS | asked
    return any(seat.party == case.publisher and seat.role in roles for seat in seats)
