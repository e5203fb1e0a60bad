"""What readers get when a page is not there, or the house fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sasando.site.responses import page
from sasando.site.setting import render, setting_for


def language_of(path: str) -> str:
    """Return the language a path speaks."""
    return "en" if path.startswith("/en/") else "id"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the language of the address, with ways on."""
    return _error(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: no query and no account of what happened; that is in the log."""
    return _error(request, 500)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    language = language_of(request.path)
    html = render("error.html", setting_for(language, "/404/"), status=status)
    response = page(html, language=language, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
