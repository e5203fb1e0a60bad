"""Backup and restore: database, pictures, proofs and keys in one file that is checked by its sums.

The database is copied while it is in use: SQLite by its own online backup, PostgreSQL by pg_dump.
"""

import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from sasando import __version__
from sasando.documents.digest import sha256_hex

MANIFEST = "manifest.json"
_DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


class BackupError(Exception):
    """The backup cannot be made or is not whole; the message says what to do."""


def make_backup(target: Path, *, at: datetime, with_keys: bool = True) -> dict[str, Any]:
    """Write a backup to ``target`` (.tar.gz); return its manifest.

    The file appears under its name only when it is whole. Raises ``BackupError``.
    """
    partial = target.with_name(target.name + ".partial")
    sums: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / _DATABASE[connection.vendor]
        _dump(database)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds keys
        with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for path, name in _members(database, with_keys=with_keys):
                sums[name] = sha256_hex(path.read_bytes())
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
            if path.is_file():
                yield path, f"{name}/{path.relative_to(root)}"
    secret = settings.HOME / "secret.key"
    if with_keys and secret.is_file():
        yield secret, "secret.key"


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return
    _postgresql(["pg_dump", "--format=custom", f"--file={target}"])


def _postgresql(command: list[str]) -> None:
    parameters = connections["default"].get_connection_params()
    environment = dict(os.environ)
    for name, variable in (
        ("host", "PGHOST"),
        ("port", "PGPORT"),
        ("user", "PGUSER"),
        ("password", "PGPASSWORD"),
        ("dbname", "PGDATABASE"),
    ):
        if parameters.get(name):
            environment[variable] = str(parameters[name])
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - fixed programs
    except FileNotFoundError as error:
        raise BackupError(f"{command[0]} is not installed: install postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{command[0]}: {error.stderr.decode(errors='replace')}") from error


def read_manifest(source: Path) -> dict[str, Any]:
    """Check every file of the backup against its sum; return the manifest. Raises ``BackupError``."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest: dict[str, Any] = json.load(_file(archive, MANIFEST))
            for name, expected in manifest["files"].items():
                if sha256_hex(_file(archive, name).read()) != expected:
                    raise BackupError(f"{name} in {source.name} is damaged: use another backup")
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupError(f"{source.name} is no whole backup of Sasando: {error}") from error
    return manifest


def _file(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def restore_backup(source: Path) -> dict[str, Any]:
    """Check the backup whole, then put it in place of what is there; return its manifest.

    What was there is kept beside it with the ending ``.before-restore``. Raises ``BackupError``.
    """
    manifest = read_manifest(source)
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"this backup is of {manifest['database']}, the settings say {connection.vendor}: "
            "set DATABASE_URL to match"
        )
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        fresh = Path(folder)
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(fresh, filter="data")
        _restore_database(fresh / _DATABASE[connection.vendor])
        _swap(fresh / "media", Path(settings.MEDIA_ROOT))
        _swap(fresh / "keys", Path(settings.KEYS))
        _swap(fresh / "secret.key", settings.HOME / "secret.key")
    return manifest


def _restore_database(dump: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        target = Path(settings.DATABASES["default"]["NAME"])
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        _swap(dump, target)
        return
    _postgresql(["pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "-d",
                 str(connections["default"].get_connection_params()["dbname"]), str(dump)])  # fmt: skip


def _swap(fresh: Path, target: Path) -> None:
    if not fresh.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(_aside(target))
    fresh.rename(target)


def _aside(target: Path) -> Path:
    aside = target.with_name(target.name + ".before-restore")
    number = 1
    while aside.exists():
        number += 1
        aside = target.with_name(f"{target.name}.before-restore-{number}")
    return aside
