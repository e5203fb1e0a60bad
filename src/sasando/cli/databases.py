"""The database as one file: copied while it is in use, and put back whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
_PROGRAM_S = 3600  # seconds a program of PostgreSQL may take
_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
# Everything of the house lies in one schema. What a newer release added goes too: its tables refer
# to those that are put back. A lock that someone else holds fails at once rather than for ever.
_EMPTY = """
SET LOCAL lock_timeout = '10s';
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
  FOR thing IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
  LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
END $$;
"""


class DatabaseError(Exception):
    """The database cannot be copied or put back; the message says what to do."""


def dump(target: Path) -> None:
    """Write the database to ``target`` while it is in use. Raises ``DatabaseError``."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return
    _postgresql(["pg_dump", "--format=custom", f"--file={target}"])


def check_unused() -> None:
    """Raise ``DatabaseError`` while somebody else is connected, from whatever machine."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    connections.close_all()
    if others:
        raise DatabaseError(
            f"{others} others are connected to the database: stop every `sasando` process on it first"
        )


def restore_postgresql(source: Path) -> None:
    """Put the dump at ``source`` in place of what is there, in one transaction.

    Where anything fails the database is as it was. Raises ``DatabaseError``.
    """
    script = source.with_suffix(".sql")
    connections.close_all()
    _postgresql(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)])
    empty = source.with_suffix(".empty.sql")
    empty.write_text(_EMPTY)
    _postgresql(
        ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
         "--output=/dev/null", f"--file={empty}", f"--file={script}"]
    )  # fmt: skip


def restore_sqlite(
    source: Path, *, target: Path, move: Callable[[Path, Path], object], aside: Path
) -> None:
    """Put the database at ``source`` at ``target`` with ``move``; what was there goes ``aside``.

    Its write-ahead log goes with it: it holds commits that the main file may not have yet.
    """
    connections.close_all()
    target.with_name(f"{target.name}-shm").unlink(missing_ok=True)  # an index of the log, made anew
    for ending in ("-wal", ""):
        old = target.with_name(target.name + ending)
        if old.exists():
            move(old, aside.with_name(aside.name + ending))
    move(source, target)


def _postgresql(command: list[str]) -> None:
    parameters = connections["default"].get_connection_params()
    given = {
        _ENVIRONMENT[name]: str(parameters[name]) for name in _ENVIRONMENT if parameters.get(name)
    }
    try:
        subprocess.run(  # noqa: S603 - fixed programs
            command,
            env={**os.environ, **given},
            check=True,
            capture_output=True,
            timeout=_PROGRAM_S,
        )
    except FileNotFoundError as error:
        raise DatabaseError(f"{command[0]} is not installed: install postgresql-client") from error
    except subprocess.TimeoutExpired as error:
        raise DatabaseError(f"{command[0]} did not end in {_PROGRAM_S} s") from error
    except subprocess.CalledProcessError as error:
        raise DatabaseError(f"{command[0]}: {error.stderr.decode(errors='replace')}") from error
