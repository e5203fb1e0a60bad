"""Every way Wagtail knows to change what the public sees, tried without the approvals."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page

from sasando.desk import actions
from sasando.desk.exceptions import DeskError, NotAllowed, NotApproved, WrongState
from sasando.desk.models import Approval, Release, State, Version, guard
from sasando.parties.models import Person
from tests.desk.builders import LATER, NOW


@pytest.fixture
def admin(desk):
    return Person.objects.create_superuser("root", "root@example.org", "sandi-panjang-9")


@pytest.fixture
def screens(client, admin):
    client.force_login(admin)
    return client


def live(item) -> bool:
    return Page.objects.get(pk=item.pk).live


def test_a_new_item_is_never_live(desk):
    assert not live(desk.item())
    with pytest.raises(NotApproved), transaction.atomic():
        desk.item(live=True)


@pytest.mark.parametrize("proposed", [False, True])
def test_no_way_to_publish_in_code(desk, admin, proposed):
    item = desk.proposed().item.specific if proposed else desk.item()
    revision = item.latest_revision
    ways = (
        lambda: revision.publish(user=admin),
        lambda: item.publish(revision, user=admin, skip_permission_checks=True),
        lambda: Page.objects.get(pk=item.pk).publish(revision),
        lambda: PublishPageRevisionAction(revision, user=admin).execute(),
        lambda: PublishPageRevisionAction(revision).execute(skip_permission_checks=True),
        lambda: Release.objects.filter(pk=item.pk).get().save_as_live(),
    )
    Release.save_as_live = lambda self: (setattr(self, "live", True), self.save(clean=False))
    try:
        for way in ways:
            with pytest.raises(PermissionDenied), transaction.atomic():
                way()
            assert not live(item)
    finally:
        del Release.save_as_live


def test_even_an_approved_revision_waits_for_the_desk(desk):
    item = desk.item(embargo_until=timezone.now() + timedelta(days=1))
    version = actions.propose(item=item, by=desk.officer, at=NOW)
    version = actions.approve(version=version, by=desk.second, at=NOW)
    with pytest.raises(NotApproved):
        version.revision.publish()
    with pytest.raises(WrongState):
        actions.publish(version=version, at=NOW)
    assert not live(item)


def test_the_scheduler_of_wagtail_publishes_nothing(desk):
    item = desk.item()
    revision = item.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])
    with pytest.raises(NotApproved):
        call_command("publish_scheduled")
    assert not live(item)


def test_copies_stay_drafts_and_aliases_are_refused(desk, admin):
    item = Release.objects.get(pk=desk.published().item_id)
    copy = CopyPageAction(
        item, user=admin, keep_live=False, update_attrs={"slug": "salinan"}
    ).execute()
    assert not live(copy)
    assert copy.uuid != item.uuid
    assert copy.latest_revision.as_object().uuid == copy.uuid
    with pytest.raises(NotApproved), transaction.atomic():
        CopyPageAction(
            item, user=admin, keep_live=True, update_attrs={"slug": "salinan-2"}
        ).execute()
    with pytest.raises(NotApproved), transaction.atomic():
        CreatePageAliasAction(item, update_slug="alias", user=admin).execute()


def test_a_translation_is_a_draft_with_an_identity_of_its_own(desk):
    item = Release.objects.get(pk=desk.published().item_id)
    english = item.copy_for_translation(Locale.objects.get(language_code="en"))
    assert not live(english)
    assert english.uuid != item.uuid
    assert english.public_path == f"/en/releases/{english.slug}/"


def test_what_is_live_cannot_be_rewritten_in_place(desk):
    item = Release.objects.get(pk=desk.published().item_id)
    item.title = "Diam-diam"
    with pytest.raises(NotApproved):
        item.save()
    item = Release.objects.get(pk=item.pk)
    item.live = False
    with pytest.raises(NotApproved):
        item.save()
    Release.objects.get(pk=item.pk).save()  # the same text again is no change


def test_unpublishing_is_withdrawing(desk, admin):
    item = Release.objects.get(pk=desk.published().item_id)
    for way in (
        lambda: Page.objects.get(pk=item.pk).unpublish(),
        lambda: item.unpublish(),
        lambda: UnpublishPageAction(item, user=admin).execute(),
        lambda: UnpublishPageAction(item).execute(skip_permission_checks=True),
    ):
        with pytest.raises(PermissionDenied):
            way()
    assert live(item)


def test_reverting_to_an_old_revision_is_an_edit_like_any_other(desk):
    version = desk.published()
    item = desk.edit(version.item.specific, by=desk.head, title="Baru", change_note="Judul.")
    old = version.revision.as_object()
    old.save_revision(user=desk.second, previous_revision=version.revision)
    item = Release.objects.get(pk=item.pk)
    assert item.author_ids() == {desk.head.pk, desk.second.pk, desk.officer.pk}
    with pytest.raises(NotApproved):
        item.latest_revision.publish(previous_revision=version.revision)


def test_items_stay_in_the_section_of_their_kind(desk):
    item = desk.item()
    assert not item.can_move_to(desk.section("news"))
    assert not item.can_move_to(desk.section("release", "en"))
    assert not Release.can_create_at(desk.section("news"))
    assert Release.can_create_at(desk.section("release"))


def test_what_was_proposed_is_never_deleted(desk, admin):
    item = desk.published().item.specific
    with pytest.raises(ProtectedError), transaction.atomic():
        item.delete(user=admin)
    assert Version.objects.count() == 1


def test_a_version_cannot_be_rewritten_or_jump(desk):
    version = desk.proposed()
    version.canonical = version.canonical.replace("275", "300")
    with pytest.raises(WrongState):
        version.save()
    version.refresh_from_db()
    version.state = State.CURRENT
    with pytest.raises(DeskError):
        version.save()
    version.refresh_from_db()
    version.state = State.APPROVED
    with pytest.raises(NotApproved):
        version.save()
    version.refresh_from_db()
    with pytest.raises(NotApproved), guard.opened(version):
        pass


def test_an_approval_slipped_in_for_an_author_counts_for_nothing(desk):
    version = desk.proposed()
    Approval.objects.create(
        version=version,
        requirement="second-officer",
        person=desk.officer,
        person_name="Maria",
        organisation=desk.kpu,
        party_name="KPU",
        at=NOW,
        digest=version.digest,
        key_id="0" * 16,
        signature="x",
    )
    version.state = State.APPROVED
    with pytest.raises(NotApproved):
        version.save()


@pytest.mark.parametrize("name", ["officer", "editor", "business", "flores"])
def test_the_wrong_person_cannot_answer_the_task(desk, name):
    version = desk.proposed()
    state = version.item.specific.current_workflow_task_state
    person = desk.people[name]
    assert state.task.specific.get_actions(version.item, person) == []
    with pytest.raises(NotAllowed), transaction.atomic():
        state.task.specific.on_action(state, person, "approve")
    assert state.task.specific.get_task_states_user_can_moderate(person).count() == 0


def test_a_superuser_approves_nothing(desk, admin):
    version = desk.proposed()
    with pytest.raises(NotAllowed):
        actions.approve(version=version, by=admin, at=NOW)


def test_wagtails_own_screens_submit_approve_and_refuse(desk):
    item = desk.item()
    item.get_workflow().start(item, desk.officer)
    version = item.waiting_version
    assert version.state == State.PROPOSED
    state = item.current_workflow_task_state
    assert state.task.specific.get_task_states_user_can_moderate(desk.second).count() == 1
    state.task.specific.on_action(state, desk.second, "approve")
    version.refresh_from_db()
    assert version.state == State.CURRENT


def test_cancelling_the_workflow_takes_the_proposal_back(desk):
    version = desk.proposed()
    version.item.specific.current_workflow_state.cancel(user=desk.officer)
    version.refresh_from_db()
    assert version.state == State.VOID


def test_the_screens_of_wagtail_are_closed_too(desk, screens):
    item = desk.item()
    other = desk.published().item
    posts = (
        reverse("wagtailadmin_pages:unpublish", args=(other.pk,)),
        reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
        + f"?next=/desk/&id={item.pk}",
        reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))
        + f"?next=/desk/&id={other.pk}",
        reverse("wagtailadmin_pages:delete", args=(other.pk,)),
    )
    for url in posts:
        response = screens.post(url)
        assert response.status_code in (302, 403), url
        assert not live(item)
        assert live(other)
    assert Version.objects.get(item=other).state == State.CURRENT


def test_nobody_holds_wagtails_publish_permission(desk):
    for person in desk.people.values():
        item = desk.item()
        assert not item.permissions_for_user(person).can_publish()
        assert not item.permissions_for_user(person).can_unpublish()
    assert desk.item().permissions_for_user(desk.officer).can_edit()
    assert not desk.item().permissions_for_user(desk.reporter).can_edit()
    wrong = desk.published()
    erratum = desk.item(
        "erratum", corrects=wrong, change_note="Angka."
    )  # both sides write errata, each its own
    assert erratum.permissions_for_user(desk.officer).can_edit()
    assert not erratum.permissions_for_user(desk.reporter).can_edit()
    assert desk.item("partnership").permissions_for_user(desk.officer).can_edit()


def test_a_dismissed_officer_approves_nothing(desk):
    version = desk.proposed()
    desk.second.memberships.update(active=False)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, by=desk.second, at=LATER)
