"""The database backend; Django looks for it in a module of this name.

SQLite lets in one writer at a time, and one that finds the door shut sleeps up to a tenth of a second
before it looks again (``sqliteDefaultBusyCallback``), however soon the door opens: under load most of
a question's time went by in that sleep, with processors idle. Here the writers of one process stand
in line, and the first of each process looks every millisecond.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from time import monotonic, sleep
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_AGAIN_S = 0.001  # a usual transaction takes a few
_SHUT = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
_READING = ("SELECT", "PRAGMA", "EXPLAIN")
_lines: defaultdict[str, Lock] = defaultdict(Lock)  # by file


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's backend. Who wants to write waits for the option ``timeout``, seconds, at most."""

    _inside = False  # a transaction of this connection is the one that writes

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that does not wait by itself once it is open."""
        connection = super().get_new_connection(conn_params)
        self._patience_s = float(conn_params.get("timeout", 5))
        self._line = _lines[str(conn_params["database"])]
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor whose statements wait for other writers."""
        return self.connection.cursor(factory=partial(Cursor, door=self))

    @contextmanager
    def in_line(self, query: str) -> Iterator[None]:
        """Wait until ``query`` is first in line, where it writes and no transaction is already."""
        if self._inside or query.lstrip()[:7].upper().startswith(_READING):
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def let_in(self, work: Callable[[], Any]) -> Any:
        """Do ``work`` as soon as no other process writes; raise its error after too long."""
        give_up = monotonic() + self._patience_s
        while True:
            try:
                return work()
            except sqlite3.OperationalError as error:
                shut = getattr(error, "sqlite_errorcode", None) in _SHUT
                if not shut or monotonic() > give_up:
                    raise
            sleep(_AGAIN_S)

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._leave()  # after a commit that fails Django rolls back

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _enter(self) -> None:
        if not self._line.acquire(timeout=self._patience_s):
            raise OperationalError("database is locked")
        self._inside = True

    def _leave(self) -> None:
        if self._inside:
            self._inside = False
            self._line.release()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose statements wait at ``door`` for other writers."""

    def __init__(self, connection: sqlite3.Connection, *, door: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._door = door

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute a statement. Raises ``OperationalError`` when nobody let it in for too long."""
        with self._door.in_line(query):
            return self._door.let_in(partial(super().execute, query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        """Execute a statement with each of the parameters, as ``execute``."""
        with self._door.in_line(query):
            return self._door.let_in(partial(super().executemany, query, list(param_list)))
