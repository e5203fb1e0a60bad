"""Writers of one file wait for each other, and nobody is kept for ever by one who is gone."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

Connect = Callable[..., Any]
ROUNDS, WRITERS = 25, 8


@pytest.fixture
def connect(tmp_path: Path, django_db_blocker: Any) -> Iterator[Connect]:
    """Opens connections to one file; each may be used by any thread."""
    opened = []

    def open_one(timeout: float = 20) -> Any:
        options = {
            "timeout": timeout,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;",
        }
        one = {"ENGINE": "sasando.sqlite", "NAME": str(tmp_path / "one"), "OPTIONS": options}
        connection = ConnectionHandler({"default": one}).create_connection("default")
        connection.inc_thread_sharing()
        opened.append(connection)
        return connection

    with django_db_blocker.unblock():
        with open_one().cursor() as cursor:
            cursor.execute("CREATE TABLE counts (name TEXT PRIMARY KEY, count INTEGER)")
            rows = [("tips",), ("replies",)]
            cursor.executemany("INSERT INTO counts VALUES (%s, 0)", rows)
        yield open_one
        for connection in opened:
            connection.close()


def said(connection: Any, sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def counted(connection: Any) -> int:
    return int(said(connection, "SELECT count FROM counts WHERE name = 'tips'")[0])


def count(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counts SET count = count + 1 WHERE name = 'tips'")


@contextmanager
def in_transaction(connection: Any) -> Iterator[None]:
    begin(connection)
    yield
    connection.commit()
    connection.set_autocommit(True)


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_many_writers_lose_nothing(connect: Connect) -> None:
    def write(connection: Any) -> None:
        for number in range(ROUNDS):
            if number % 2:
                count(connection)
                continue
            with in_transaction(connection):
                before = counted(connection)
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE counts SET count = %s WHERE name = 'tips'", [before + 1])

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, [connect() for _ in range(WRITERS)]))
    assert counted(connect()) == WRITERS * ROUNDS


def test_who_waits_is_let_in_after_the_other(connect: Connect) -> None:
    first, second = connect(), connect()
    begun = Event()

    def write() -> None:
        begun.set()
        count(second)

    with ThreadPoolExecutor(1) as pool:
        with in_transaction(first):
            count(first)
            done = pool.submit(write)
            assert begun.wait(10)
            assert counted(connect()) == 0  # readers wait for nobody
            assert not done.done()
        done.result(10)
    assert counted(second) == 2


def test_patience_ends(connect: Connect) -> None:
    with in_transaction(connect()), pytest.raises(OperationalError, match="locked"):
        count(connect(timeout=0.05))
    count(connect(timeout=0.05))


def test_another_process_is_waited_for(connect: Connect, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "one", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        count(connect(timeout=0.05))
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(count, connect())
        other.execute("COMMIT")
        done.result(10)
    other.close()
    assert counted(connect()) == 1


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_what_did_not_end_well_keeps_nobody_out(connect: Connect, end: str) -> None:
    broken = connect()
    begin(broken)
    count(broken)
    getattr(broken, end)()
    after = connect(timeout=0.05)
    count(after)
    assert counted(after) == 1


def test_a_statement_that_fails_keeps_nobody_out(connect: Connect) -> None:
    with pytest.raises(OperationalError):
        said(connect(), "DELETE FROM nowhere")
    count(connect(timeout=0.05))
