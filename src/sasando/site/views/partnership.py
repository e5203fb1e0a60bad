"""The public page of what commission and newsroom agreed, and what came of it."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sasando.partnership.public import public_agreements
from sasando.site.addresses import LANGUAGES, page_path
from sasando.site.responses import in_language, page
from sasando.site.setting import render, setting_for

PATH = {"id": "kerja-sama", "en": "partnership"}
_KEPT_S = 300  # seconds: it is read far more often than anything of it changes


@in_language
def partnership(request: HttpRequest, language: str) -> HttpResponse:
    """Show every agreement in force: promised, proven, missing, and what was not paid."""
    key = f"public-agreements-{language}"
    html = cache.get(key)
    if html is None:
        html = _page(language)
        cache.set(key, html, _KEPT_S)
    return page(html, language=language)


def partnership_path(language: str) -> str:
    """Return the path of the page."""
    return f"{page_path('about', language)}{PATH[language]}/"


def _page(language: str) -> str:
    both = [(code, partnership_path(code)) for code in LANGUAGES]
    return render(
        "partnership.html",
        setting_for(language, partnership_path(language), languages=both),
        agreements=public_agreements(today=timezone.localdate()),
    )
