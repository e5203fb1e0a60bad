"""Who is in the house: those who serve and work hold it together, a restore or an update alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_LOCK = "house.lock"
_held: list[TextIO] = []


class HouseInUse(Exception):
    """A server or a worker runs on the house, or it is being restored or updated."""


def move_in(home: Path) -> None:
    """Hold the house for as long as this process lives, beside any number of others.

    Raises ``HouseInUse`` while it is being restored or updated.
    """
    words = "this house is being restored or updated: start again when it is done"
    lock = _locked(home, fcntl.LOCK_SH, words)
    _held.append(lock)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the house with nobody else in it. Raises ``HouseInUse``."""
    words = (
        "somebody is at work in this house: stop `sasando run`, `web` and `worker` first; "
        "a restore or an update ends by itself"
    )
    with _locked(home, fcntl.LOCK_EX, words):
        yield


def _locked(home: Path, how: int, words: str) -> TextIO:
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / _LOCK).open("w")
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise HouseInUse(words) from error
    return lock
