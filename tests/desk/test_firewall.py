"""Nobody of the commission sees a fact-check before it is published: no screen names it."""

import json

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Page, TaskState

from sasando.desk import actions
from sasando.desk.exceptions import DeskError
from sasando.desk.models import Message, Verdict
from sasando.parties.actions import appoint
from sasando.parties.models import Person, Role
from tests.desk.builders import NOW, Desk

SECRET = "Rahasia-tentang-KPU"


@pytest.fixture
def hidden(desk: Desk) -> Desk:
    """A draft, a proposed verdict, a published one with a draft correction, and an erratum."""
    desk.item("verdict", title=f"Salah: {SECRET} draf")
    desk.proposed("verdict", title=f"Salah: {SECRET} diajukan")
    public = desk.published("verdict", title="Salah: yang sudah terbit")
    desk.edit(public.item.specific, by=desk.checker, title=f"Salah: {SECRET} ralat")
    desk.item(
        "erratum",
        by=desk.checker,
        publisher=desk.cek,
        partners=[desk.pos],
        title=f"Ralat: {SECRET}",
        corrects=public,
        change_note="x",
    )
    desk.desk_item = public.item  # type: ignore[attr-defined]
    return desk


def secret_pages() -> list[int]:
    return [p.pk for p in Page.objects.filter(draft_title__contains=SECRET)]


def screens() -> list[str]:
    sections = Page.objects.filter(depth=3).values_list("pk", flat=True)
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore_root"),
        *(reverse("wagtailadmin_explore", args=[pk]) for pk in sections),
        reverse("wagtailadmin_pages:search") + "?q=Rahasia",
        reverse("wagtailadmin_choose_page"),
        *(reverse("wagtailadmin_choose_page_child", args=[pk]) for pk in sections),
        reverse("wagtailadmin_choose_page_search") + "?q=Rahasia",
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailadmin_reports:locked_pages"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:workflow_tasks"),
        "/desk/api/main/pages/?limit=20",
    ]


def screens_of(pk: int) -> list[str]:
    names = (
        "edit view_draft delete copy usage history revisions_index workflow_history lock unpublish"
    )
    state = TaskState.objects.filter(workflow_state__object_id=str(pk)).first()
    found = [reverse(f"wagtailadmin_pages:{name}", args=[pk]) for name in names.split()]
    found += [
        reverse("wagtailadmin_explore", args=[pk]),
        reverse("wagtailadmin_choose_page_child", args=[pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={pk}",
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={pk}",
        f"/desk/api/main/pages/{pk}/",
    ]
    if state is not None:
        found.append(reverse("wagtailadmin_pages:workflow_preview", args=[pk, state.task_id]))
    return found


def said(client, path: str) -> str:
    response = client.get(path, follow=True)
    return response.content.decode() if response.status_code == 200 else ""


@pytest.mark.parametrize("name", ["officer", "second", "head"])
def test_no_screen_of_the_desk_names_it_to_the_commission(client, hidden: Desk, name) -> None:
    client.force_login(hidden.people[name])
    for path in screens():
        assert SECRET not in said(client, path), path
    pages = secret_pages()
    assert len(pages) == 4
    for pk in pages:
        for path in screens_of(pk):
            assert SECRET not in said(client, path), path


def test_those_who_check_see_it_on_the_same_screens(client, hidden: Desk) -> None:
    client.force_login(hidden.colleague)
    section = hidden.section("verdict").pk
    for path in (
        reverse("wagtailadmin_explore", args=[section]),
        reverse("wagtailadmin_choose_page_child", args=[section]),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_home"),
    ):
        assert SECRET in said(client, path), path


def test_versions_of_it_are_shut_until_they_are_public(client, hidden: Desk) -> None:
    proposed = Verdict.objects.get(draft_title__contains="diajukan").waiting_version
    public = hidden.desk_item.specific.current_version
    client.force_login(hidden.officer)
    for name, args in (
        ("sasando_desk_version", []),
        ("sasando_desk_differences", []),
        ("sasando_desk_rendition", ["site"]),
        ("sasando_desk_rendition", ["ninjs"]),
    ):
        assert SECRET not in said(client, reverse(name, args=[proposed.pk, *args]))
    page = said(client, reverse("sasando_desk_version", args=[public.pk]))
    assert "yang sudah terbit" in page and SECRET not in page


def test_a_second_seat_elsewhere_opens_no_way_round(client, hidden: Desk) -> None:
    both = hidden.editor
    appoint(person=both, organisation=hidden.kpu, role=Role.OFFICER)
    both = Person.objects.get(pk=both.pk)
    client.force_login(both)
    for path in [*screens()[:4], *(p for pk in secret_pages() for p in screens_of(pk))]:
        assert SECRET not in said(client, path), path
    version = Verdict.objects.get(draft_title__contains="diajukan").waiting_version
    with pytest.raises(DeskError):
        actions.approve(version=version, by=both, at=NOW)


def test_nobody_of_the_commission_is_told_of_it(
    desk: Desk, django_capture_on_commit_callbacks
) -> None:
    appoint(person=desk.chief, organisation=desk.kpu, role=Role.OFFICER)
    with django_capture_on_commit_callbacks(execute=True):
        version = desk.proposed("verdict", title=f"Salah: {SECRET}")
    told = {message.person.username for message in Message.objects.filter(version=version)}
    assert told == {"editor", "colleague"}
    assert {address for m in mail.outbox for address in m.to} == {
        "editor@example.org",
        "colleague@example.org",
    }


def test_the_commission_may_not_write_one(desk: Desk) -> None:
    item = desk.item("verdict")
    with pytest.raises(DeskError):
        actions.propose(item=item, by=desk.officer, at=NOW)


def test_who_looks_after_the_accounts_sees_it(client, hidden: Desk) -> None:
    client.force_login(Person.objects.create_superuser("admin", "a@example.org", "sandi-9-x"))
    found = said(client, reverse("wagtailadmin_explore", args=[hidden.section("verdict").pk]))
    assert SECRET in found
    assert SECRET in json.dumps(client.get("/desk/api/main/pages/?limit=20").json())
