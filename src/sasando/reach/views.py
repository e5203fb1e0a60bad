"""The desk's screen of what platforms counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.plugins import MeasureKind
from sasando.reach.models import Reading
from sasando.rendering.phrases import phrase

_ROWS = 100


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """List what was read, the newest first, and what each measure means."""
    language = (get_language() or "id")[:2]
    rows = [
        (reading, [(_named(m.kind, language), m) for m in reading.measurements.all()])
        for reading in Reading.objects.newest_first()[:_ROWS]
    ]
    context = {
        "page_title": _("Reach"),
        "header_title": _("Reach"),
        "header_icon": "view",
        "rows": rows,
        "definitions": [
            (_named(kind, language), phrase(f"measure.{kind.value}_means", language))
            for kind in MeasureKind
        ],
    }
    return render(request, "sasando_reach/readings.html", context)


def _named(kind: str, language: str) -> str:
    return phrase(f"measure.{kind}", language)
