"""The desk's screens of parties, and what the audit log tells."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from sasando.parties.actions import appoint, make_signing_key, rotate_signing_key
from sasando.parties.models import Membership, Person, Role
from tests.parties.conftest import NOW


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_appointing_and_ending_by_the_screen_goes_through_the_actions(desk, commission, officer):
    data = {"person": officer.pk, "organisation": commission.pk, "role": "officer"}
    response = desk.post(reverse("membership:add"), data)
    assert response.status_code == 302
    membership = Membership.objects.get()
    assert officer.groups.filter(name="officer").exists()

    response = desk.post(reverse("membership:edit", args=[membership.pk]), {})
    assert response.status_code == 302
    membership.refresh_from_db()
    assert not membership.active
    assert not officer.groups.exists()

    desk.post(reverse("membership:edit", args=[membership.pk]), {"active": "on"})
    assert officer.groups.filter(name="officer").exists()


def test_a_role_that_does_not_fit_is_refused_by_the_form(desk, commission, officer):
    data = {"person": officer.pk, "organisation": commission.pk, "role": "editor"}
    response = desk.post(reverse("membership:add"), data)
    assert response.status_code == 200
    assert not Membership.objects.exists()
    assert response.context["form"].errors["role"]


def test_keys_are_read_only_for_administrators_too(desk, commission):
    row = make_signing_key(organisation=commission, at=NOW)
    page = desk.get(reverse("signing_key:index")).content.decode()
    assert row.key_id in page
    assert reverse("signing_key:add") not in page
    assert desk.get(reverse("signing_key:inspect", args=[row.pk])).status_code == 200
    for name, args in (("add", []), ("edit", [row.pk]), ("delete", [row.pk])):
        assert desk.get(reverse(f"signing_key:{name}", args=args)).status_code == 302


def test_organisations_are_never_deleted(desk, commission):
    assert desk.get(reverse("organisation:edit", args=[commission.pk])).status_code == 200
    assert desk.post(reverse("organisation:delete", args=[commission.pk])).status_code == 302
    commission.refresh_from_db()


def test_a_person_is_made_with_the_office_and_without_groups(desk):
    url = reverse("wagtailusers_users:add")
    page = desk.get(url).content.decode()
    assert 'name="office"' in page
    assert 'name="groups"' not in page
    data = {
        "username": "yosef",
        "email": "yosef@example.org",
        "first_name": "Yosef",
        "last_name": "Tala",
        "office": "Anggota KPU",
        "password1": "kata-sandi-77",
        "password2": "kata-sandi-77",
    }
    assert desk.post(url, data).status_code == 302
    person = Person.objects.get(username="yosef")
    assert person.office == "Anggota KPU"
    edit = desk.get(reverse("wagtailusers_users:edit", args=[person.pk])).content.decode()
    assert "Anggota KPU" in edit


def test_the_audit_log_shows_and_filters_what_was_done(desk, commission, officer, administrator):
    make_signing_key(organisation=commission, at=NOW, by=administrator)
    rotate_signing_key(organisation=commission, at=NOW, reason="laptop hilang", by=administrator)
    appoint(person=officer, organisation=commission, role=Role.OFFICER, by=administrator)

    url = reverse("wagtailadmin_reports:site_history")
    page = desk.get(url).content.decode()
    assert "Maria Bria" in page
    assert "laptop hilang" in page
    filtered = desk.get(url, {"action": "sasando.key_rotated"})
    assert [entry.action for entry in filtered.context["object_list"]] == ["sasando.key_rotated"]


def test_a_member_sees_who_is_who_and_changes_nothing(client, commission, officer):
    appoint(person=officer, organisation=commission, role=Role.OFFICER)
    client.force_login(officer)
    assert client.get(reverse("organisation:index")).status_code == 200
    assert client.get(reverse("membership:add")).status_code == 302
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    assert not Permission.objects.filter(group__user=officer, codename="change_membership").exists()


def test_lists_cost_the_same_for_many_rows(desk, commission, django_assert_max_num_queries):
    for number in range(15):
        person = Person.objects.create_user(f"orang{number}", f"o{number}@example.org")
        appoint(person=person, organisation=commission, role=Role.OFFICER)
    desk.get(reverse("membership:index"))
    with django_assert_max_num_queries(16):
        desk.get(reverse("membership:index"))
