"""The database that tests begin with: migrated from nothing once, then copied.

Migrating takes longer than most files of tests. What it leaves is kept in ``build/tests`` under a
digest of all that it comes from, so a changed migration is always run.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import postgresql

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "tests"
_MAKES_TABLES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "settings.py")


def fill() -> None:
    """Bring the default database, which is empty, to where all migrations lead.

    Processes that want the same wait for the one that migrates.
    """
    from django.core.management import call_command
    from django.db import connection

    connection.ensure_connection()
    with alone("databases"):
        source = _what_it_comes_from()
        kept = KEPT / f"{connection.vendor}-{source}"
        if kept.exists():
            _read(kept)
            return
        call_command("migrate", verbosity=0, interactive=False)
        if source == _what_it_comes_from():  # nobody edited it meanwhile
            _keep(kept)


@dataclass
class OfThisProcess:
    """A filled database to which the default connection leads and that no other process has."""

    name: str
    _before: str = ""
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "OfThisProcess":
        from django.db import connection

        self._before = connection.settings_dict["NAME"]
        self._stack.callback(_lead_to, self._before)
        if (
            connection.vendor == "sqlite"
        ):  # a file, as in use: in memory no writer waits for another
            folder = self._stack.enter_context(TemporaryDirectory(prefix="sasando-tests-"))
            self.name = str(Path(folder) / self.name)
        else:
            self._stack.callback(self._drop, self.name)
            self._stack.callback(self._drop, self._first)
        _lead_to(self._first)
        self._create(self._first)
        fill()
        self.renew()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    @property
    def _first(self) -> str:
        """The one that is only copied."""
        return f"{self.name}_first"

    def renew(self) -> None:
        """Make it anew, as it was filled: a test that commits leaves nothing."""
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import cache
        from django.db import connection

        _let_go()
        if connection.vendor == "sqlite":
            for ending in ("-wal", "-shm"):
                Path(f"{self.name}{ending}").unlink(missing_ok=True)
            shutil.copyfile(self._first, self.name)
        else:
            self._drop(self.name)
            self._create(self.name, f'TEMPLATE "{self._first}"')
        _lead_to(self.name)
        ContentType.objects.clear_cache()
        cache.clear()

    def _create(self, name: str, how: str = "") -> None:
        from django.db import connection

        if connection.vendor == "postgresql":
            self._drop(name)
            with _server(self._before) as server:
                server.execute(f'CREATE DATABASE "{name}" {how}')

    def _drop(self, name: str) -> None:
        with _server(self._before) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _let_go() -> None:
    """Close every connection of this process."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _lead_to(name: str) -> None:
    from django.conf import settings
    from django.db import connection

    _let_go()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


@contextmanager
def _server(database: str) -> Iterator[Any]:
    import psycopg
    from django.db import connection

    parameters = connection.get_connection_params() | {"dbname": database}
    for ours in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(ours, None)
    with psycopg.connect(**parameters, autocommit=True) as server:
        yield server


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Keep out other processes that would do the same."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def installed() -> bytes:
    """What is installed, and which Python."""
    names = {f"{one.name}=={one.version}" for one in distributions()}
    return "\n".join([sys.version, *sorted(names)]).encode()


def _what_it_comes_from() -> str:
    from django.db import connection

    digest = sha256(installed())
    if connection.vendor == "postgresql":
        digest.update(str(connection.pg_version).encode())
    house = ROOT / "src" / "sasando"
    for path in sorted({path for form in _MAKES_TABLES for path in house.glob(form)}):
        digest.update(f"{path.relative_to(house)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _keep(path: Path) -> None:
    from django.db import connection

    for old in KEPT.glob(f"{connection.vendor}-*"):
        old.unlink()
    fresh = path.with_suffix(".part")
    _write(fresh)
    fresh.rename(path)


def _write(path: Path) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        copy = sqlite3.connect(path)
        connection.connection.backup(copy)
        copy.close()
    else:
        _postgresql("pg_dump", "--no-owner", "--file", str(path))


def _read(path: Path) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        kept = sqlite3.connect(path)
        kept.backup(connection.connection)
        kept.close()
    else:
        _postgresql("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file", str(path))


def _postgresql(program: str, *arguments: str) -> None:
    from django.db import connection

    where = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {ours: str(where[name]) for name, ours in names.items() if where[name]}
    subprocess.run(
        [postgresql.programs() / program, *arguments],
        env=os.environ | given | {"PGDATABASE": where["NAME"]},
        check=True,
        stdout=subprocess.DEVNULL,
    )
