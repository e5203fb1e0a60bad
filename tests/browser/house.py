"""A sample desk as anybody would start it, and a browser as anybody would use it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from tests.sample import sample_house, untouched

PASSWORD = "lontar-sasando"  # as the demo prints it
START = 600  # seconds: it fills the whole sample, with every rendition, on any machine
_CHROMIUM = "/usr/bin/chromium"
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class House:
    """A desk that runs: its addresses, and the folder of its files."""

    url: str
    partner: str
    mailbox: str
    home: Path


@contextmanager
def running(home: Path) -> Iterator[House]:
    """Run ``sasando demo`` in ``home`` until the block ends."""
    port = sample_house(home, to_serve=True)
    house = House(*(on_loopback(port + beside) for beside in (0, 101, 126)), home)
    log = home / "demo.log"
    with log.open("wb") as out:
        desk = subprocess.Popen(
            [Path(sys.executable).with_name("sasando"), "demo", "--port", str(port)],
            env=untouched() | {"SASANDO_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(house.url, desk, log)
        yield house
    finally:
        desk.send_signal(signal.SIGINT)
        try:
            desk.wait(20)
        except subprocess.TimeoutExpired:
            desk.kill()
            desk.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser this machine has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", _CHROMIUM), args=list(_SWITCHES)
        )
        yield browser
        browser.close()


def log_in(page: Page, url: str, name: str) -> Page:
    """Log in as somebody of the sample, through the form."""
    page.goto(f"{url}/akun/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/desk/")
    page.locator("#wagtail-sidebar").wait_for(
        state="attached"
    )  # the desk, and not an error page at its address
    return page


def on_loopback(port: int) -> str:
    """Return the address of a port of this machine."""
    return f"http://127.0.0.1:{port}"


def wait_for(url: str, desk: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until ``url`` answers. Raises ``RuntimeError`` with the end of ``log`` if it never does."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        if desk.poll() is not None:
            break
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError(f"the desk did not start:\n{log.read_text()[-3000:]}")


def open_section(page: Page, url: str, name: str) -> None:
    """Open the list of a section's texts, by the pages' tree."""
    page.goto(f"{url}/desk/pages/")
    page.locator("td.children a[aria-label*='Beranda']").click()
    page.locator(f"td.children a[aria-label*='{name}']").click()
