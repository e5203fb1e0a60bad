"""The command line, run as people run it: a process of its own in a house of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Sasando = Callable[..., Outcome]


def command(home: Path, *arguments: str, text: str | None = None, **settings: str) -> Outcome:
    """Run ``sasando`` with its state in ``home``; return its exit code and what it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SASANDO_")}
    environment.pop("DATABASE_URL", None)
    environment |= {"SASANDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sasando.settings"}
    environment |= {"SASANDO_SECOND_FACTOR": "optional", "COLUMNS": "200"} | settings
    done = subprocess.run(
        [sys.executable, "-c", "from sasando.cli import main; main()", *arguments],
        env=environment,
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def port(worker_id: str) -> int:
    """A port for this process's house; its other ends listen a little above."""
    return 18700 + 300 * int(worker_id.removeprefix("gw") if worker_id != "master" else 0)


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """A house with the sample desk, made once for all tests here; nothing serves."""
    home = tmp_path_factory.mktemp("house")
    filled = command(home, "demo", "--no-serve", "--port", str(port))
    assert filled.code == 0, filled.err
    return home


@pytest.fixture
def sasando(filled_home: Path, port: int) -> Sasando:
    def run(
        *arguments: str, home: Path = filled_home, text: str | None = None, **settings: str
    ) -> Outcome:
        given = {"SASANDO_SITE_URL": f"http://127.0.0.1:{port}"} | settings
        return command(home, *arguments, text=text, **given)

    return run
