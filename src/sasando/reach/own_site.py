"""What the own site's pages were shown: by item, and by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Sum

from sasando.desk.addresses import item_path
from sasando.desk.models import Version
from sasando.documents import Kind
from sasando.reach.models import PageViews

Shown = dict[str, int]  # kind of measure → how often


def shown_of(keys: Collection[UUID]) -> dict[UUID, Shown]:
    """Return how often the pages of the items with these translation keys were shown. Two queries.

    All languages of an item count, and every address it had.
    """
    addresses = (
        Version.objects.public()
        .filter(item__translation_key__in=keys)
        .order_by()
        .values_list("kind", "language", "slug", "item__translation_key")
        .distinct()
    )
    owners = {item_path(Kind(kind), language, slug): key for kind, language, slug, key in addresses}
    found: dict[UUID, Shown] = defaultdict(lambda: defaultdict(int))
    for path, kind, count in _sums(PageViews.objects.filter(path__in=owners)):
        found[owners[path]][kind] += count
    return {key: dict(kinds) for key, kinds in found.items()}


def most_shown(since: date, until: date, *, limit: int) -> list[tuple[str, str, int]]:
    """Return path, kind and count of the pages shown most from ``since`` up to ``until``."""
    rows = PageViews.objects.filter(day__gte=since, day__lte=until)
    return sorted(_sums(rows), key=lambda row: (-row[2], row[0], row[1]))[:limit]


def _sums(rows: models.QuerySet[PageViews]) -> list[tuple[str, str, int]]:
    sums = rows.order_by().values_list("path", "kind").annotate(total=Sum("count"))
    return [(path, kind, int(total)) for path, kind, total in sums]
