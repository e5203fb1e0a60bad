"""The host's phone: what is on, what comes next, how long; read only, by a secret link that ends."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from sasando.live import telling
from sasando.live.addresses import push_url
from sasando.live.models import Production, Question, Stream
from sasando.live.rundown import rundown_of


@require_GET
def host(request: HttpRequest, key: str) -> HttpResponse:
    """The whole page."""
    return _shown(request, key, "sasando_live/host.html")


@require_GET
def part(request: HttpRequest, key: str) -> HttpResponse:
    """What changes, as it is now."""
    return _shown(request, key, "sasando_live/parts/host.html")


def _shown(request: HttpRequest, key: str, template: str) -> HttpResponse:
    production = Production.objects.with_episode().filter(host_key=key).first()
    if production is None or not production.host_may_read(timezone.now()):
        raise Http404
    with translation.override(production.episode.locale.language_code):
        response = render(request, template, _context(production))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _context(production: Production) -> dict[str, Any]:
    topic = telling.host_topic(production)
    after = Stream.objects.number_of(topic)
    return {
        "production": production,
        "text": production.text,
        "language": production.episode.locale.language_code,
        "people": production.people,
        "rundown": rundown_of(production, at=timezone.now()),
        "question": production.questions.filter(state=Question.State.ON_AIR).first(),
        "push_url": push_url(topic, after=after),
    }
