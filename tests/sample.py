"""A house with the sample desk: filled from nothing by the command line, then copied by who wants one.

Filling takes a minute or more. A house is good for an hour, since its days are relative, and as long
as nothing of the product changed.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from tests.databases import KEPT, ROOT, alone, installed

_GOOD_S = 3600
_PATIENCE_S = 900  # on any machine
_BESIDE = (0, 1, 101, 102, 125, 126)  # the news, and the other ends of the sample


def sample_house(home: Path, *, to_serve: bool = False) -> int:
    """Make ``home`` a house with the sample; return the port it is for, free if ``to_serve``."""
    with alone("sample"):
        source = _what_it_comes_from()
        kept = KEPT / f"sample-{source}"
        if not _good(kept, to_serve=to_serve):
            _fill(kept)
            if source != _what_it_comes_from():  # somebody edited it meanwhile
                (kept / "house" / "stale").touch()
        shutil.copytree(kept / "house", home, dirs_exist_ok=True)
        return int((kept / "port").read_text())


def untouched() -> dict[str, str]:
    """Return the environment without what a house or the tests have set."""
    ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SASANDO_") and name not in ours
    }


def free_port() -> int:
    """A port whose neighbours, of the news and the other ends of the sample, are free as well."""
    for port in range(18000 + os.getpid() % 1000, 32000, 137):
        if _free(port):
            return port
    raise RuntimeError("no free ports on loopback")


def _free(port: int) -> bool:
    for beside in _BESIDE:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + beside)) == 0:
                return False
    return True


def _good(kept: Path, *, to_serve: bool) -> bool:
    port = kept / "port"
    if not port.exists() or (kept / "house" / "stale").exists():
        return False
    young = time.time() - port.stat().st_mtime < _GOOD_S
    return young and (not to_serve or _free(int(port.read_text())))


def _fill(kept: Path) -> None:
    for old in KEPT.glob("sample-*"):
        shutil.rmtree(old)
    home, port = kept / "house", free_port()
    home.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "sasando", "demo", "--no-serve", "--port", str(port)],
        env=untouched() | {"SASANDO_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
    )
    if done.returncode:
        raise RuntimeError(f"the sample was not filled:\n{done.stderr[-3000:]}")
    (kept / "port").write_text(str(port))


def _what_it_comes_from() -> str:
    digest = sha256(installed())
    for path in sorted((ROOT / "src" / "sasando").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
