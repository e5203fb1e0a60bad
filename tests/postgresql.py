"""A PostgreSQL of the tests' own: made in a temporary folder, gone when they end."""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
}


def start() -> str:
    """Start a server on a free loopback port; return its ``DATABASE_URL``. Stops at exit."""
    folder = Path(tempfile.mkdtemp(prefix="sasando-pg-"))
    as_owner = _owner(folder)
    data, port = folder / "data", _free_port()
    _run(
        [*as_owner, programs() / "initdb", "-D", data, "-A", "trust", "-U", "sasando", "--no-sync"]
    )
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    control = [*as_owner, programs() / "pg_ctl", "-D", data]
    options = f"{options} -p {port} -k {folder}"
    _run([*control, "-w", "-l", folder / "log", "-o", options, "start"])
    atexit.register(_stop, control, folder, os.getpid())
    return f"postgres://sasando@127.0.0.1:{port}/postgres"


def programs() -> Path:
    """Return the folder of the server's programs. Raises ``RuntimeError`` where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL is not installed: see the README for the Debian packages")


def _owner(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: let the ``postgres`` user own it there."""
    if os.geteuid() != 0:
        return []
    postgres = pwd.getpwnam("postgres")
    os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[object]) -> None:
    arguments = [str(part) for part in command]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _stop(control: list[object], folder: Path, starter: int) -> None:
    if os.getpid() == starter:  # not in a forked child
        subprocess.run([*map(str, control), "-m", "immediate", "stop"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
