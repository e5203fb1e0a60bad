"""One claim: what is known of it, and everything that can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.claims import actions, dossier
from sasando.claims.forms import FORMS, ClaimForm
from sasando.claims.models import Claim, Move
from sasando.claims.permissions import claim_for, reads_everything, works_on_claims
from sasando.parties.languages import screen_language
from sasando.rendering.charts import Words, columns

_ROWS = 100  # of the work log


@require_GET
def claim_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim; one that was merged leads to the claim that stands for it."""
    claim = claim_for(request, pk)
    if claim.merged_into_id is not None and "here" not in request.GET:
        return redirect("sasando_claim", pk=claim.merged_into_id)
    return show(request, claim)


def show(
    request: HttpRequest, claim: Claim, bound: Mapping[str, ClaimForm] | None = None
) -> HttpResponse:
    """Render the page of ``claim``; ``bound`` are forms that were sent and have to be mended."""
    now = timezone.now()
    curve = dossier.curve_of(claim, at=now)
    language = screen_language()
    context: dict[str, Any] = {
        "claim": claim,
        "page_title": str(claim),
        "header_title": str(claim),
        "header_icon": "comment",
        "breadcrumbs_items": [
            {"url": reverse("sasando_claims"), "label": _("Claims")},
            {"url": "", "label": f"№ {claim.pk}"},
        ],
        "parts": _parts(claim, now),
        "chart": columns(curve, Words(title=_("Sightings"), language=language)),
        "places": dossier.places_of(claim),
        "now": now,
        "bound": bound or {},
        "problems": [words for form in (bound or {}).values() for words in _problems(form)],
    }
    if reads_everything(request.user):
        works = works_on_claims(request.user)
        context |= _inside(request, claim)
        context["works"] = works
        forms = {verb: form(claim=claim) for verb, form in FORMS.items()} if works else {}
        context["forms"] = forms | dict(bound or {})
    return render(request, "sasando_claims/claim.html", context)


def _problems(form: ClaimForm) -> list[str]:
    """What is wrong with ``form`` and is not said beside one of its fields."""
    shown = {field.name for field in form.visible_fields()} - {"tips"}
    return [
        str(words)
        for name, errors in form.errors.items()
        for words in errors
        if name not in shown or form.verb == "answered"
    ]


def _parts(claim: Claim, at: Any) -> list[tuple[str, str, float]]:
    """The priority by its parts, each with what it comes from."""
    found = actions.explain(claim, at=at)
    return [
        (_("Reach"), _("how many people asked, how often it was seen"), round(found.reach, 1)),
        (_("Speed"), _("the last three hours against the day before"), round(found.speed, 1)),
        (_("Places"), _("in how many places it was seen"), round(found.places, 1)),
        (_("Harm"), str(claim.get_harm_display() or _("not rated yet")), round(found.harm, 1)),
        (_("Voting day"), _("the sum is multiplied by this"), round(found.nearness, 2)),
    ]


def _inside(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """What the commission never sees of a claim."""
    moves = Move.objects.filter(Q(source=claim) | Q(target=claim)).select_related(
        "source", "target", "by", "undone_by"
    )
    evidence = list(claim.evidence.select_related("by"))
    verdicts = list(claim.verdicts.select_related("item__locale"))
    doubted = Claim.objects.doubted().filter(pk=claim.pk)
    query = request.GET.get("cari", "")[:200]
    step = dossier.next_step(claim, request.user, evidence=len(evidence), verdict=bool(verdicts))
    return {
        "inside": True,
        "samples": dossier.samples_of(claim),
        "likely": dossier.likely_same(claim),
        "moves": list(moves[:50]),
        "evidence": evidence,
        "questions": list(claim.questions.select_related("organisation", "answered_by")),
        "work": list(claim.work.select_related("by").order_by("-at", "-id")[:_ROWS]),
        "verdicts": verdicts,
        "query": query,
        "candidates": dossier.candidates_for(claim, query),
        "step": step,
        "open": claim.state in (Claim.State.OPEN, Claim.State.CHECKING),
        "doubted": claim.state == Claim.State.SETTLED and doubted.exists(),
    }
