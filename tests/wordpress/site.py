"""A real WordPress on loopback: Debian's own, with a MariaDB and a content folder of its own.

with WordPressSite.started(folder) as site:
    site.url, site.passwords["editor"]
    site.posts()                      # what stands in the database, by its own REST API
    site.trouble("rest-disabled")     # see php/trouble.php
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

PHP_FILES = Path(__file__).with_name("php")
WORDPRESS = Path("/usr/share/wordpress")
PACKAGES = "wordpress mariadb-server-core php-cli php-mysql"
_WAIT_S = 60  # for a server to be there


def missing() -> str:
    """Return what of Debian's packages is missing, "" when nothing is."""
    programs = ("php", "mariadbd", "mariadb-install-db", "mariadb")
    lacking = [name for name in programs if _program(name) is None]
    if not (WORDPRESS / "wp-settings.php").exists():
        lacking.append("WordPress")
    return ", ".join(lacking)


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass
class WordPressSite:
    folder: Path
    url: str
    passwords: dict[str, str] = field(default_factory=dict)  # of the users, by their role and name

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator["WordPressSite"]:
        """Give a fresh site; its servers end with the block."""
        site = cls(folder=folder, url=f"http://127.0.0.1:{_free_port()}")
        (site.content / "mu-plugins").mkdir(parents=True)
        (site.content / "uploads").mkdir()
        shutil.copy(PHP_FILES / "trouble.php", site.content / "mu-plugins")
        with site._database(), site._server():
            yield site

    @property
    def content(self) -> Path:
        return self.folder / "wp-content"

    def options(self, role: str = "editor", **more: str) -> dict[str, str]:
        """Return the options of an outlet for this site."""
        return {"url": self.url, "username": role, "password": self.passwords[role], **more}

    def trouble(self, name: str) -> None:
        """Let the site be in trouble from now on; "" ends it."""
        (self.content / "trouble").write_text(name)

    def get(self, route: str, role: str | None = "editor", **query: str | int) -> Any:
        """Return what the site itself says at ``route``; without a role, as readers see it."""
        login = None if role is None else (role, self.passwords[role])
        answer = httpx.get(f"{self.url}/wp-json{route}", params=query, auth=login, timeout=30)
        return answer.json()

    def posts(self, **query: str | int) -> list[dict[str, Any]]:
        """Return every post that is there, the trash included, the newest first."""
        every = "publish,future,draft,pending,private,trash"
        asked = {"status": every, "per_page": 100, "context": "edit", **query}
        found: list[dict[str, Any]] = self.get("/wp/v2/posts", **asked)
        return found

    def media(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/wp/v2/media", per_page=100, context="edit")
        return found

    @contextmanager
    def _database(self) -> Iterator[None]:
        data, log = self.folder / "database", self.folder / "mariadb.log"
        subprocess.run(
            [
                str(_program("mariadb-install-db")),
                "--no-defaults",
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
        )
        server = [
            str(_program("mariadbd")),
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={self._socket}",
            f"--pid-file={self.folder / 'mariadb.pid'}",
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0",
            "--character-set-server=utf8mb4",
            *(["--user=root"] if os.geteuid() == 0 else []),
        ]
        with _running(server, log):
            client = [
                str(_program("mariadb")),
                "--no-defaults",
                f"--socket={self._socket}",
                "-uroot",
            ]
            _until(lambda: _succeeds([*client, "-e", "CREATE DATABASE wordpress"]), log)
            yield

    @contextmanager
    def _server(self) -> Iterator[None]:
        log = self.folder / "php.log"
        made = self._php(
            str(PHP_FILES / "install.php"), capture_output=True, text=True, check=False
        )
        if made.returncode or not made.stdout.startswith("{"):
            raise RuntimeError(f"WordPress was not installed: {made.stdout} {made.stderr}")
        self.passwords = json.loads(made.stdout)
        address = self.url.removeprefix("http://")
        server = ["php", *self._php_options, "-S", address, str(PHP_FILES / "router.php")]
        with _running(server, log, env=self._environment):
            _until(lambda: httpx.get(f"{self.url}/wp-json/", timeout=30).status_code == 200, log)
            yield

    def _php(self, *arguments: str, **how: Any) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(["php", *self._php_options, *arguments], env=self._environment, **how)

    @property
    def _php_options(self) -> list[str]:
        log = self.folder / "php-errors.log"
        wanted = {"opcache.enable_cli": "1", "log_errors": "1", "display_errors": "0"}
        wanted |= {"error_log": str(log), "memory_limit": "256M"}
        wanted |= {"post_max_size": "2M", "upload_max_filesize": "2M"}
        return [word for name, value in wanted.items() for word in ("-d", f"{name}={value}")]

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SITE_URL": self.url,
            "SITE_SOCKET": str(self._socket),
            "SITE_CONTENT": str(self.content),
            "SITE_WORDPRESS": str(WORDPRESS),
            "PHP_CLI_SERVER_WORKERS": "2",
        }

    @property
    def _socket(self) -> Path:
        return self.folder / "db.sock"  # a short path: sockets take 107 bytes


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def _running(
    command: list[str], log: Path, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, 15)  # PHP's server has workers of its own
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def _until(ready: Any, log: Path) -> None:
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except httpx.HTTPError:
            pass  # not there yet
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
