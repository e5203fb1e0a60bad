"""What was tallied of the own pages is folded into the database, each line once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from platform import node
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from sasando.reach.counting import Tally
from sasando.reach.counting.tally import Stretch
from sasando.reach.models import PageViews, TallyMark

_KEPT = timedelta(days=2)  # a process may still write to yesterday's file


def tally() -> Tally:
    """Return the tally of this machine."""
    return Tally(settings.TALLY)


def count_views(*, at: datetime) -> int:
    """Fold what was tallied on this machine since the last call; return how many views that was.

    The counts and the mark up to which they go are written together: what breaks off is read
    again, what is written is not. Two workers of one machine wait for each other.
    """
    files, machine, folded = tally(), node()[:100], 0
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for day in files.days():
        folded += _fold(files, machine, day)
        if day < today - _KEPT:
            files.remove(day)
            TallyMark.objects.filter(machine=machine, day=day).delete()
    return folded


def _fold(files: Tally, machine: str, day: date) -> int:
    TallyMark.objects.get_or_create(machine=machine, day=day)
    folded = 0
    while True:
        with transaction.atomic():
            mark = TallyMark.objects.select_for_update().get(machine=machine, day=day)
            stretch = next(files.stretches(day, mark.end), None)
            if stretch is None:
                return folded
            _add(stretch)
            mark.end = stretch.end
            mark.save(update_fields=["end"])
        folded += stretch.counts.total()


def _add(stretch: Stretch) -> None:
    table = connection.ops.quote_name(PageViews._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (day, kind, path, count) VALUES (%s, %s, %s, %s) "  # noqa: S608 - our table
            f"ON CONFLICT (day, path, kind) DO UPDATE SET count = {table}.count + excluded.count",
            [(stretch.day, *of, count) for of, count in sorted(stretch.counts.items())],
        )
