"""The approval policy, row by row, as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.desk.policy import (
    POLICY,
    Barrier,
    Case,
    Seat,
    Signed,
    may_approve,
    may_carry,
    may_withdraw,
    may_write,
    missing,
    row_for,
    unconfirmed,
)
from sasando.documents.vocabulary import Kind, PartyKind
from sasando.parties.models import ROLES_OF, Role

KPU, POS, NET, CEK = "kpu", "pos", "net", "cek"
KINDS = {
    KPU: PartyKind.COMMISSION,
    POS: PartyKind.NEWSROOM,
    NET: PartyKind.NETWORK,
    CEK: PartyKind.CHECKER,
}
OFFICERS = {Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD}
EDITORS = {Role.EDITOR, Role.EDITOR_IN_CHIEF}
WRITERS = EDITORS | {Role.REPORTER}
SEATS = [
    Seat(party, kind, role) for party, kind in KINDS.items() for role in sorted(ROLES_OF[kind])
]

# kind, publisher, partners, who may write (party, roles), requirement → who meets it
TABLE = [
    (
        Kind.RELEASE,
        KPU,
        (),
        {(KPU, r) for r in OFFICERS},
        {"second-officer": {(KPU, Role.SECOND_OFFICER), (KPU, Role.INFORMATION_HEAD)}},
        {},
    ),
    (
        Kind.NOTICE,
        KPU,
        (),
        {(KPU, r) for r in OFFICERS},
        {"officer": {(KPU, r) for r in OFFICERS}},
        {"confirming-officer": {(KPU, r) for r in OFFICERS}},
    ),
    (
        Kind.PARTNERSHIP,
        POS,
        (KPU,),
        {(POS, r) for r in WRITERS},
        {"editor": {(POS, r) for r in EDITORS}, "officer": {(KPU, r) for r in OFFICERS}},
        {},
    ),
    (
        Kind.NEWS,
        POS,
        (),
        {(POS, r) for r in WRITERS},
        {"editor": {(POS, r) for r in EDITORS}},
        {},
    ),
    (
        Kind.VERDICT,
        POS,
        (CEK,),
        {(POS, r) for r in WRITERS | {Role.CHECKER}},
        {"editor": {(POS, r) for r in EDITORS}, "second-checker": {(CEK, Role.CHECKER)}},
        {},
    ),
]


@pytest.mark.parametrize(("kind", "publisher", "partners", "writers", "before", "after"), TABLE)
def test_each_row_names_exactly_these_people(kind, publisher, partners, writers, before, after):
    row = row_for(kind)
    assert {
        (seat.party, seat.role) for seat in SEATS if may_write(row, [seat], publisher)
    } == writers
    assert [r.name for r in missing(row, ())] == list(before)
    assert [r.name for r in unconfirmed(row, ())] == list(after)
    case = Case(row=row, publisher=publisher, partners=frozenset(partners))
    for name, people in before.items():
        found = {
            (seat.party, seat.role)
            for seat in SEATS
            if isinstance(may_approve(case, person=1, seats=[seat], wanted=name), tuple)
        }
        assert found == people, name
    signed = tuple(Signed(name, number) for number, name in enumerate(before, start=10))
    case = Case(row=row, publisher=publisher, partners=frozenset(partners), approvals=signed)
    for name, people in after.items():
        found = {
            (seat.party, seat.role)
            for seat in SEATS
            if isinstance(
                may_approve(case, person=1, seats=[seat], wanted=name, published=True), tuple
            )
        }
        assert found == people, name


def test_every_kind_has_a_row_with_words_in_both_languages():
    assert set(POLICY) == set(Kind) - {Kind.ERRATUM}
    for row in POLICY.values():
        assert row.requirements
        for words in (row.label, *(r.label for r in row.requirements)):
            assert set(words) == {"id", "en"}


def test_an_erratum_has_the_row_of_what_it_corrects():
    for kind in set(Kind) - {Kind.ERRATUM}:
        assert row_for(Kind.ERRATUM, corrects=kind).requirements == POLICY[kind].requirements
    for nothing in (None, Kind.ERRATUM):
        with pytest.raises(KeyError):
            row_for(Kind.ERRATUM, corrects=nothing)


def test_media_carry_what_the_commission_says_and_nothing_else():
    for kind, row in POLICY.items():
        carriers = {(s.party, s.role) for s in SEATS if may_carry(row, [s], s.party)}
        official = kind in (Kind.RELEASE, Kind.NOTICE)
        assert carriers == ({(p, r) for p in (POS, NET) for r in EDITORS} if official else set())


def test_only_a_verdict_is_hidden_from_the_commission():
    assert [kind for kind, row in POLICY.items() if not row.visible_to_commission] == [Kind.VERDICT]


def test_withdrawing_is_the_publishers_own():
    case = Case(row=row_for(Kind.RELEASE), publisher=KPU, partners=frozenset({POS}))
    assert {(s.party, s.role) for s in SEATS if may_withdraw(case, [s])} == {
        (KPU, r) for r in OFFICERS
    }


everyone = st.lists(st.sampled_from(SEATS), max_size=4)


@given(kind=st.sampled_from(sorted(POLICY)), seats=everyone, others=st.sets(st.integers(2, 9)))
def test_no_seat_lets_an_author_approve(kind, seats, others):
    case = Case(
        row=POLICY[kind],
        publisher=KPU,
        partners=frozenset({POS, CEK}),
        authors=frozenset({1, *others}),
    )
    for published in (False, True):
        assert isinstance(may_approve(case, person=1, seats=seats, published=published), Barrier)


@given(
    kind=st.sampled_from(sorted(POLICY)),
    names=st.lists(
        st.sampled_from(
            ["editor", "officer", "second-officer", "confirming-officer", "second-checker"]
        )
    ),
)
def test_one_person_never_meets_two_requirements(kind, names):
    row = POLICY[kind]
    alone = [Signed(name, 7) for name in names]
    assert len(missing(row, alone)) + len(unconfirmed(row, alone)) >= len(row.requirements) - 1
