"""Roles fit the kind of organisation, and Django's groups stay in step with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.documents.vocabulary import PartyKind
from sasando.parties.actions import allow, appoint, dismiss, ensure_groups, found_organisation
from sasando.parties.exceptions import RoleDoesNotFit
from sasando.parties.models import ROLES_OF, Membership, Organisation, Person, Role
from sasando.parties.permissions import group_for


def test_founding_twice_brings_up_to_date(commission):
    again = found_organisation(
        code=commission.code, name="KPU Kota Kupang (baru)", kind=PartyKind.COMMISSION
    )
    assert again.pk == commission.pk
    assert Organisation.objects.get().name == "KPU Kota Kupang (baru)"


def test_an_appointment_brings_the_group_and_its_end_takes_it(commission, officer):
    membership = appoint(person=officer, organisation=commission, role=Role.OFFICER)
    again = appoint(person=officer, organisation=commission, role=Role.OFFICER)
    assert membership == again
    assert list(officer.groups.all()) == [group_for(Role.OFFICER)]
    assert Person.objects.get(pk=officer.pk).has_perm("wagtailadmin.access_admin")

    dismiss(membership=membership)
    gone = Person.objects.get(pk=officer.pk)
    assert not gone.groups.exists()
    assert not gone.has_perm("wagtailadmin.access_admin")
    assert not Membership.objects.of(officer).exists()
    assert Membership.objects.get(pk=membership.pk)  # the history stays

    assert appoint(person=officer, organisation=commission, role=Role.OFFICER).active


def test_the_group_stays_while_the_role_is_held_elsewhere(newsroom, officer):
    outlet = found_organisation(code="flores", name="Flores", kind=PartyKind.NETWORK)
    here = appoint(person=officer, organisation=newsroom, role=Role.EDITOR)
    appoint(person=officer, organisation=outlet, role=Role.EDITOR)
    dismiss(membership=here)
    assert officer.groups.filter(name="editor").exists()


@pytest.mark.parametrize("kind", list(PartyKind))
@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_kind_are_given(officer, kind, role):
    organisation = found_organisation(code="x", name="X", kind=kind)
    if role in ROLES_OF[kind]:
        assert appoint(person=officer, organisation=organisation, role=role).role == role
    else:
        with pytest.raises(RoleDoesNotFit):
            appoint(person=officer, organisation=organisation, role=role)
        assert not officer.groups.exists()


@given(st.sampled_from(PartyKind))
def test_nobody_approves_for_the_other_side(kind):
    officers = {Role.OFFICER, Role.SECOND_OFFICER, Role.INFORMATION_HEAD}
    assert bool(ROLES_OF[kind] & officers) == (kind is PartyKind.COMMISSION)


def test_groups_may_be_ensured_again_and_again(db):
    ensure_groups()
    ensure_groups()
    assert group_for(Role.REPORTER).permissions.count() == 4
    with pytest.raises(LookupError, match="no_such"):
        allow(roles=[Role.REPORTER], permissions=["sasando_parties.no_such"])
