"""Editions of the open data: made when something changed, kept a while, whole or not at all."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.timezone import get_default_timezone

from sasando.accounts import signals
from sasando.accounts.models import Edition
from sasando.accounts.models.editions import shelf
from sasando.accounts.package import Package, PackageError, digest_of, read, write, zip_bytes
from sasando.accounts.packing import NAME, packed
from sasando.accounts.tables.gathered import all_tables
from sasando.reach.figures.period import day_of

logger = logging.getLogger(__name__)

NIGHT = time(2)  # when the day before is over for everybody, where the house is
KEPT = timedelta(days=35)
"""How long every edition is kept; after that the last of each month is, for good."""

_LEFT = timedelta(days=1)  # after which what a killed program began is nobody's any more
_BEGUN = ".begun-"


def publish_nightly(*, at: datetime) -> Edition | None:
    """Publish what changed since yesterday, once a night; return the edition where there is a new one.

    May be asked at any time: it is done when the night has come and today's is not done yet.
    """
    local = at.astimezone(get_default_timezone())
    current = Edition.objects.current()
    if local.time() < NIGHT or (current and day_of(current.checked_at) >= local.date()):
        return None
    made = publish(at=at)
    tidy(at=at)
    return made


def publish(*, at: datetime) -> Edition | None:
    """Make an edition of what the public may know at ``at``; ``None`` where nothing changed.

    One whose files are missing or damaged is followed by another of the same content.
    The files are there before the row is: an edition that is named is whole. Raises ``OSError``,
    and ``PackageError`` for a table that contradicts its own dictionary.
    """
    tables = all_tables(at=at)
    version = _next_version(day_of(at))
    package = packed(tables, at=at, version=version)
    digest = digest_of(package)
    current = Edition.objects.current()
    if current and current.digest == digest and not problem_of(current):
        Edition.objects.filter(pk=current.pk).update(checked_at=at)
        return None
    begun = shelf() / f"{_BEGUN}{digest[-12:]}-{version}"
    try:
        _begin(package, begun)
        return _name(version, digest, begun, at)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def problem_of(edition: Edition) -> str:
    """Say what is wrong with the files of ``edition``; "" where they are all there and as written."""
    try:
        read(edition.folder)
    except PackageError as error:
        return str(error)
    if not edition.zip_file.is_file():
        return f"{edition.zip_file} is missing"
    return ""


def tidy(*, at: datetime) -> int:
    """Remove editions that are not kept any longer, and what a killed program left; return how many."""
    gone = list(_outlived(at))
    Edition.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in gone:
        _remove(one.folder)
        _remove(one.zip_file)
    known = {name for one in Edition.objects.all() for name in (one.version, one.zip_file.name)}
    if shelf().is_dir():
        for path in shelf().iterdir():
            if path.name not in known and _is_left(path, at):
                _remove(path)
    return len(gone)


def _begin(package: Package, begun: Path) -> None:
    """Write the files under a name nobody reads."""
    _remove(begun)
    folder = begun / package.version
    begun.mkdir(parents=True)
    write(package, folder)
    body = zip_bytes(folder, root=f"{NAME}-{package.version}")
    with folder.with_name(f"{package.version}.zip").open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())


def _name(version: str, digest: str, begun: Path, at: datetime) -> Edition | None:
    """Give the files their name and write the row; ``None`` where another did so at the same time."""
    try:
        with transaction.atomic():
            made = Edition.objects.create(version=version, made_at=at, digest=digest, checked_at=at)
            for new, final in (
                (begun / made.folder.name, made.folder),
                (begun / made.zip_file.name, made.zip_file),
            ):
                _remove(final)  # no row names it: a program was killed between file and row
                new.replace(final)
            signals.edition_published.send(sender=Edition, edition=made, at=at)
    except IntegrityError:
        logger.info("edition %s was made by another worker", version)
        return None
    return made


def _next_version(day: date) -> str:
    """Return ``2024.11.29``, or with a number after it where the day has an edition already."""
    plain = f"{day:%Y.%m.%d}"
    taken = set(Edition.objects.filter(version__startswith=plain).values_list("version", flat=True))
    if plain not in taken:
        return plain
    number = max((int(one.rpartition(".")[2]) for one in taken if one != plain), default=1)
    return f"{plain}.{number + 1}"


def _outlived(at: datetime) -> Iterable[Edition]:
    """The editions that are older than ``KEPT``, but for the last of each month and the current one."""
    months: set[tuple[int, int]] = set()
    for place, one in enumerate(Edition.objects.newest_first()):
        day = day_of(one.made_at)
        last_of_month = (day.year, day.month) not in months
        months.add((day.year, day.month))
        if place and not last_of_month and one.made_at < at - KEPT:
            yield one


def _is_left(path: Path, at: datetime) -> bool:
    return path.stat().st_mtime < (at - _LEFT).timestamp()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
