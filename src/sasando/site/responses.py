"""How a public answer is sent: the same headers whether it is rendered now or was baked."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from sasando.channels.hub.rules import link_header
from sasando.desk.addresses import absolute
from sasando.live.addresses import push_origin

# Where live news is listened to, if not at the site itself.
_PUSH = "" if push_origin() == settings.SITE_URL else f" {push_origin()}"
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",  # what a script of ours makes of a stream (Media Source Extensions)
        f"connect-src 'self'{_PUSH}",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
FRAMED_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For what is made to stand on other sites; on it nothing can be pressed that changes anything."""
HTML = "text/html; charset=utf-8"
_SECONDS = 60  # how long a reader's browser may keep a page


def dress(
    response: HttpResponse, *, language: str = "", max_age: int = _SECONDS, framed: bool = False
) -> HttpResponse:
    """Return ``response`` with the headers of a public page; ``framed``: other sites may show it."""
    response.headers["Content-Security-Policy"] = FRAMED_POLICY if framed else PAGE_POLICY
    response.xframe_options_exempt = framed  # the policy says it
    response.headers.setdefault("Cache-Control", f"public, max-age={max_age}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if language:
        response.headers["Content-Language"] = language
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp: it has one already
    return response


def page(html: str, *, language: str, status: int = 200, framed: bool = False) -> HttpResponse:
    """Return a page; ``framed``: one that other sites may show in a frame."""
    response = HttpResponse(html, content_type=HTML, status=status)
    return dress(response, language=language, framed=framed)


def unkept(response: HttpResponse) -> HttpResponse:
    """Return a page that answers one visitor: nobody keeps it, and no robot lists it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def data(body: bytes, content_type: str, *, max_age: int = _SECONDS) -> HttpResponse:
    """Return bytes for machines; any site may read them."""
    response = dress(HttpResponse(body, content_type=content_type), max_age=max_age)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def name_hub(response: HttpResponse, path: str) -> HttpResponse:
    """Return the feed at ``path`` with the header by which subscribers find its hub (WebSub 4)."""
    response.headers["Link"] = link_header(hub=settings.HUB_URL, topic=absolute(path))
    return response


def json_data(value: Any, content_type: str = "application/json") -> HttpResponse:
    """Return ``value`` as JSON for machines."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return data(f"{text}\n".encode(), content_type)


def in_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` run with Django's words in its page's language too."""

    @wraps(view)
    def spoken(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        with translation.override(language):
            return view(request, language, **kwargs)

    return spoken
