"""Overlays: transparent pages for a browser source of OBS, by a secret address.

One page shows every layer; ``?layer=speaker`` only that one, for who wants a source a layer. It holds
what is on air when it is loaded and follows the changes by itself; a lost connection heals.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from sasando.live import telling
from sasando.live.addresses import push_origin, push_url
from sasando.live.models import OnAir, Production, Stream
from sasando.live.models.onair import Layer


@require_GET
def overlay(request: HttpRequest, key: str) -> HttpResponse:
    """The page. 404 for a key nobody gave, 400 for a layer there is not."""
    production = Production.objects.with_episode().filter(overlay_key=key).first()
    if production is None:
        raise Http404
    layers = request.GET.getlist("layer") or Layer.values
    if not set(layers) <= set(Layer.values):
        return HttpResponse(status=400)
    topic = telling.overlay_topic(production)
    after = Stream.objects.number_of(topic)  # first this: a change in between is told, not missed
    on_air = OnAir.objects.filter(production=production).first()
    language = production.episode.locale.language_code
    with translation.override(language):
        response = render(
            request,
            "sasando_live/overlay.html",
            {
                "language": language,
                "layers": layers,
                "shown": {
                    "number": on_air.number if on_air else 0,
                    "layers": on_air.layers if on_air else {},
                },
                "now": timezone.now().isoformat(),
                "push_url": push_url(topic, after=after),
            },
        )
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src {push_origin()}; base-uri 'none'; frame-ancestors 'none'"
    )
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp: it has one already
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
