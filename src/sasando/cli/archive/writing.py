"""Write the archive: one moment of the database, and the files that belong to it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from sasando import __version__
from sasando.cli import databases
from sasando.cli.archive.layout import (
    ABOUT,
    FILES,
    FORMAT,
    KEYS,
    READ_ME,
    SECRET,
    SUMS,
    TABLES,
    WORDS,
    ArchiveError,
    Progress,
    digest_of,
    members,
)
from sasando.cli.archive.tables import Model, groups, lines, name_of

_SNAPSHOT = "snapshot"


def export_all(
    folder: Path, *, at: datetime, progress: Progress, with_keys: bool = True
) -> dict[str, Any]:
    """Write everything to ``folder``; return what ``archive.json`` says.

    The house may be in use: the rows are of one moment. What broke off is begun again by the same
    command: files that are there whole are not copied twice. Raises ``ArchiveError``, ``OSError``.
    """
    _check(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / TABLES).mkdir(exist_ok=True)  # it is ours from here on
    (folder / ABOUT).unlink(missing_ok=True)  # without it the folder is no whole archive
    with _snapshot(folder) as using:
        counts = _tables(folder / TABLES, using, progress)
    _files(folder, progress, with_keys=with_keys)
    (folder / READ_ME).write_text(WORDS, encoding="utf-8")
    names = list(members(folder))
    sums = []
    for number, name in enumerate(names, start=1):
        sums.append(f"{digest_of(folder / name)}  {name}\n")
        progress("sums", number, len(names))
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    about = {
        "format": FORMAT,
        "version": __version__,
        "made_at": at.isoformat(),
        "migrations": migrations(),
        "rows": counts,
    }
    _whole(folder / ABOUT, [json.dumps(about, indent=1)])
    return about


def migrations() -> dict[str, str]:
    """Return the last migration of each app in this database."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return dict(applied)


def _check(folder: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not _is_ours(folder)):
        raise ArchiveError(f"{folder} holds something else: name a new folder")


def _is_ours(folder: Path) -> bool:
    return (folder / TABLES).is_dir() or (folder / ABOUT).is_file()


@contextmanager
def _snapshot(folder: Path) -> Iterator[str]:
    """Yield the name of a connection that sees the database of one moment, whoever writes meanwhile."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield "default"
        return
    copy = folder / f"{_SNAPSHOT}.part"
    copy.unlink(missing_ok=True)
    databases.dump(copy)
    connections.databases[_SNAPSHOT] = connections.databases["default"] | {"NAME": str(copy)}
    try:
        yield _SNAPSHOT
    finally:
        connections[_SNAPSHOT].close()
        del connections.databases[_SNAPSHOT]
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _tables(folder: Path, using: str, progress: Progress) -> dict[str, int]:
    tables: list[Model] = [model for group in groups() for model in group]
    counts: dict[str, int] = {}
    for number, model in enumerate(tables, start=1):
        counts[name_of(model)] = _whole(
            folder / f"{name_of(model)}.jsonl", lines(model, using=using)
        )
        progress("tables", number, len(tables))
    for path in folder.iterdir():
        if path.name.removesuffix(".jsonl") not in counts:
            path.unlink()  # of an earlier release
    return counts


def _whole(path: Path, rows: Iterator[str] | list[str]) -> int:
    """Write lines under another name, then rename; return how many."""
    part = path.with_name(f"{path.name}.part")
    count = 0
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(row + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return count


def _files(folder: Path, progress: Progress, *, with_keys: bool) -> None:
    sources = {FILES: Path(settings.MEDIA_ROOT)}
    if with_keys:
        sources[KEYS] = Path(settings.KEYS)
    wanted = [
        (path, folder / name / path.relative_to(root))
        for name, root in sources.items()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()  # links to films follow from the database
    ]
    secret = Path(settings.HOME) / SECRET
    if with_keys and secret.is_file():
        wanted.append((secret, folder / KEYS / SECRET))
    _remove_others(folder, {copy for _, copy in wanted})
    for number, (source, copy) in enumerate(wanted, start=1):
        if not _is_copied(source, copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_name(f"{copy.name}.part")
            shutil.copy2(source, part)
            part.replace(copy)
        progress("files", number, len(wanted))


def _is_copied(source: Path, copy: Path) -> bool:
    if not copy.is_file():
        return False
    ours, theirs = source.stat(), copy.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    """Remove what an earlier run copied and the house has no more."""
    for name in (FILES, KEYS):
        for path in sorted((folder / name).rglob("*"), reverse=True):
            if path.is_file() and path not in wanted:
                path.unlink()
