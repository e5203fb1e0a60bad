"""The tip line on its peak day: questions come in by a webhook, first replies go out by a bot.

32,000 questions an hour with bursts of 50 a second is the busiest day of Brazil's tip line of 2022
inside one hour. The house runs in two processes (``sasando web``, ``sasando worker``), the platform
stands on loopback in a third and takes 50 ms to send a message. A shorter run keeps the rate and
the bursts.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import median

import httpx

from bench.tables import Table, say, table
from tests.messengers.loopback import Answer, Request
from tests.messengers.telegram_server import TelegramServer

AN_HOUR = 32_000
BURST_PER_S, BURST_S, BURST_EVERY_S = 50, 5, 60
SENDING_S = 0.05  # what the platform takes to send one message
PATIENCE_S = 60  # after the last question
PORT = 18_930

KNOWN = (
    "Kapan pemungutan suara Pilkada Serentak 2024 di Kota Kupang?",
    "TPS buka jam berapa dan apa yang harus dibawa waktu mencoblos?",
    "Berapa jumlah pemilih dalam daftar pemilih tetap Kota Kupang?",
    "Bagaimana cara pindah memilih kalau kerja di luar kota?",
)
RUMOURS = (
    "Awas petugas TPS di {place} menjual surat suara yang sudah dicoblos kepada tim sukses",
    "Server KPU di {place} dibobol dan hasil rekapitulasi sudah diubah tadi malam",
    "Yang tidak punya e-KTP di {place} dilarang memilih dan akan ditangkap polisi",
    "Nomor urut pasangan calon di surat suara {place} tertukar semua, jangan mencoblos",
    "Bantuan sosial warga {place} dicabut kalau tidak memilih calon nomor dua",
)
PLACES = ("Oesapa", "Kelapa Lima", "Maulafa", "Alak", "Oebobo", "Kota Raja")
FRAMES = ("{text}", "Min tolong dicek: {text}", "{text} benar kah ini?", "Teruskan!! {text} 🙏")


class Platform(TelegramServer):
    """Telegram, slow as it is, that notes when each chat heard back first."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.heard: dict[int, float] = {}
        self.copies: dict[int, int] = {}

    def answer(self, request: Request) -> Answer:
        time.sleep(SENDING_S)
        before = len(self.sent)
        answer = super().answer(request)
        for sent in self.sent[before:]:
            self.heard.setdefault(sent.chat, time.monotonic())
            self.copies[sent.chat] = self.copies.get(sent.chat, 0) + 1
        return answer


def arrivals(questions: int) -> Iterator[float]:
    """Return when each question comes, seconds from the start: bursts, and in between the rest."""
    calm = (AN_HOUR / 3600 * BURST_EVERY_S - BURST_PER_S * BURST_S) / (BURST_EVERY_S - BURST_S)
    at = 0.0
    for _ in range(questions):
        yield at
        at += 1 / (BURST_PER_S if at % BURST_EVERY_S < BURST_S else calm)


def question(chance: random.Random) -> str:
    """Return what one person asks: half is known, half is one of thirty rumours, all framed."""
    text = chance.choice(KNOWN if chance.random() < 0.5 else RUMOURS)
    return chance.choice(FRAMES).format(text=text.format(place=chance.choice(PLACES)))


def main(questions: int) -> list[Table]:
    say("tipline: founding a house")
    with Platform() as platform:
        _found(platform)
        with _running():
            asked = _ask(platform, questions)
            waited = _wait(platform, asked)
    return [_told(platform, asked, waited)]


def _found(platform: Platform) -> None:
    from bench import house

    house.open_house()
    from django.utils import timezone

    from sasando.claims.actions import note_everything
    from sasando.claims.models import Inbox
    from sasando.parties.models import Organisation

    note_everything(at=timezone.now())
    inbox = Inbox(code="bot", name="Bot", messenger="telegram")
    inbox.organisation = Organisation.objects.get(code=house.PUBLISHER)
    secret = {"token", "webhook_secret"}
    inbox.options = {k: v for k, v in platform.options.items() if k not in secret}
    inbox.lock_secrets({k: v for k, v in platform.options.items() if k in secret})
    inbox.save()
    platform.webhook_url = f"http://127.0.0.1:{PORT}/masuk/bot/"


@contextmanager
def _running() -> Iterator[None]:
    """Serve and work in a process each, as on a day like this: two cores, two processes."""
    with ExitStack() as stack:
        for arguments in (("web", "--port", str(PORT)), ("worker",)):
            command = [sys.executable, "-m", "sasando", *arguments]
            process = subprocess.Popen(command, cwd=Path(__file__).parents[1], env=os.environ)
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
        _until_ready()
        yield


def _until_ready() -> None:
    """Wait until the house serves, the index has taken in what is known, and pages are baked."""
    from sasando.claims.models import KnownChange
    from sasando.site.models import StalePath

    give_up = time.monotonic() + 5 * PATIENCE_S
    while time.monotonic() < give_up:
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/", timeout=10)
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        if not (KnownChange.objects.exists() or StalePath.objects.exists()):
            return
        time.sleep(0.2)
    raise RuntimeError("the house does not serve")


def _ask(platform: Platform, questions: int) -> dict[int, float]:
    """Post every question at its time, each from a chat of its own; return when each was posted."""
    chance = random.Random(2024)
    asked: dict[int, float] = {}
    refused: list[int] = []
    chats = count(1_000_000)
    hooks = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=64))
    header = {"X-Telegram-Bot-Api-Secret-Token": platform.secret}

    def post(chat: int, body: bytes) -> None:
        asked[chat] = time.monotonic()
        for attempt in range(5):  # Telegram brings again what was not taken
            answer = hooks.post(
                platform.webhook_url,
                content=body,
                headers={**header, "Content-Type": "application/json"},
            )
            if answer.status_code == 200:
                return
            time.sleep(0.2 * 2**attempt)
        refused.append(chat)

    started = time.monotonic()
    with ThreadPoolExecutor(24) as pool:
        for number, at in enumerate(arrivals(questions)):
            wait = started + at - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            chat = next(chats)
            message = platform.message(text=question(chance), user=chat)
            update = {"update_id": chat, "message": message}
            pool.submit(post, chat, json.dumps(update).encode())
            if number % 500 == 0:
                say(f"tipline: {number} asked, {len(platform.heard)} answered")
    assert not refused, f"{len(refused)} questions were never taken"
    return asked


def _wait(platform: Platform, asked: dict[int, float]) -> float:
    started = time.monotonic()
    while len(platform.heard) < len(asked) and time.monotonic() - started < PATIENCE_S:
        time.sleep(0.1)
    return time.monotonic() - started


def _told(platform: Platform, asked: dict[int, float], waited: float) -> Table:
    took = sorted(platform.heard[chat] - at for chat, at in asked.items() if chat in platform.heard)
    lost = len(asked) - len(took)
    twice = sum(copies > 1 for copies in platform.copies.values())
    worst = took[min(len(took) - 1, int(0.99 * len(took)))] if took else float("inf")
    say(f"tipline: p99 {worst:.2f} s, lost {lost}, twice {twice}, waited {waited:.1f} s at the end")
    return table(
        f"Tip line: {len(asked):,} questions at {AN_HOUR:,} an hour, bursts of {BURST_PER_S} a second",
        ["", "value"],
        [
            ["first reply, p50", f"{median(took):.2f} s"],
            ["first reply, p99", f"{worst:.2f} s"],
            ["first reply, slowest", f"{took[-1]:.2f} s"],
            ["lost", str(lost)],
            ["told twice", str(twice)],
        ],
    )


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
