"""Who is in the house: serving and working processes hold it together, a restore holds it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_LOCK = "house.lock"
_held: list[TextIO] = []


class HouseInUse(Exception):
    """A server or a worker runs on the house, or it is being restored."""


def move_in(home: Path) -> None:
    """Hold the house for as long as this process lives, beside any number of others.

    Raises ``HouseInUse`` while it is being restored.
    """
    lock = _locked(home, fcntl.LOCK_SH, "this house is being restored: start again when it is done")
    _held.append(lock)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the house with nobody else in it. Raises ``HouseInUse``."""
    words = "a server or worker runs on this house: stop `sasando run`, `web` and `worker` first"
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
