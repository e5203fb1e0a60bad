"""Workers to be killed: a process that holds Django ready and forks one for each line it reads."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def keep_nursery(start: Callable[[], object]) -> None:
    """Fork a child that calls ``start`` for each line on standard input; print its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the dead
    print("ready", flush=True)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            start()
            signal.pause()
        print(child, flush=True)


@dataclass
class Nursery:
    process: subprocess.Popen[str]

    @classmethod
    def open(cls, module: str) -> "Nursery":
        """Run ``python -m module nursery``."""
        command = [sys.executable, "-m", module, "nursery"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        nursery = cls(process)
        assert nursery._read() == "ready"
        return nursery

    def _read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def worker(self) -> int:
        """Return the process id of a new worker."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self._read())


def in_a_house(module: str, database: str) -> dict[str, Any]:
    """Run ``python -m module`` on ``database`` ("" for SQLite); return the JSON it ends with."""
    with tempfile.TemporaryDirectory(prefix="sasando-crash-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {"SASANDO_HOME": home, "SASANDO_LOG_LEVEL": "CRITICAL"}
        if database:
            environment["DATABASE_URL"] = database
        result = subprocess.run(
            [sys.executable, "-m", module],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=400,
        )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found
