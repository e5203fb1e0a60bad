"""How the desk starts a relay, finds it again, asks how it stands and ends it.

The one who starts it may die at once: the relay is nobody's child. Secrets go to it through a pipe
and a socket that only this user can open, never through arguments, environment or files.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from time import monotonic, sleep

from sasando.live.simulcast import health
from sasando.live.simulcast.health import Health, State
from sasando.live.simulcast.plan import Plan, Target, dumped

LOCK, DOOR = "lock", "door"
_PATIENCE_S = 10.0


class RelayRuns(Exception):
    """A relay holds this folder already."""


class NoRelay(Exception):
    """No relay holds this folder, or it does not answer."""


def start(plan: Plan, folder: Path) -> Health:
    """Start a relay on ``folder`` in a session of its own; return its first words.

    Raises ``RelayRuns`` when one is there: ask ``read`` how it stands. When the returned state is
    ``ENDED``, its notes say why it could not begin.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_alive(folder):
        raise RelayRuns(str(folder))
    (folder / "health.json").unlink(missing_ok=True)
    with (folder / "relay.log").open("ab") as log:
        subprocess.run(  # noqa: S603 — it forks, says so by ending, and the copy goes on
            (sys.executable, "-m", "sasando.live.simulcast", str(folder), "--detach"),
            input=dumped(plan).encode(),
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )
    waits_until = monotonic() + _PATIENCE_S
    while monotonic() < waits_until:
        found = health.read(folder)
        if found is not None and found.state is not State.STARTING:
            return found
        sleep(0.05)
    raise NoRelay(f"it did not begin; its words are in {folder / 'relay.log'}")


def is_alive(folder: Path) -> bool:
    """Whether a relay holds ``folder`` now. The kernel knows: no process id is trusted."""
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def read(folder: Path) -> Health | None:
    """Return how the relay on ``folder`` stands; ``LOST`` when it died unasked, None if never begun."""
    found = health.read(folder)
    if found is None or found.state is State.ENDED or is_alive(folder):
        return found
    ended = health.read(folder)  # it may have ended between the two looks
    return ended if ended and ended.state is State.ENDED else replace(found, state=State.LOST)


def set_targets(folder: Path, targets: tuple[Target, ...]) -> None:
    """Send to exactly these platforms from now on. Raises ``NoRelay``."""
    _ask(folder, {"do": "targets", "targets": [asdict(target) for target in targets]})


def hold(folder: Path, held: bool) -> None:
    """Show the slide although the camera sends, or stop doing so. Raises ``NoRelay``."""
    _ask(folder, {"do": "hold", "held": held})


def stop(folder: Path, *, timeout_s: float = 60.0) -> Health | None:
    """End the relay and return its last state; the recording is finished by then, or still being made.

    A relay that does not answer is killed after ``timeout_s``. None is there: nothing happens.
    """
    with suppress(NoRelay):
        _ask(folder, {"do": "stop"})
    waits_until = monotonic() + timeout_s
    while is_alive(folder):
        if monotonic() > waits_until:
            _kill(folder)
        sleep(0.1)
    return read(folder)


def _kill(folder: Path) -> None:
    found = health.read(folder)
    if found is not None and found.pid > 1 and is_alive(folder):
        with suppress(ProcessLookupError):
            os.kill(found.pid, signal.SIGKILL)


def _ask(folder: Path, command: dict[str, object]) -> None:
    try:
        with _door(folder) as address, socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE_S)
            line.connect(address)
            line.sendall(json.dumps(command).encode() + b"\n")
            answer = json.loads(line.makefile().readline() or "{}")
    except (OSError, ValueError) as error:
        raise NoRelay(str(folder)) from error
    if "error" in answer:
        raise ValueError(answer["error"])


@contextmanager
def _door(folder: Path) -> Iterator[str]:
    """Give an address of the relay's socket that is short enough for the kernel (107 bytes)."""
    number = os.open(folder, os.O_PATH)
    try:
        yield f"/proc/self/fd/{number}/{DOOR}"
    finally:
        os.close(number)
