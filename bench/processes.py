"""The processes of a bench: the house as it is shipped, peers, and crowds, in the environment of the bench."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_HERE = Path(__file__).parents[1]
_PATIENCE_S = 120.0


@contextmanager
def running(arguments: list[str], *, piped: bool = False) -> Iterator["subprocess.Popen[str]"]:
    """Run Python with ``arguments``; ``piped`` to be spoken with. It is ended at the end."""
    pipe = subprocess.PIPE if piped else None
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=_HERE, stdin=pipe, stdout=pipe, text=True, env=os.environ
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serving(port: int) -> Iterator["subprocess.Popen[str]"]:
    """Run ``sasando web`` on ``port`` as ``running``, and wait until its first page answers.

    Raises ``RuntimeError`` where nobody serves after two minutes.
    """
    with running(["-m", "sasando", "web", "--port", str(port)]) as process:
        until_answers(f"http://127.0.0.1:{port}/")
        yield process


def until_answers(address: str) -> None:
    """Return once ``address`` answers, whatever it says. Raises ``RuntimeError`` after two minutes."""
    _until(lambda: httpx.get(address, timeout=10))


def until_open(port: int) -> None:
    """Return once ``port`` takes connections. Raises ``RuntimeError`` after two minutes."""
    _until(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close())


def _until(look: Callable[[], object]) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        try:
            look()
        except (httpx.HTTPError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("nobody serves")
