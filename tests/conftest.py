"""What all tests begin with. The plain rooms are tested without Django: nothing here needs it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # how long a thing takes is for the bench
settings.load_profile("house")

_ONE_HOUSE = (
    *("tests/cli/test_backup_postgresql.py", "tests/cli/"),
    *("tests/browser/test_rumour.py", "tests/browser/test_episode.py", "tests/browser/"),
    *("tests/live/test_reading.py", "tests/site/test_reading.py"),
)
"""What goes to one process of several, because a house or a browser is made for all of it."""

_ON_POSTGRESQL = os.environ.get("SASANDO_TEST_DATABASE") == "postgresql"
_DATABASE = pytest.StashKey[Any]()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A migrated database of this process's own."""
    from tests.databases import OfThisProcess

    with django_db_blocker.unblock():
        database = OfThisProcess(f"sasando_tests_{os.getpid()}").__enter__()
    request.config.stash[_DATABASE] = database, django_db_blocker
    yield
    del request.config.stash[_DATABASE]
    with django_db_blocker.unblock():
        database.__exit__()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What a test committed is gone before the next, whatever their order."""
    yield
    database, blocker = item.config.stash.get(_DATABASE, (None, None))
    if database is not None and _commits(item):
        with blocker.unblock():
            database.renew()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches the database: the rest was run already, and is the same."""
    if not _ON_POSTGRESQL:
        return
    away = {item for item in items if not _touches_the_database(item)}
    items[:] = [item for item in items if item not in away]
    config.hook.pytest_deselected(items=list(away))


def _touches_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    marked = item.get_closest_marker("django_db") is not None
    return marked or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(fixtures)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction", False)
    fixtures = getattr(item, "fixturenames", ())
    return transactional or not {"transactional_db", "live_server"}.isdisjoint(fixtures)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadgroup`` keep together what shares a house.

    The marks that pytest-xdist has for it do nothing with pytest 9.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByHouse(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((house for house in _ONE_HOUSE if nodeid.startswith(house)), nodeid)

    return ByHouse(config, log) if config.getoption("dist") == "loadgroup" else None
