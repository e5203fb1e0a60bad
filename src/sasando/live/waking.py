"""How servers of news hear at once, from whatever process of this machine, that something was written.

Each server has a datagram socket in one folder of the house; who wrote something knocks at all of
them. It carries no news, only "look": what is lost costs one look of the clock. Processes on other
machines are heard by that clock alone.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from sasando.documents.digest import sha256_hex

logger = logging.getLogger(__name__)
_MOST_BYTES = 100  # of an address of a Unix socket, a little under what every system takes
_NAME_BYTES = 24  # of them, for a socket's own name


def folder() -> Path:
    """Return where the servers' sockets are; made when it is missing.

    In the house itself, or, where its path is too long for a socket's address, in a folder of the
    system's own that only this user can enter.
    """
    found = Path(settings.HOME) / "push"
    if len(str(found).encode()) > _MOST_BYTES - _NAME_BYTES:
        name = sha256_hex(str(found).encode())[:16]
        found = Path(tempfile.gettempdir()) / f"sasando-{os.getuid()}-{name}"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    if found.stat().st_uid != os.getuid():
        raise PermissionError(f"{found} belongs to somebody else")
    return found


def ring() -> None:
    """Tell every server of news on this machine to look. Never fails, never waits."""
    try:
        bells = [path for path in folder().iterdir() if path.suffix == ".bell"]
    except OSError:
        logger.warning("servers of news cannot be told: they look by the clock", exc_info=True)
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as knocking:
        knocking.setblocking(False)
        for path in bells:
            try:
                knocking.sendto(b"!", str(path))
            except BlockingIOError:
                continue  # it has heard it often enough
            except (ConnectionRefusedError, FileNotFoundError):
                with suppress(OSError):
                    path.unlink()  # its process is gone
            except OSError:
                logger.warning("%s cannot be told: it looks by the clock", path, exc_info=True)


def hang_bell() -> tuple[socket.socket, Path]:
    """Return a socket that ``ring`` is heard at, and its path, to be removed at the end."""
    path = folder() / f"{os.getpid()}-{os.urandom(3).hex()}.bell"
    bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    bell.setblocking(False)
    bell.bind(str(path))
    return bell, path
