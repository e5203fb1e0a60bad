"""The list of episodes, the desk of one, the director's desk, and their parts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sasando.desk.models import Episode
from sasando.live import actions, telling
from sasando.live.addresses import push_url
from sasando.live.forms import ReasonForm, SegmentForm
from sasando.live.models import Production, Segment, Stream
from sasando.live.models.productions import OVER, UNDER_WAY
from sasando.live.permissions import parties_of, produces, production_for, reads_live, shown_to
from sasando.live.screens import PARTS
from sasando.parties.models import Person

PER_PAGE = 25
_BOTH = ("rundown", "people", "broadcasts", "stream")
_DIRECTED = ("rundown", "screen", "questions", "broadcasts", "stream")
_SCREENS = {
    "rencana": ("sasando_live_episode", ""),
    "arahan": ("sasando_live_director", "director_"),
}


@require_GET
def episodes(request: HttpRequest) -> HttpResponse:
    """List the episodes of this person's organisations, the next one first."""
    if not reads_live(request.user):
        raise PermissionDenied
    shown = shown_to(request.user)
    page = Paginator(shown.order_by("-episode__starts_at", "-pk"), PER_PAGE)
    context = {
        "page_title": _("Live episodes"),
        "header_title": _("Live episodes"),
        "header_icon": "media",
        "page": page.get_page(request.GET.get("p")),
        "under_way": list(shown.under_way()),
        "unopened": _unopened(request.user),
    }
    return render(request, "sasando_live/episodes.html", context)


def _unopened(person: Any) -> list[Episode]:
    """Episodes that are written and have no live desk yet, nor has their twin in another language."""
    codes = parties_of(person)
    opened = Production.objects.filter(episode__translation_key=OuterRef("translation_key"))
    found = Episode.objects.filter(~Exists(opened), publisher__code__in=codes) | (
        Episode.objects.filter(~Exists(opened), partners__code__in=codes)
    )
    return list(
        found.select_related("locale").distinct().order_by("-latest_revision_created_at")[:20]
    )


@require_POST
def open_desk(request: HttpRequest, item: int) -> HttpResponse:
    """Open the live desk of an episode that is written."""
    episode = get_object_or_404(Episode.objects.select_related("locale", "publisher"), pk=item)
    person = request.user
    parties = {party.code for party in episode.partners.all()}
    parties |= {episode.publisher.code} if episode.publisher else set()
    if not isinstance(person, Person) or not parties & parties_of(person):
        raise PermissionDenied
    production = actions.open_production(episode=episode, by=person, at=timezone.now())
    return redirect("sasando_live_episode", production.pk)


@require_GET
def episode(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan: rundown, balance, people, run-through, broadcasts."""
    return show(request, production_for(request, pk))


def show(
    request: HttpRequest, production: Production, *, segment_form: SegmentForm | None = None
) -> HttpResponse:
    """Return the page of the plan, with a form that was refused as it was filled in."""
    context = _page(request, production, _BOTH) | {
        "segment_form": segment_form
        or SegmentForm(production=production, segment=None, person=request.user, prefix="new"),
        "cancel_form": ReasonForm(),
    }
    return render(request, "sasando_live/episode.html", context)


@require_GET
def segment(request: HttpRequest, pk: int, segment: int) -> HttpResponse:
    """One segment, to be changed."""
    production = production_for(request, pk)
    found = get_object_or_404(production.segments, pk=segment)
    form = SegmentForm(production=production, segment=found, person=request.user)
    return show_segment(request, production, found, form)


def show_segment(
    request: HttpRequest, production: Production, found: Segment, form: SegmentForm
) -> HttpResponse:
    """Return the page of one segment with ``form``."""
    context = _head(production) | {
        "page_title": found.title,
        "header_title": found.title,
        "segment": found,
        "form": form,
        "produces": produces(request.user, production),
    }
    return render(request, "sasando_live/segment.html", context)


@require_GET
def director(request: HttpRequest, pk: int) -> HttpResponse:
    """Big buttons for who directs: what is on, who speaks, what the screen shows, what is asked."""
    production = production_for(request, pk)
    return render(request, "sasando_live/director.html", _page(request, production, _DIRECTED))


@require_GET
def part(request: HttpRequest, pk: int, screen: str, name: str) -> HttpResponse:
    """One part of a page as it is now, for who listens; the same template as the page's own."""
    if name not in (_BOTH if screen == "rencana" else _DIRECTED) or screen not in _SCREENS:
        raise Http404
    production = production_for(request, pk)
    page, mark = _SCREENS[screen]
    back = reverse(page, args=[production.pk])
    context = _page(request, production, (name,)) | {"back": back}
    response = render(request, f"sasando_live/parts/{mark}{name}.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, production: Production, parts: tuple[str, ...]) -> dict[str, Any]:
    now, topic = timezone.now(), telling.desk_topic(production)
    context = _head(production) | {
        "produces": produces(request.user, production),
        "push_url": push_url(topic, after=Stream.objects.number_of(topic)),
        "back": request.path,
        "now": now,
    }
    for name in parts:
        context |= PARTS[name](production, request.user, now)
    return context


def _head(production: Production) -> dict[str, Any]:
    return {
        "page_title": production.text.title,
        "header_title": production.text.title,
        "header_icon": "media",
        "production": production,
        "text": production.text,
        "is_over": production.state in OVER,
        "is_under_way": production.state in UNDER_WAY,
    }
