"""Claims in the order in which they matter."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.claims.dossier import sparks
from sasando.claims.models import Claim, Sighting
from sasando.claims.models.claims import ClaimQuerySet
from sasando.claims.permissions import reads_claims, works_on_claims
from sasando.elections.models import Place
from sasando.rendering.charts import spark

PER_PAGE = 25
_OPEN = "to-do"  # open and being checked: what the desk still has to answer
_DOUBTED = "doubted"  # settled, but somebody says that the answer is not theirs


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims this person may see, filtered and searched."""
    if not reads_claims(request.user):
        raise PermissionDenied
    shown = Claim.objects.shown_to(request.user)
    wanted = {name: request.GET.get(name, "") for name in ("state", "harm", "place", "q", "mine")}
    wanted["state"] = wanted["state"] or _OPEN
    found = _filtered(shown, wanted, request.user).select_related("assignee", "second_checker")
    page = Paginator(found.by_priority(), PER_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    lines = sparks(list(page.object_list), at=now)
    title = _("sightings in the last 48 hours")
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "page_title": _("Claims"),
        "header_title": _("Claims"),
        "header_icon": "comment",
        "page": page,
        "rows": [
            (claim, spark(lines[claim.pk], title=f"{title}: {sum(lines[claim.pk])}"))
            for claim in page.object_list
        ],
        "wanted": wanted,
        "states": _states(shown),
        "harms": Claim.Harm.choices,
        "places": Place.objects.filter(code__in=_places(shown)).order_by("name"),
        "works": works_on_claims(request.user),
        "query": query.urlencode(),
        "now": now,
    }
    return render(request, "sasando_claims/claims.html", context)


def _filtered(claims: ClaimQuerySet, wanted: dict[str, str], person: Any) -> ClaimQuerySet:
    state = wanted["state"]
    if state == _OPEN:
        claims = claims.open()
    elif state == _DOUBTED:
        claims = claims.doubted()
    elif state in Claim.State.values:
        claims = claims.filter(state=state)
    if wanted["harm"] in Claim.Harm.values:
        claims = claims.filter(harm=wanted["harm"])
    if wanted["mine"]:
        claims = claims.filter(Q(assignee=person) | Q(second_checker=person))
    if wanted["place"]:
        seen = Sighting.objects.filter(claim=OuterRef("pk"), place=wanted["place"])
        claims = claims.filter(Exists(seen))
    for word in wanted["q"].split()[:8]:
        claims = claims.filter(wording__icontains=word)
    return claims


def _states(shown: ClaimQuerySet) -> list[tuple[str, str, int]]:
    """Return the choices of the filter, each with how many there are."""
    counts = dict(shown.order_by().values_list("state").annotate(n=Count("pk")))
    to_do = counts.get(Claim.State.OPEN, 0) + counts.get(Claim.State.CHECKING, 0)
    states = [(value, str(label), counts.get(value, 0)) for value, label in Claim.State.choices]
    return [
        (_OPEN, _("To be answered"), to_do),
        (_DOUBTED, _("Answer doubted"), shown.doubted().count()),
        *states,
        ("all", _("All"), sum(counts.values())),
    ]


def _places(shown: ClaimQuerySet) -> Any:
    return Sighting.objects.filter(claim__in=shown.open()).exclude(place="").values("place")
