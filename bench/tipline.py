"""The tip line on its peak day: questions come in by a webhook, first replies go out by the platform.

32,000 questions an hour with bursts of 50 a second is the busiest day of Brazil's tip line of 2022
inside one hour, and as there they come by WhatsApp. The house runs as it is shipped, in three
processes (``sasando web``, two ``sasando worker``), and knows the sample's items and calendar and 600
checks by others. A shorter run keeps the rate and the bursts, and takes as long as they do. The
same questions then go to the least that could answer them (``bench.tipline_peer``).
"""

import json
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import running, serving, until_answers
from bench.tables import Table, say, table
from bench.tipline_platform import AN_HOUR, BURST_PER_S, BURST_S, Platform
from bench.tipline_said import checks

PATIENCE_S = 60  # after the last question
PEER_QUESTIONS = 600
PORT = 18_930
INBOX = "wa"
WORKERS = 2  # one a core
STATES = ("answered", "suggested", "asked-back", "unknown")
_SECRETS = {"token", "app_secret", "verify_token"}


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run, seconds."""

    offered: int
    took: list[float]  # from the moment a question was due to the platform's taking the answer
    lost: int
    twice: int
    limited: int
    cpu: dict[str, float]  # by process
    lasted: float

    def at(self, share: float) -> str:
        """Return the time within which ``share`` of those answered were."""
        if not self.took:
            return "-"
        return f"{self.took[min(len(self.took) - 1, int(share * len(self.took)))]:.2f} s"

    @property
    def cpu_ms(self) -> float:
        """CPU time of all processes for one question, milliseconds."""
        return 1000 * sum(self.cpu.values()) / max(1, self.offered)


def main(questions: int) -> list[Table]:
    say("tipline: founding a house")
    with Platform() as platform:
        _found(platform)
        with ExitStack() as stack:
            processes = {"web": stack.enter_context(serving(PORT)).pid}
            for number in range(1, WORKERS + 1):
                worker = stack.enter_context(running(["-m", "sasando", "worker"]))
                processes[f"worker {number}"] = worker.pid
            _until_ready()
            before = _counts()
            ours = _measured(platform, questions, processes)
        counts = {name: count - before[name] for name, count in _counts().items()}
    with Platform(webhook_url=f"http://127.0.0.1:{PORT}/masuk/peer/") as platform:
        os.environ["SASANDO_BENCH_PLATFORM"] = json.dumps(platform.options)
        with running(["-m", "bench.tipline_peer", str(PORT)]) as process:
            until_answers(f"http://127.0.0.1:{PORT}/")
            peer = _measured(platform, min(questions, PEER_QUESTIONS), {"peer": process.pid})
    return [_told(ours, peer, counts, _database())]


def _found(platform: Platform) -> None:
    from bench import house

    house.open_house()
    from django.utils import timezone

    from sasando.claims.actions import ensure_source, import_checks, note_everything
    from sasando.claims.models import Inbox
    from sasando.parties.models import Organisation

    now = timezone.now()
    report = import_checks(content=checks(), source=ensure_source(name="Periksa"), at=now)
    assert report.created, "nothing was imported"
    note_everything(at=now)
    inbox = Inbox(code=INBOX, name="WhatsApp", messenger="whatsapp")
    inbox.organisation = Organisation.objects.get(code=house.PUBLISHER)
    inbox.options = {k: v for k, v in platform.options.items() if k not in _SECRETS}
    inbox.lock_secrets({k: v for k, v in platform.options.items() if k in _SECRETS})
    inbox.save()
    platform.webhook_url = f"http://127.0.0.1:{PORT}/masuk/{INBOX}/"


def _until_ready() -> None:
    """Wait until the index has taken in what is known, and pages are baked."""
    from sasando.claims.models import KnownChange
    from sasando.site.models import StalePath

    give_up = time.monotonic() + 5 * PATIENCE_S
    while time.monotonic() < give_up:
        if not (KnownChange.objects.exists() or StalePath.objects.exists()):
            return
        time.sleep(0.2)
    raise RuntimeError("the house is not ready")


def _measured(platform: Platform, questions: int, processes: dict[str, int]) -> Run:
    before = {name: _cpu_s(pid) for name, pid in processes.items()}
    started = time.monotonic()
    due = platform.ask(questions)
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if len(platform.answered) >= len(due) and platform.told:
            break
        time.sleep(0.1)
    time.sleep(1)  # what comes twice comes late
    took = sorted(
        platform.answered[who] - at for who, at in due.items() if who in platform.answered
    )
    return Run(
        offered=len(due),
        took=took,
        lost=len(due) - len(took),
        twice=sum(copies > 1 for copies in platform.copies.values()),
        limited=platform.limited,
        cpu={name: _cpu_s(pid) - before[name] for name, pid in processes.items()},
        lasted=time.monotonic() - started,
    )


def _cpu_s(pid: int) -> float:
    """Return the CPU time a process has used: user and system, all its threads (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _counts() -> dict[str, int]:
    """What the database says; each of these is kept by another statement of the house."""
    from django.db.models import Count, Sum

    from sasando.claims.models import Claim, Reply, Sighting, Tip, TipCount

    states = Tip.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return {
        "received": Tip.objects.count(),
        "counted": TipCount.objects.filter(source=INBOX).aggregate(n=Sum("count"))["n"] or 0,
        "sent": Reply.objects.filter(state=Reply.State.SENT).count(),
        "claims": Claim.objects.count(),
        "filed": Tip.objects.filter(claim__isnull=False).count(),
        "sighted": Sighting.objects.aggregate(n=Sum("count"))["n"] or 0,
        **dict.fromkeys(Tip.State.values, 0),
        **dict(states),
    }


def _database() -> str:
    """Return which database it was, and how large it is now."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        size = sum(file.stat().st_size for file in Path(settings.HOME).glob("sasando.sqlite3*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    return f"{connection.vendor}, {size / 1e6:.0f} MB"


def _told(ours: Run, peer: Run, counts: dict[str, int], database: str) -> Table:
    states = ", ".join(f"{name} {counts[name]}" for name in STATES)
    load = (sum(ours.cpu.values()) / ours.lasted, sum(peer.cpu.values()) / peer.lasted)
    rows: list[list[Any]] = [
        ["questions offered", ours.offered, peer.offered],
        ["in the database", counts["received"], ""],
        ["counted by the hour", counts["counted"], ""],
        ["sent, by receipt", counts["sent"], ""],
        ["answered", len(ours.took), len(peer.took)],
        ["lost", ours.lost, peer.lost],
        ["answered twice", ours.twice, peer.twice],
        ["refused for 80 a second", ours.limited, peer.limited],
        *([f"first reply, p{p:g}", ours.at(p / 100), peer.at(p / 100)] for p in (50, 95, 99)),
        ["first reply, slowest", ours.at(1), peer.at(1)],
        *([f"CPU of {n}, seconds", round(s, 1), ""] for n, s in ours.cpu.items()),
        ["CPU a question, ms", round(ours.cpu_ms, 1), round(peer.cpu_ms, 1)],
        ["cores in use on average", round(load[0], 2), round(load[1], 2)],
        ["tips filed, and sightings", f"{counts['filed']}, {counts['sighted']}", ""],
        ["new claims", counts["claims"], ""],
        ["database", database, ""],
    ]
    say(f"tipline: p99 {ours.at(0.99)}, lost {ours.lost}, {ours.cpu_ms:.1f} ms CPU a question")
    return table(
        f"Tip line: {ours.offered:,} questions at {AN_HOUR:,} an hour by WhatsApp, "
        f"bursts of {BURST_PER_S} a second for {BURST_S} s",
        ["", "sasando", "a Django view with FTS5"],
        rows,
        note=f"{states}. The view stores the message and answers from SQLite FTS5 inside the call: "
        "no leases, no retries, no claims, no statuses.",
    )


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
