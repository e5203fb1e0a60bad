"""The list of agreements, a new one, and the page of one: terms, accounts, signatures."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sasando.parties.models import Person
from sasando.partnership import actions
from sasando.partnership.accounting import accounts_of
from sasando.partnership.changes import Change, changes
from sasando.partnership.checking import problems_of
from sasando.partnership.content import terms_content
from sasando.partnership.exceptions import PartnershipError
from sasando.partnership.forms import AgreementForm, ReasonForm
from sasando.partnership.models import Agreement, Handover, Terms
from sasando.partnership.permissions import (
    agreement_for,
    keeps,
    parties_of,
    reads_agreements,
    shown_to,
    signs_for,
)

PER_PAGE = 25


@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements of this person's organisations, the newest first."""
    if not reads_agreements(request.user):
        raise PermissionDenied
    page = Paginator(shown_to(request.user), PER_PAGE).get_page(request.GET.get("p"))
    terms = Terms.objects.filter(agreement__in=[a.pk for a in page.object_list])
    newest: dict[int, Terms] = {}
    for one in terms.exclude(state__in=(Terms.State.DECLINED, Terms.State.REPLACED)):
        held = newest.get(one.agreement_id)
        if held is None or one.state == Terms.State.IN_FORCE:
            newest[one.agreement_id] = one
    context = titled(_("Partnership")) | {
        "page": page,
        "rows": [(agreement, newest.get(agreement.pk)) for agreement in page.object_list],
        "may_open": bool(parties_of(request.user)),
    }
    return render(request, "sasando_partnership/agreements.html", context)


@require_http_methods(["GET", "POST"])
def open_agreement(request: HttpRequest) -> HttpResponse:
    """Open a new agreement: its number, its title, its parties."""
    mine = parties_of(request.user)
    if not mine or not isinstance(request.user, Person):
        raise PermissionDenied
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not mine & {given["commission"].code, given["media"].code}:
            form.add_error(None, _("One of the two parties must be yours."))
        else:
            try:
                made = actions.open_agreement(**given, by=request.user, at=timezone.now())
            except PartnershipError as error:
                form.add_error(None, str(error))
            else:
                return redirect("sasando_partnership_terms", made.pk)
    context = titled(_("New agreement"), (_("Partnership"), reverse("sasando_partnership")))
    return render(request, "sasando_partnership/form.html", context | {"form": form})


@require_GET
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was promised and how it stands, what is on its way, and who signed."""
    found = agreement_for(request, pk)
    return show(request, found)


def show(request: HttpRequest, found: Agreement, *, status: int = 200) -> HttpResponse:
    """Return the page of an agreement."""
    person = request.user
    terms = list(
        found.terms.select_related("written_by", "proposed_by").prefetch_related("signatures")
    )
    held = next((one for one in terms if one.state == Terms.State.IN_FORCE), None)
    draft = next((one for one in terms if one.state in ("draft", "proposed")), None)
    for one in terms:
        one.agreement = found
    side = signs_for(person, found)
    context = titled(str(found), (_("Partnership"), reverse("sasando_partnership"))) | {
        "agreement": found,
        "held": held,
        "draft": draft,
        "past": [one for one in terms if one not in (held, draft)],
        "keeps": keeps(person, found),
        "may_sign": bool(draft and _may_sign(draft, side, person)),
        "problems": problems_of(draft) if draft and draft.is_draft else [],
        "rows": _rows(draft) if draft else {},
        "reason_form": ReasonForm(),
        "changes": _changes(held, draft),
        "handovers": list(
            Handover.objects.filter(terms__agreement=found).select_related("made_by")
        ),
    }
    if held:
        context["accounts"] = accounts_of(held, today=timezone.localdate())
    return render(request, "sasando_partnership/agreement.html", context, status=status)


@require_GET
def version(request: HttpRequest, pk: int, terms: int) -> HttpResponse:
    """Hand out one version as it was proposed: the canonical JSON whose SHA-256 was signed."""
    found = get_object_or_404(agreement_for(request, pk).terms.exclude(canonical=""), pk=terms)
    response = HttpResponse(found.canonical, content_type="application/json")
    name = f"perjanjian-{pk}-v{found.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _changes(held: Terms | None, draft: Terms | None) -> list[Change]:
    """What an amendment on its way says otherwise than what holds."""
    if held is None or draft is None:
        return []
    after = json.loads(draft.canonical) if draft.canonical else terms_content(draft)
    return changes(json.loads(held.canonical), after)


def _may_sign(draft: Terms, side: str, person: Any) -> bool:
    if draft.state != Terms.State.PROPOSED or not side or draft.proposed_by_id == person.pk:
        return False
    return all(signature.side != side for signature in draft.signatures.all())


def _rows(draft: Terms) -> dict[str, Any]:
    """Everything the draft has, by the name of its kind."""
    return {
        "packages": list(draft.packages.all()),
        "deliverables": list(draft.deliverables.select_related("package", "outlet")),
        "goals": list(draft.goals.all()),
        "rates": list(draft.rates.all()),
        "papers": list(draft.papers.all()),
    }


def titled(title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    """Return what Wagtail's page header shows: ``parents`` are names with their addresses."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    crumbs += [{"url": url, "label": label} for label, url in parents]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
