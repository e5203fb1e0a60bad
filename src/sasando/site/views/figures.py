"""What became of people's questions, for everybody: counts only, and the verdicts asked for most."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sasando.site.addresses import LANGUAGES, beside_check
from sasando.site.asked import DAYS, OUTCOMES, asked_most, bars_of, days_before, total_of
from sasando.site.responses import data, in_language, page
from sasando.site.setting import local_day, render, setting_for


@in_language
def figures(request: HttpRequest, language: str) -> HttpResponse:
    """Thirty days as a chart and a table, and the claims asked about most."""
    days = days_before(local_day(timezone.now()))
    setting = setting_for(
        language,
        beside_check("figures", language),
        languages=[(code, beside_check("figures", code)) for code in LANGUAGES],
    )
    html = render(
        "figures.html",
        setting,
        days=days,
        span=DAYS,
        outcomes=OUTCOMES,
        total=total_of(days),
        bars=bars_of(days),
        most=asked_most(language),
        file=f"{setting.path.rstrip('/')}.csv",
    )
    return page(html, language=language)


def file(request: HttpRequest, language: str) -> HttpResponse:
    """The same table as CSV (RFC 4180), one row a day, for machines of every language."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(("day", "asked", *(name.replace("-", "_") for name in OUTCOMES)))
    for day in days_before(local_day(timezone.now())):
        writer.writerow((day.day.isoformat(), day.asked, *(day.counts[n] for n in OUTCOMES)))
    response = data(lines.getvalue().encode(), "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="sasando-check-figures.csv"'
    return response
