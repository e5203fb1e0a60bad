"""Viewers' questions on a page of their own, with filters; the director's desk shows the same list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.live import telling
from sasando.live.addresses import push_url
from sasando.live.models import Production, Stream
from sasando.live.permissions import produces, production_for
from sasando.live.question_list import question_list


@require_GET
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page."""
    production = production_for(request, pk)
    topic = telling.desk_topic(production)
    context = _context(request, production) | {
        "page_title": _("Questions"),
        "header_title": production.text.title,
        "header_icon": "help",
        "push_url": push_url(topic, after=Stream.objects.number_of(topic)),
        "now": timezone.now(),
    }
    return render(request, "sasando_live/questions.html", context)


@require_GET
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it is now, for who listens."""
    context = _context(request, production_for(request, pk))
    response = render(request, "sasando_live/parts/questions.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(request: HttpRequest, production: Production) -> dict[str, Any]:
    found = question_list(production, chosen=request.GET.get("saring", ""), at=timezone.now())
    here = reverse("sasando_live_questions", args=[production.pk])
    chosen = found["chosen"]
    return found | {
        "production": production,
        "produces": produces(request.user, production),
        "back": f"{here}?saring={chosen}" if chosen else here,
        "listing": True,
    }
