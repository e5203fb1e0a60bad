"""Questions and answers in numbers: charts, the tables beside them, and the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sasando.claims.figures import DAYS, figures, rows_for_csv
from sasando.claims.permissions import reader_of
from sasando.parties.languages import screen_language
from sasando.rendering.charts import Words, bars, columns


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Show what was asked and what became of it."""
    reader_of(request)
    now = timezone.now()
    found = figures(at=now)
    span = found.to_verdict
    days = {"days": DAYS}
    language = screen_language()
    charts = [
        (_("By hour, the last 24"), found.hours, columns),
        (_("By day, the last %(days)s") % days, found.days, columns),
        (_("What became of them, %(days)s days") % days, found.outcomes, bars),
        (_("By inbox, %(days)s days") % days, found.sources, bars),
        (_("Time to the first reply, 7 days"), found.waits, bars),
    ]
    context = {
        "page_title": _("Questions and answers"),
        "header_title": _("Questions and answers"),
        "header_icon": "order",
        "figures": found,
        "to_verdict": "" if span is None else timesince(now - span, now),
        "days": DAYS,
        "charts": [
            draw(points, Words(title=title, unit=_("questions"), language=language))
            for title, points, draw in charts
        ],
    }
    return render(request, "sasando_claims/answers.html", context)


@require_GET
def answers_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the counts as CSV (RFC 4180), one row an hour, inbox, outcome and language."""
    reader_of(request)
    response = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="tanya-jawab-{day}.csv"'
    return response


def _lines() -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    rows = rows_for_csv(at=timezone.now())
    for row in chain([("hour_utc", "source", "outcome", "language", "count")], rows):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
