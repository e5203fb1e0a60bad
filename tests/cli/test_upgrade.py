"""From one release to the next: nobody works on a database that lacks something, or just changes."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.cli.conftest import Sasando, run_python

APP = "sasando_claims"
LACKS = "of this release's migrations: run `sasando init` first"


@pytest.fixture(scope="module")
def outdated(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose database is one step behind this release; not to be written to."""
    home = tmp_path_factory.mktemp("outdated") / "house"
    shutil.copytree(filled_home, home, ignore=shutil.ignore_patterns("baked", "media"))
    graph = MigrationLoader(None).graph
    [leaf] = graph.leaf_nodes(APP)
    [before] = (name for app, name in graph.node_map[leaf].parents if app == APP)
    stepped = run_python(home, "-m", "django", "migrate", APP, before)
    assert stepped.code == 0, stepped.err
    return home


@contextmanager
def somebody_in(home: Path, how: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Hold the house as a process does that serves or works, or, exclusively, an update."""
    with (home / "house.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


@pytest.mark.parametrize("process", ["run", "web", "worker", "publish"])
def test_nothing_works_on_a_database_that_lacks_something(
    sasando: Sasando, outdated: Path, process: str
) -> None:
    said = sasando(process, home=outdated)
    assert said.code == 1
    assert LACKS in said.err


def test_an_update_has_the_house_alone(sasando: Sasando, outdated: Path, tmp_path: Path) -> None:
    home = tmp_path / "house"
    shutil.copytree(outdated, home)
    with somebody_in(home):
        refused = sasando("init", home=home)
        assert refused.code == 1
        assert "stop `sasando run`, `web` and `worker` first" in refused.err
        assert LACKS in sasando("doctor", home=home).out
    with somebody_in(home, fcntl.LOCK_EX):
        assert "restored or updated: start again" in sasando("worker", home=home).err
    assert sasando("init", home=home).code == 0
    with somebody_in(home):
        again = sasando("init", home=home)  # an organisation was added: nothing to stop for
    assert again.code == 0, again.err
    assert "up to date" in sasando("doctor", home=home).out


def test_who_cannot_reach_the_database_says_so_and_leaves(sasando: Sasando) -> None:
    said = sasando("worker", DATABASE_URL="sqlite:////nowhere/sasando.sqlite3")
    assert said.code == 1
    assert "the database does not answer" in said.err
