"""The page of one version: what exactly is asked, of whom, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from sasando.desk import actions
from sasando.desk.exceptions import DeskError
from sasando.desk.models import WAITING, State, Version, seats_of
from sasando.desk.models.items import PREVIEW_MODES
from sasando.desk.policy import may_refuse, may_withdraw
from sasando.desk.previews import show
from sasando.desk.waiting import carriers_for, mark_read, may_see, task_for
from sasando.parties.exceptions import PartiesError
from sasando.parties.languages import screen_language
from sasando.parties.models import Organisation, Person
from sasando.rendering.html import Setting, difference_page
from sasando.rendering.languages import language_name


@require_GET
def version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version with everything its reader may do to it."""
    version = _seen(request, pk)
    person = _person(request)
    mark_read(person=person, version=version, at=timezone.now())
    requirement = task_for(version, person)
    carriers = carriers_for(version, person)
    language = screen_language()
    row = version.policy_row
    given = {approval.requirement: approval for approval in version.approvals.all()}
    context = {
        "version": version,
        "page_title": version.headline,
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": "/desk/", "label": _("Home")},
            {"url": "", "label": version.headline},
        ],
        "header_title": version.headline,
        "label": row.label.get(language, row.label["id"]),
        "requirement": requirement and requirement.label.get(language, requirement.label["id"]),
        "why_not": _why_not(version, person, bool(requirement)),
        "carriers": carriers,
        "reasoned": _reasoned(version, person, carriers),
        "can_take_back": _can_take_back(version, person),
        "can_edit": person.pk in version.authors,
        "approvals": [
            (r.label.get(language, r.label["id"]), given.get(r.name)) for r in row.requirements
        ],
        "refusals": version.refusals.select_related("person"),
        "acceptances": version.acceptances.select_related("organisation"),
        "earlier": version.number > 1,
        "modes": [
            *PREVIEW_MODES,
            *(
                (one.language, language_name(one.language, language))
                for one in version.content.translations or ()
            ),
        ],
    }
    return render(request, "sasando_desk/version.html", context)


@require_GET
def rendition(request: HttpRequest, pk: int, mode: str) -> HttpResponse:
    """Show the frozen Document, exactly as it was or will be signed, in one rendition."""
    return show(_seen(request, pk).document, mode)


@require_GET
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a version changes against the public one before it."""
    version = _seen(request, pk)
    before = (
        Version.objects.public()
        .filter(item_id=version.item_id, number__lt=version.number)
        .order_by("-number")
        .first()
    )
    if before is None:
        raise Http404
    setting = Setting(
        site_url=settings.SITE_URL, site_name=settings.SITE_NAME, language=version.language
    )
    return HttpResponse(
        difference_page(before.content, version.content, setting=setting, item_href=version.href)
    )


@require_POST
def answer(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb to a version, and say what became of it."""
    version = _seen(request, pk)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    try:
        act(version, request)
    except (DeskError, PartiesError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("sasando_desk_version", pk=pk)


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def _seen(request: HttpRequest, pk: int) -> Version:
    version = get_object_or_404(Version.objects.with_imprint().select_related("item"), pk=pk)
    if not may_see(version, _person(request)):
        raise PermissionDenied
    return version


def _approve(version: Version, request: HttpRequest) -> None:
    verb = actions.confirm_notice if version.state == State.CURRENT else actions.approve
    verb(version=version, by=_person(request), at=timezone.now())


def _refuse(version: Version, request: HttpRequest) -> None:
    actions.refuse(version=version, by=_person(request), reason=_reason(request), at=timezone.now())


def _withdraw(version: Version, request: HttpRequest) -> None:
    actions.withdraw(
        version=version, by=_person(request), reason=_reason(request), at=timezone.now()
    )


def _accept(version: Version, request: HttpRequest) -> None:
    actions.accept(
        version=version, organisation=_organisation(request), by=_person(request), at=timezone.now()
    )


def _decline(version: Version, request: HttpRequest) -> None:
    actions.decline(
        version=version,
        organisation=_organisation(request),
        by=_person(request),
        reason=_reason(request),
        at=timezone.now(),
    )


def _take_back(version: Version, request: HttpRequest) -> None:
    actions.take_back(version=version, by=_person(request), at=timezone.now())


_VERBS: dict[str, Callable[[Version, HttpRequest], None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "accept": _accept,
    "decline": _decline,
    "take_back": _take_back,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _organisation(request: HttpRequest) -> Organisation:
    return get_object_or_404(Organisation, code=request.POST.get("organisation", ""))


def _can_take_back(version: Version, person: Person) -> bool:
    return version.state in WAITING and person.pk in version.authors


def _can_refuse(version: Version, person: Person) -> bool:
    barrier = may_refuse(version.case, person=person.pk, seats=seats_of(person))
    return version.state in WAITING and barrier is None


def _why_not(version: Version, person: Person, can: bool) -> str:
    if can or version.state != State.PROPOSED:
        return ""
    if person.pk in version.authors:
        return _("You wrote it: someone else approves it.")
    return ""


def _reasoned(
    version: Version, person: Person, carriers: tuple[Organisation, ...]
) -> list[tuple[Any, ...]]:
    """The verbs that ask for a reason: (verb, title, button, help, organisation)."""
    kept = _("The reason. It stays on record for ever.")
    found: list[tuple[Any, ...]] = []
    if _can_refuse(version, person):
        found.append(("refuse", _("Refuse"), _("Refuse"), kept, None))
    for carrier in carriers:
        title = _("%(organisation)s does not carry it") % {"organisation": carrier}
        found.append(("decline", title, _("Decline"), _("A reason, if you like."), carrier))
    if version.state in (State.CURRENT, State.EXPIRED) and may_withdraw(
        version.case, seats_of(person)
    ):
        public = _("The reason. Readers see it.")
        found.append(("withdraw", _("Withdraw it"), _("Withdraw"), public, None))
    return found
