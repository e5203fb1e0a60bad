"""What a desk needs before its first item: languages, sections, workflows, permissions."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowTask,
)

from sasando.desk.addresses import DEFAULT_LANGUAGE, SECTIONS
from sasando.desk.models import HomePage, PartyApprovalTask, SectionPage
from sasando.desk.policy import POLICY, Row
from sasando.documents.vocabulary import Kind
from sasando.parties.actions import allow
from sasando.parties.models import Role
from sasando.parties.permissions import group_for

_TITLES: dict[Kind, dict[str, str]] = {
    Kind.RELEASE: {"id": "Rilis resmi", "en": "Official releases"},
    Kind.NOTICE: {"id": "Pengumuman", "en": "Notices"},
    Kind.NEWS: {"id": "Berita", "en": "News"},
    Kind.PARTNERSHIP: {"id": "Kerja sama", "en": "Partnership"},
    Kind.VERDICT: {"id": "Cek fakta", "en": "Fact-checks"},
    Kind.EPISODE: {"id": "Siaran", "en": "Broadcasts"},
    Kind.LESSON: {"id": "Belajar", "en": "Learn"},
    Kind.ERRATUM: {"id": "Ralat", "en": "Corrections"},
}
# Who keeps the rules of the gender lens; whoever edits a text may dismiss what they find.
_KEEPERS = (Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.OFFICER, Role.INFORMATION_HEAD)
_LENS = tuple(f"sasando_desk.{action}_lensrule" for action in ("view", "add", "change"))
_HOMES = {"id": "Beranda", "en": "Home"}


@transaction.atomic
def ensure_desk() -> None:
    """Make everything below. Safe to repeat; what is there already is left as it is."""
    ensure_sections()
    ensure_workflows()
    ensure_permissions()


@transaction.atomic
def ensure_sections() -> dict[str, HomePage]:
    """Make the homes and sections of both languages; return the homes by language."""
    root = Page.objects.filter(depth=1).get()
    homes: dict[str, HomePage] = {}
    for language in _HOMES:
        locale, _made = Locale.objects.get_or_create(language_code=language)
        home = HomePage.objects.filter(locale=locale).first()
        if home is None:
            home = HomePage(
                title=_HOMES[language], slug=f"home-{language}", locale=locale, live=True
            )
            if homes:
                home.translation_key = homes[DEFAULT_LANGUAGE].translation_key
            root.add_child(instance=home)
            root.refresh_from_db()
        homes[language] = home
        _ensure_sections_of(home, homes[DEFAULT_LANGUAGE])
    _ensure_site(homes[DEFAULT_LANGUAGE])
    return homes


def _ensure_sections_of(home: HomePage, original: HomePage) -> None:
    language = home.locale.language_code
    twins = {section.kind: section for section in SectionPage.objects.child_of(original)}
    there = {section.kind for section in SectionPage.objects.child_of(home)}
    for kind, slugs in SECTIONS.items():
        if kind.value in there:
            continue
        section = SectionPage(
            title=_TITLES[kind][language],
            slug=slugs[language],
            kind=kind.value,
            locale=home.locale,
            live=True,
        )
        if kind.value in twins:
            section.translation_key = twins[kind.value].translation_key
        home.refresh_from_db()
        home.add_child(instance=section)


def _ensure_site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname, site.port = address.hostname or "localhost", port
    site.site_name, site.root_page = settings.SITE_NAME, home
    site.save()
    if welcome is not None and welcome.pk != home.pk and welcome.specific_class is Page:
        welcome.delete()  # the page Wagtail greets a new installation with


@transaction.atomic
def ensure_workflows() -> None:
    """Make one workflow a kind, one task a requirement, from the policy."""
    for kind in SECTIONS:
        if kind is not Kind.ERRATUM:  # an erratum goes the way of what it corrects
            _ensure_workflow(POLICY[kind])


def _ensure_workflow(row: Row) -> None:
    label = row.label[DEFAULT_LANGUAGE]
    tasks = []
    for requirement in row.requirements:
        if not requirement.before_publication:
            continue
        task, _made = PartyApprovalTask.objects.get_or_create(
            kind=row.kind.value,
            requirement=requirement.name,
            defaults={"name": f"{label}: {requirement.label[DEFAULT_LANGUAGE]}"},
        )
        tasks.append(task)
    workflow = Workflow.objects.filter(
        workflow_tasks__task__partyapprovaltask__kind=row.kind.value
    ).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=label)
        for order, task in enumerate(tasks):
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)


@transaction.atomic
def ensure_permissions() -> None:
    """Let each role write in the sections of the kinds its policy rows name; nobody publishes.

    Least privilege: "add" lets a person create items and edit their own; "change" comes with
    writing for the same kind. Wagtail's "publish" is given to no group: ``actions`` publishes.
    """
    add, change = _permission("add"), _permission("change")
    for section in SectionPage.objects.all():
        for role in _writers(Kind(section.kind)):
            group = group_for(Role(role))
            for permission in (add, change):
                GroupPagePermission.objects.get_or_create(
                    group=group, page=section, permission=permission
                )
    _let_everyone_use_pictures()
    allow(roles=_KEEPERS, permissions=_LENS)


def _permission(action: str) -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")


def _writers(kind: Kind) -> set[str]:
    rows = POLICY.values() if kind is Kind.ERRATUM else [POLICY[kind]]
    return {
        role
        for row in rows
        if row.kind in SECTIONS
        for roles in row.written_by.values()
        for role in roles
    }


def _let_everyone_use_pictures() -> None:
    root = Collection.get_first_root_node()
    permissions = Permission.objects.filter(
        content_type__app_label="sasando_desk",
        codename__in=("add_picture", "choose_picture", "change_picture"),
    )
    for role in Role:
        group = group_for(role)
        for permission in permissions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
