"""What was published, corrected and withdrawn, month by month, as the transparency log has it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_default_timezone

from sasando.accounts.package import Resource
from sasando.accounts.tables.defined import filled
from sasando.desk.models import LogLeaf
from sasando.desk.models.log import LogEvent

_COUNTED = ("published", "new_versions", "withdrawn", "expired")
_Counts = dict[tuple[str, str, str], dict[str, int]]  # by month (or year), kind and language


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return what was published up to ``at``, by month and by year; one query."""
    counts = _counts(at)
    years: _Counts = defaultdict(_nothing)
    for (month, kind, _language), found in counts.items():
        of_year = years[month[:4], kind, ""]
        for name, count in found.items():
            of_year[name] += count
    return (
        filled(
            "publications",
            (
                {"month": month, "kind": kind, "language": language, **found}
                for (month, kind, language), found in sorted(counts.items())
            ),
        ),
        filled(
            "publications-by-year",
            (
                {"year": int(year), "kind": kind, **found}
                for (year, kind, _), found in sorted(years.items())
            ),
        ),
    )


def _counts(at: datetime) -> _Counts:
    rows = (
        LogLeaf.objects.filter(at__lte=at)
        .order_by()
        .annotate(month=TruncMonth("at", tzinfo=get_default_timezone()))
        .values_list("month", "version__kind", "version__language", "event")
        .annotate(all=Count("pk"), first=Count("pk", filter=Q(version__number=1)))
    )
    counts: _Counts = defaultdict(_nothing)
    for month, kind, language, event, count, first in rows:
        found = counts[f"{month:%Y-%m}", kind, language]
        if event == LogEvent.PUBLISHED:
            found["published"] += first
            found["new_versions"] += count - first
        else:
            found[event] += count
    return counts


def _nothing() -> dict[str, int]:
    return dict.fromkeys(_COUNTED, 0)
