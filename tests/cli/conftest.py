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

from tests.sample import sample_house

ROOT = Path(__file__).parents[2]
MAIN = "from sasando.cli import main; main()"


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
    return run_python(home, "-c", MAIN, *arguments, text=text, **settings)


def run_python(home: Path, *arguments: str, text: str | None = None, **settings: str) -> Outcome:
    """Run Python in the surroundings of the house in ``home``."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SASANDO_")}
    environment.pop("DATABASE_URL", None)
    environment |= {"SASANDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sasando.settings"}
    environment |= {"SASANDO_SECOND_FACTOR": "optional", "COLUMNS": "200"} | settings
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Sample:
    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A house with the sample desk for all tests here; nothing serves."""
    home = tmp_path_factory.mktemp("house")
    return Sample(home, sample_house(home))


@pytest.fixture(scope="session")
def filled_home(sample: Sample) -> Path:
    return sample.home


@pytest.fixture(scope="session")
def archive(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it; not to be written to."""
    archive = tmp_path_factory.mktemp("backup") / "sasando.tar.gz"
    made = command(sample.home, "backup", str(archive), SASANDO_SITE_URL=sample.url)
    assert made.code == 0, made.err
    return archive


@pytest.fixture
def sasando(sample: Sample) -> Sasando:
    def run(
        *arguments: str, home: Path = sample.home, text: str | None = None, **settings: str
    ) -> Outcome:
        given = {"SASANDO_SITE_URL": sample.url} | settings
        return command(home, *arguments, text=text, **given)

    return run
