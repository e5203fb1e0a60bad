"""What worked: the text whose pages were shown most in the week, by that one measure and no other."""

from __future__ import annotations

from dataclasses import dataclass

from sasando.accounts.digest.week import Week
from sasando.desk.addresses import item_path
from sasando.desk.models import Version
from sasando.documents import Kind
from sasando.plugins import MeasureKind
from sasando.reach.own_site import most_shown

_LOOKED_AT = 50  # pages: lists and the home page are shown more often than any text


@dataclass(frozen=True, slots=True)
class Worked:
    """One text and how often its page was shown."""

    headline: str
    path: str
    shown: int


def worked(week: Week) -> Worked | None:
    """Return the text of the week; ``None`` when no page of a text was shown. Two queries."""
    shown = {
        path: count
        for path, kind, count in most_shown(week.since, week.until, limit=_LOOKED_AT)
        if kind == MeasureKind.PAGE_VIEWS
    }
    slugs = {path.rstrip("/").rsplit("/", 1)[-1] for path in shown}
    rows = Version.objects.current().filter(slug__in=slugs).order_by("-published_at", "-pk")
    by_path: dict[str, Version] = {}
    for version in rows:
        path = item_path(Kind(version.kind), version.language, version.slug)
        by_path.setdefault(path, version)
    for path, count in shown.items():
        if path in by_path:
            return Worked(by_path[path].headline, path, count)
    return None
