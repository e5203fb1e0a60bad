"""One sample desk and one browser for all tests here. Nothing in this process touches its data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.house import House, chromium, log_in, running

HERE = Path(__file__).parent
SLOW = 30_000  # milliseconds a step may take on a loaded machine
expect.set_options(timeout=SLOW)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: while it is open, Django answers no query on this thread."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader's page: nobody is logged in."""
    context = browser.new_context(locale="id-ID")
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk_of(browser: Browser, house: House) -> Iterator[Callable[[str], Page]]:
    """Opens a browser of their own for each person of the sample, logged in."""
    contexts = []

    def open_desk(name: str) -> Page:
        context = browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SLOW)
        contexts.append(context)
        return log_in(context.new_page(), house.url, name)

    yield open_desk
    for context in contexts:
        context.close()
