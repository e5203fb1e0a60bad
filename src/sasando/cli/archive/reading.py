"""Bring an archive back into an empty house, table by table; what broke off goes on where it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from sasando.cli.archive.layout import (
    ABOUT,
    FILES,
    FORMAT,
    KEYS,
    SECRET,
    SUMS,
    TABLES,
    ArchiveError,
    Progress,
    digest_of,
)
from sasando.cli.archive.tables import Model, groups, insert, name_of
from sasando.cli.archive.writing import migrations
from sasando.desk.models import Version
from sasando.occupancy import alone
from sasando.parties.models import Person
from sasando.site.files import empty_baked

_STATE = "import-all.json"  # in the house, as long as it is not done


def import_all(folder: Path, *, progress: Progress) -> dict[str, Any]:
    """Bring back what ``export_all`` wrote to ``folder``; return what ``archive.json`` says.

    The house has its tables (``sasando init``), and nobody in it. Every sum is checked before
    anything is written; then each table comes in whole or not at all. After a break the same command
    goes on. Raises ``ArchiveError`` with all as it was, and ``HouseInUse``.
    """
    about = _about(folder)
    _check_sums(folder, progress)
    with alone(Path(settings.HOME)):
        done = _begun(digest_of(folder / SUMS))
        _fill(folder / TABLES, done, progress)
        _place_files(folder, progress)
        for name in ("update_index", "rebuild_references_index"):
            call_command(name, verbosity=0)
        empty_baked(Path(settings.BAKED))
        for cache in caches.all(initialized_only=False):
            cache.clear()
        _state_file().unlink()
    return about


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"{folder} is no whole archive ({ABOUT} is missing or damaged): export it again"
        ) from error
    if about.get("format") != FORMAT:
        raise ArchiveError(f"{folder} is of another kind: {about.get('format')}, not {FORMAT}")
    ours = migrations()
    if about["migrations"] != ours:
        odd = sorted(set(about["migrations"].items()) ^ set(ours.items()))
        raise ArchiveError(
            f"the archive was made by Sasando {about['version']}, whose tables differ "
            f"({', '.join(f'{app} {name}' for app, name in odd[:4])}): bring it back with that "
            "release (or run `sasando init` here first), then upgrade"
        )
    return about


def _check_sums(folder: Path, progress: Progress) -> None:
    rows = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(rows, start=1):
        expected, _, name = row.partition("  ")
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ArchiveError(f"{SUMS} names a file outside the archive: {name}")
        if not path.is_file() or digest_of(path) != expected:
            raise ArchiveError(f"{name} is missing or damaged: use another copy of the archive")
        progress("sums", number, len(rows))


def _begun(digest: str) -> set[str]:
    """Return the tables that an import of this archive brought in already; begin it if it is new."""
    state = _state_file()
    if state.is_file():
        kept = json.loads(state.read_text())
        if kept["archive"] == digest:
            return set(kept["tables"])
    elif Person.objects.exists() or Version.objects.exists():
        raise ArchiveError(
            "this house is not empty: name another one by SASANDO_HOME and DATABASE_URL, and run "
            "`sasando init` there without --admin"
        )
    _remember(digest, set())
    _empty()
    return set()


def _remember(digest: str, tables: set[str]) -> None:
    part = _state_file().with_suffix(".part")
    part.write_text(json.dumps({"archive": digest, "tables": sorted(tables)}))
    part.replace(_state_file())


def _state_file() -> Path:
    return Path(settings.HOME) / _STATE


def _empty() -> None:
    tables = [model._meta.db_table for group in groups() for model in group]
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True)
    connection.ops.execute_sql_flush(flush)


def _fill(folder: Path, done: set[str], progress: Progress) -> None:
    every = groups()
    digest = digest_of(folder.parent / SUMS)
    for number, group in enumerate(every, start=1):
        if not done.issuperset(map(name_of, group)):
            with transaction.atomic():
                for model in group:
                    _bring(model, folder)
            done |= {name_of(model) for model in group}
            _remember(digest, done)
        progress("tables", number, len(every))
    ContentType.objects.clear_cache()
    with connection.cursor() as cursor:
        models = [model for group in every for model in group]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _bring(model: Model, folder: Path) -> None:
    """Write one table; rows that a break left are taken out first."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our table
    insert(model, _rows(folder / f"{name_of(model)}.jsonl"), using="default")


def _rows(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _place_files(folder: Path, progress: Progress) -> None:
    targets = {FILES: Path(settings.MEDIA_ROOT), KEYS: Path(settings.KEYS)}
    wanted = [
        (path, root / path.relative_to(folder / name))
        for name, root in targets.items()
        for path in sorted((folder / name).rglob("*"))
        if path.is_file()
    ]
    for number, (source, target) in enumerate(wanted, start=1):
        private = source.is_relative_to(folder / KEYS)
        if private and source.name == SECRET:
            target = Path(settings.HOME) / SECRET
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
        shutil.copy2(source, target)
        if private:
            target.chmod(0o600)
        progress("files", number, len(wanted))
