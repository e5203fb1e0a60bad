"""What many tests start from, made by the house's own actions once in a process, then written again.

Founding a desk takes most of a short test's time, and it is the same each time. Within a test's
transaction its rows are read once it stands, and written as they are for the tests that follow.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection

Made = TypeVar("Made")
_Files = dict[tuple[str, str], tuple[bytes, int]]  # content and mode, by setting and path
_Rows = dict[str, list[str]]  # of each table, as SQL literals, in the order they lie there
_FOLDERS = ("KEYS", "MEDIA_ROOT")
_AT_ONCE = 200  # rows of one statement


@dataclass(frozen=True)
class _Memory(Generic[Made]):
    before: tuple[object, ...]  # how the database stood
    rows: _Rows  # of the tables that are not as before
    files: _Files
    made: Made


_memories: dict[str, _Memory] = {}  # type: ignore[type-arg]


def once(name: str, make: Callable[[], Made]) -> Made:
    """Return what ``make`` returns, with its rows and files there; ``name`` is its own.

    Where no transaction will be rolled back, or the database is not as it was, it is really made.
    """
    if not connection.in_atomic_block:
        return make()
    standing = _standing()
    memory = _memories.get(name)
    if memory is None:
        rows, files = _rows(), _files()
        made = make()
        new_rows = {table: now for table, now in _rows().items() if now != rows[table]}
        new_files = {path: now for path, now in _files().items() if now != files.get(path)}
        _memories[name] = _Memory(standing, new_rows, new_files, deepcopy(made))
        return made
    if standing != memory.before:
        return make()
    _write_rows(memory.rows)
    _write_files(memory.files)
    cache.clear()  # what was remembered of other rows with these numbers
    return deepcopy(memory.made)


def _standing() -> tuple[object, ...]:
    """How many rows each table has, and where those begin that others refer to."""
    counts = " UNION ALL ".join(f'SELECT count(*) FROM "{table}"' for table in _columns())
    numbers = (
        "SELECT max(id) FROM django_content_type UNION ALL SELECT max(id) FROM auth_permission"
    )
    return tuple(_raw(f"{counts} UNION ALL {numbers}"))


def _rows() -> _Rows:
    literal = "quote(%s)" if connection.vendor == "sqlite" else "quote_nullable(%s::text)"
    found = {}
    for table, columns in _columns().items():
        told = " || ',' || ".join(literal % f'"{column}"' for column in columns)
        found[table] = [text for (text,) in _raw(f'SELECT {told} FROM "{table}"')]
    return found


def _write_rows(rows: _Rows) -> None:
    for table in rows:
        _raw(f'DELETE FROM "{table}"')
    for table, literals in rows.items():
        columns = ",".join(f'"{column}"' for column in _columns()[table])
        for start in range(0, len(literals), _AT_ONCE):
            values = ",".join(f"({row})" for row in literals[start : start + _AT_ONCE])
            _raw(f'INSERT INTO "{table}" ({columns}) VALUES {values}')


_known_columns: dict[str, list[str]] = {}


def _columns() -> dict[str, list[str]]:
    """The columns of each table. An index of words keeps itself, by triggers."""
    if not _known_columns:
        if connection.vendor == "sqlite":
            sql = (
                "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
                " WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'"
                " ORDER BY t.name, c.cid"
            )
        else:
            sql = (
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
            )
        for table, column in _raw(sql):
            _known_columns.setdefault(table, []).append(column)
    return _known_columns


def _raw(sql: str) -> list[tuple]:  # type: ignore[type-arg]
    """Ask the database itself: these are no queries of the house, and nobody counts them."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        cursor.close()


def _files() -> _Files:
    found = {}
    for name in _FOLDERS:
        folder = Path(getattr(settings, name))
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                key = name, str(path.relative_to(folder))
                found[key] = path.read_bytes(), path.stat().st_mode
    return found


def _write_files(files: _Files) -> None:
    for (name, relative), (content, mode) in files.items():
        path = Path(getattr(settings, name)) / relative
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
        path.chmod(mode & 0o777)
