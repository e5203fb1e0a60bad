"""The desk's screen of what platforms counted."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.desk.lens import Balance, Count, concerns
from sasando.desk.lens.balance import GUIDELINES
from sasando.parties.languages import screen_language
from sasando.plugins import MeasureKind
from sasando.reach.models import Reading
from sasando.reach.own_site import most_shown
from sasando.reach.voices import MONTHS, last_months, voices, whole_year, years
from sasando.rendering.phrases import phrase

_ROWS = 100
_DAYS, _PAGES = 30, 25


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """List what was read, the newest first, the pages shown most, and what each measure means."""
    today = timezone.localdate()
    pages = most_shown(today - timedelta(days=_DAYS), today, limit=_PAGES)
    language = screen_language()
    rows = [
        (reading, [(_named(m.kind, language), m) for m in reading.measurements.all()])
        for reading in Reading.objects.newest_first()[:_ROWS]
    ]
    title = _("Readings")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("sasando_reach"), "label": _("Reach")},
            {"url": "", "label": title},
        ],
        "rows": rows,
        "pages": [(path, _named(kind, language), count) for path, kind, count in pages],
        "days": _DAYS,
        "definitions": [
            (_named(kind, language), phrase(f"measure.{kind.value}_means", language))
            for kind in MeasureKind
        ],
    }
    return render(request, "sasando_reach/readings.html", context)


@require_GET
def heard(request: HttpRequest) -> HttpResponse:
    """Show who is heard and seen, month by month, and what each stage says of women's concerns.

    ``?tahun=2024`` shows a calendar year; without it, the last ``MONTHS`` months.
    """
    language = screen_language()
    asked = request.GET.get("tahun", "")
    there = years()
    year = int(asked) if asked in {str(one) for one in there} else None
    since, until = whole_year(year) if year else last_months(timezone.now())
    found = voices(since=since, until=until)
    title = _("Who is heard")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "months": [(month, _shares(month.balance, month.spoken)) for month in found.months],
        "names": [name for name, _count in _counts(found.total, found.spoken)],
        "total": _shares(found.total, found.spoken),
        "stages": [
            (
                stage,
                [(c.label[language], c in stage.concerns, c.guideline) for c in concerns()],
            )
            for stage in found.stages
        ],
        "is_cut": found.is_cut,
        "shown": MONTHS,
        "year": year,
        "years": there,
        "sources": GUIDELINES,
    }
    return render(request, "sasando_reach/heard.html", context)


def _counts(balance: Balance, spoken: Count) -> list[tuple[str, Count]]:
    return [
        (_("Speakers quoted"), balance.speakers),
        (_("Experts quoted"), balance.experts),
        (_("People in pictures"), balance.pictured),
        (_("Speaking or working in pictures"), balance.active),
        (_("Guests"), balance.guests),
        (_("Guests' time on air"), spoken),
    ]


def _shares(balance: Balance, spoken: Count) -> list[tuple[str, Count, int | None]]:
    """Name, counts, and the share of women in per cent: ``None`` where nobody stated a gender."""
    return [
        (name, count, None if count.share is None else round(100 * count.share))
        for name, count in _counts(balance, spoken)
    ]


def _named(kind: str, language: str) -> str:
    return phrase(f"measure.{kind}", language)
