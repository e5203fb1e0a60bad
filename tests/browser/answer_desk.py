"""An answer desk in the shape a city runs it: web and worker apart, a second factor required."""

import base64
import hmac
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.house import PASSWORD, House, on_loopback, wait_for
from tests.sample import free_port, untouched

ROOT = Path(__file__).parents[2]
STOP_S = 20  # until a process that was told to stop is killed, seconds


@dataclass
class AnswerDesk:
    """The house, and the worker that does all that is not asked by a browser."""

    house: House
    environment: dict[str, str]
    worker: "subprocess.Popen[bytes] | None" = None

    def start_worker(self) -> None:
        """Let a worker begin where the last one ended, however it ended."""
        self.worker = self.start("-m", "tests.browser.impatient_worker")

    def kill_worker(self) -> None:
        """End the worker as a power cut would."""
        assert self.worker is not None
        self.worker.kill()
        assert self.worker.wait() == -signal.SIGKILL
        self.worker = None

    def start(self, *arguments: str, stdout: int | None = None) -> "subprocess.Popen[bytes]":
        """Start a process of the house; what it says goes to ``desk.log``."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment,
                cwd=ROOT,
                stdout=stdout or log,
                stderr=log,
            )

    @property
    def log(self) -> Path:
        return self.house.home / "desk.log"


@contextmanager
def answering(home: Path) -> Iterator[AnswerDesk]:
    """Run an answer desk in ``home`` to which nothing is known yet."""
    port = free_port()
    house = House(*(on_loopback(port + beside) for beside in (0, 101, 126)), home)
    desk = AnswerDesk(house, _environment(house, port))
    with ExitStack() as stack:
        neighbours = desk.start("-m", "tests.browser.neighbours", str(port), stdout=subprocess.PIPE)
        stack.callback(_stop, neighbours)
        assert neighbours.stdout is not None
        with neighbours.stdout as said:
            ready = said.readline() == b"ready\n"
        if not ready:
            raise RuntimeError(f"the house was not founded:\n{desk.log.read_text()[-3000:]}")
        web = desk.start("-m", "sasando", "web", "--port", str(port))
        stack.callback(_stop, web)
        desk.start_worker()
        stack.callback(lambda: _stop(desk.worker))
        wait_for(house.url, web, desk.log)
        yield desk


def log_in_with_factor(page: Page, url: str, name: str) -> Page:
    """Log in for the first time: a password, then an authenticator app, as the desk demands."""
    page.goto(f"{url}/akun/login/?next=/desk/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/akun/2fa/")  # not the desk
    page.goto(f"{url}/akun/2fa/totp/activate/")  # which asks for the password once more
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(one_time_code(secret, time.time()))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/akun/2fa/**/recovery-codes/**")
    page.goto(f"{url}/desk/")
    page.locator("#wagtail-sidebar").wait_for(state="attached")
    return page


def one_time_code(secret: str, moment: float) -> str:
    """Return what an authenticator app shows for ``secret`` at ``moment`` (RFC 6238, SHA-1)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.digest(key, (int(moment) // 30).to_bytes(8, "big"), "sha1")
    start = mark[-1] & 15
    number = int.from_bytes(mark[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**6:06}"


def _environment(house: House, port: int) -> dict[str, str]:
    return untouched() | {
        "DJANGO_SETTINGS_MODULE": "sasando.settings",
        "SASANDO_HOME": str(house.home),
        "SASANDO_SITE_URL": house.url,
        "SASANDO_SITE_NAME": "Informasi Pemilihan Kota Kupang",
        "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
        "SASANDO_SECOND_FACTOR": "required",
        "SASANDO_EMAIL_URL": f"smtp://127.0.0.1:{port + 125}",
        "SASANDO_FROM_EMAIL": "meja@kpu-kota-kupang.example",
        "SASANDO_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }


def _stop(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
