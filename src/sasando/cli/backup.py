"""Backup and restore: database, pictures, proofs and keys in one file that is checked by its sums.

The database is copied while it is in use: SQLite by its own online backup, PostgreSQL by pg_dump.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from errno import EXDEV
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection

from sasando import __version__
from sasando.cli import databases
from sasando.occupancy import alone
from sasando.site.files import empty_baked

MANIFEST = "manifest.json"


class BackupError(Exception):
    """The backup cannot be made or is not whole; the message says what to do."""


def make_backup(target: Path, *, at: datetime, with_keys: bool = True) -> dict[str, Any]:
    """Write a backup to ``target`` (.tar.gz); return its manifest.

    The file appears under its name only when it is whole. Raises ``BackupError``.
    """
    partial = target.with_name(target.name + ".partial")
    sums: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / databases.NAMES[connection.vendor]
        try:
            databases.dump(database)
        except databases.DatabaseError as error:
            raise BackupError(str(error)) from error
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds keys
        with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for path, name in _members(database, with_keys=with_keys):
                with path.open("rb") as file:
                    sums[name] = _digest(file)
                archive.add(path, name)
            manifest = {
                "format": "sasando-backup/1",
                "version": __version__,
                "made_at": at.isoformat(),
                "database": connection.vendor,
                "files": sums,
            }
            body = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(body), 0o600
            archive.addfile(entry, io.BytesIO(body))
            archive.close()
            raw.flush()
            os.fsync(raw.fileno())
    partial.replace(target)
    return manifest


def _members(database: Path, *, with_keys: bool) -> Iterator[tuple[Path, str]]:
    yield database, database.name
    folders = [(settings.MEDIA_ROOT, "media")] + ([(settings.KEYS, "keys")] if with_keys else [])
    for root, name in folders:
        for path in sorted(Path(root).rglob("*")):
            if path.is_file() and not path.is_symlink():  # links to films follow from the database
                yield path, f"{name}/{path.relative_to(root)}"
    secret = settings.HOME / "secret.key"
    if with_keys and secret.is_file():
        yield secret, "secret.key"


def read_manifest(source: Path) -> dict[str, Any]:
    """Check every file of the backup against its sum; return the manifest. Raises ``BackupError``."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest: dict[str, Any] = json.load(_file(archive, MANIFEST))
            for name, expected in manifest["files"].items():
                if _digest(_file(archive, name)) != expected:
                    raise BackupError(f"{name} in {source.name} is damaged: use another backup")
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupError(f"{source.name} is no whole backup of Sasando: {error}") from error
    return manifest


def _digest(file: Any) -> str:
    """Return the SHA-256 of an open file, read piece by piece: a film is larger than memory."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def _file(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def restore_backup(source: Path) -> dict[str, Any]:
    """Check the backup whole, then put it in place of what is there; return its manifest.

    What was there is kept beside it with the ending ``.before-restore``. Where anything fails, all
    of it is as it was. The pages baked from the old database are removed. Raises ``BackupError``,
    ``OSError``, and ``HouseInUse`` while a server or worker runs.
    """
    manifest = read_manifest(source)
    vendor = manifest["database"]
    if vendor != connection.vendor:
        raise BackupError(
            f"this backup is of {vendor}, the settings say {connection.vendor}: "
            "set DATABASE_URL to match"
        )
    with alone(settings.HOME), tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        fresh = Path(folder)
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(fresh, filter="data")
        _close(fresh / "keys")
        try:
            databases.check_unused()
            _put_in_place(fresh, fresh / databases.NAMES[vendor])
        except databases.DatabaseError as error:
            raise BackupError(f"{error}\nNothing was restored; all is as it was.") from error
        empty_baked(Path(settings.BAKED))
        for cache in caches.all(initialized_only=False):
            cache.clear()
    return manifest


def _close(folder: Path) -> None:
    """Give the private keys to their owner alone: the archive holds files, not their folders."""
    if folder.is_dir():
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _put_in_place(fresh: Path, dump: Path) -> None:
    """Move everything in; the database of PostgreSQL last, since only its commit is for good."""
    with ExitStack() as undo:
        for name, target in (
            ("media", Path(settings.MEDIA_ROOT)),
            ("keys", Path(settings.KEYS)),
            ("secret.key", settings.HOME / "secret.key"),
        ):
            _swap(fresh / name, target, undo)
        if connection.vendor == "sqlite":
            target = Path(settings.DATABASES["default"]["NAME"])
            databases.restore_sqlite(
                dump, target=target, move=partial(_move, undo), aside=_aside(target)
            )
        else:
            before = _aside(settings.HOME / databases.NAMES["postgresql"])
            before.touch(mode=0o600)
            databases.dump(before)
            databases.restore_postgresql(dump)
        undo.pop_all()


def _swap(fresh: Path, target: Path, undo: ExitStack) -> None:
    if not fresh.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.restoring")  # the target may be on another disk
    _remove(beside)  # of a restore that was killed
    shutil.move(fresh, beside)
    undo.callback(_remove, beside)
    if target.exists():
        _move(undo, target, _aside(target))
    _move(undo, beside, target)


def _move(undo: ExitStack, old: Path, new: Path) -> None:
    try:
        old.rename(new)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        shutil.move(old, new)
    undo.callback(shutil.move, new, old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _aside(target: Path) -> Path:
    aside = target.with_name(target.name + ".before-restore")
    number = 1
    while aside.exists():
        number += 1
        aside = target.with_name(f"{target.name}.before-restore-{number}")
    return aside
