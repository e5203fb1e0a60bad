"""A small house for one evening: prepared by a process of its own, then `sasando web` and `worker`.

python -m tests.browser.studio_house '{"youtube": {…}, "telegram": {…}, …}' prepares it and prints JSON.
"""

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from tests.browser.house import PASSWORD, on_loopback, wait_for
from tests.live_simulcast.studio import free_port as any_port
from tests.live_simulcast.test_rtmps import made_certificate
from tests.sample import free_port, untouched

_RECOGNISER = Path(__file__).with_name("said_in_studio.py")
HEADLINE = "Bincang Pilkada: cara memeriksa nama di daftar pemilih"
FACT = "TPS di Kota Kupang buka pukul 07.00 sampai 13.00 WITA"
RUMOUR = "Nomor urut paslon di surat suara tertukar!"
TRUTH = "Nomor urut di surat suara sama dengan keputusan KPU."


@dataclass
class StudioHouse:
    """Web and worker as processes that can be killed and started again."""

    home: Path
    port: int
    rtmp: int
    authorities: Path
    made: dict[str, Any] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return on_loopback(self.port)

    @property
    def environment(self) -> dict[str, str]:
        return untouched() | {
            "SASANDO_HOME": str(self.home),
            "SASANDO_SITE_URL": self.url,
            "SASANDO_SECOND_FACTOR": "optional",
            "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
            "SASANDO_STREAM_PORT": str(self.rtmp),
            "SSL_CERT_FILE": str(self.authorities),
            "SASANDO_RECOGNISER": f"{sys.executable} {_RECOGNISER}",
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, name: str) -> None:
        """Start "web" or "worker"; web answers when this returns."""
        more = ("--port", str(self.port)) if name == "web" else ()
        log = self.home / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [_sasando(), name, *more], env=self.environment, stdout=out, stderr=out
            )
        self.processes[name] = process
        if name == "web":
            wait_for(self.url, process, log)

    def kill(self, name: str) -> None:
        process = self.processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        for folder in (self.home / "simulcast").glob("*"):
            subprocess.run([_sasando(), "relay", "stop", str(folder)], env=self.environment)


@contextmanager
def studio_house(home: Path, accounts: dict[str, dict[str, str]]) -> Iterator[StudioHouse]:
    """Found a house with an episode that waits for its approvals, and run it."""
    with founded(
        home, sys.executable, "-m", "tests.browser.studio_house", json.dumps(accounts)
    ) as house:
        yield house


@contextmanager
def founded(home: Path, *prepare: str) -> Iterator[StudioHouse]:
    """Found a house, let ``prepare`` write into it and print JSON of what it made, and run it."""
    home.mkdir()
    certificate, _key = made_certificate(home)
    house = StudioHouse(home, free_port(), any_port(), certificate)
    house.run(_sasando(), "init")
    house.made = json.loads(house.run(*prepare).splitlines()[-1])
    try:
        house.start("worker")
        house.start("web")
        yield house
    finally:
        house.close()


@contextmanager
def tls_before(port: int, folder: Path) -> Iterator[int]:
    """Speak TLS before a server of ``port``, with the certificate in ``folder``; give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    loop = asyncio.new_event_loop()

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except OSError:
            return
        finally:
            sink.close()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, back), pump(there, writer))

    thread = Thread(target=loop.run_forever, daemon=True)  # this one's own loop is the browser's
    thread.start()
    listening = asyncio.start_server(carry, "127.0.0.1", 0, ssl=context)
    server = asyncio.run_coroutine_threadsafe(listening, loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(_stop, loop)
        thread.join(10)
        loop.close()


def _stop(loop: asyncio.AbstractEventLoop) -> None:
    """End what is still being carried, then the loop."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    ended = asyncio.gather(*tasks, return_exceptions=True)
    ended.add_done_callback(lambda _: loop.stop())


def _sasando() -> str:
    return str(Path(sys.executable).with_name("sasando"))


def prepare(accounts: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Write people, what is known, an episode that is proposed, and the accounts of both sides."""
    import django

    django.setup()
    from datetime import timedelta

    from django.utils import timezone

    from sasando.claims.models import Inbox
    from sasando.live.models import BroadcastAccount
    from sasando.plugins.registry import broadcaster_named, messenger_named
    from tests.desk.builders import make_desk

    desk = make_desk()
    for person in desk.people.values():
        person.set_password(PASSWORD)
        person.save()
    now = timezone.now()
    fact = desk.published(at=now, title=FACT, key_message="Datang sebelum pukul 13.00 WITA.")
    desk.published("verdict", at=now, claim=RUMOUR, truth=TRUTH)
    starts = now + timedelta(minutes=20)
    version = desk.proposed(
        "episode", at=now, title=HEADLINE, starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    for code, name, owner, broadcaster in (
        ("youtube", "YouTube Pos Kupang", desk.pos, "youtube-live"),
        ("facebook", "Facebook KPU", desk.kpu, "facebook-live"),
    ):
        account = BroadcastAccount(
            code=code, name=name, organisation=owner, broadcaster=broadcaster
        )
        _connect(account, accounts[code], broadcaster_named(broadcaster).fields)
    for code in ("telegram", "whatsapp"):
        inbox = Inbox(code=code, name=code.title(), organisation=desk.pos, messenger=code)
        _connect(inbox, accounts[code], messenger_named(code).fields)
    return {"path": version.path, "fact": fact.code}


def _connect(row: Any, given: dict[str, str], fields: Any) -> None:
    """Save an account or inbox with what of ``given`` it may know, the secrets locked."""
    secret = {one.name for one in fields if one.secret}
    known = {one.name for one in fields}
    row.options = {name: value for name, value in given.items() if name in known - secret}
    row.lock_secrets({name: value for name, value in given.items() if name in secret})
    row.save()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    print(json.dumps(prepare(json.loads(sys.argv[1]))))
