"""What was tallied of the own pages is folded into the database, each line once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from platform import node

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import get_default_timezone

from sasando.reach.counting import Tally
from sasando.reach.counting.tally import Stretch
from sasando.reach.models import PageViews, TallyMark


def tally() -> Tally:
    """Return the tally of this machine."""
    return Tally(settings.TALLY)


def count_views(*, at: datetime) -> int:
    """Fold what was tallied on this machine since the last call; return how many views that was.

    The counts and the mark up to which they go are written together: what breaks off is read
    again, what is written is not. Two workers of one machine wait for each other.
    """
    files, machine = tally(), node()[:100]
    return sum(_fold(files, machine, day) for day in files.days())


def tallied_before(before: datetime) -> tuple[tuple[Path, datetime], ...]:
    """Return the files of days of this machine that were over before that moment, with their ends."""
    zone, files = get_default_timezone(), tally()
    ends = [
        (files.file_of(day), datetime.combine(day + timedelta(days=1), time(0), zone))
        for day in files.days()
    ]
    return tuple((path, over) for path, over in ends if over < before)


def drop_tally(path: Path, at: datetime) -> None:
    """Remove the file of one day, once what stands in it is counted."""
    files, machine, day = tally(), node()[:100], date.fromisoformat(path.name)
    _fold(files, machine, day)
    files.remove(day)
    TallyMark.objects.filter(machine=machine, day=day).delete()


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
