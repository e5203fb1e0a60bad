"""The counter of the own pages on a great day: how soon it answers, and whether it counts them all.

The house runs as it is shipped (``sasando web`` and one ``sasando worker``, which folds). Readers are
one process of kept connections that ask at a steady rate; beside it another reader turns pages. The
peer (``bench.counter_ends``) is an asyncio server that answers the same bytes and counts in memory.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import IO, Any, cast

from bench.processes import running
from bench.tables import Table, p95, say, table
from tests.sample import free_port

RATE = 500  # a second
WITHIN_MS = 300.0  # the promise, of a page beside it
_FOLDED_S = 90  # the worker folds twice a minute


def main(seconds: int) -> list[Table]:
    """Return the table of so many seconds."""
    from bench import house

    say("counter: founding a house")
    house.open_house()
    from django.conf import settings

    from sasando.site import bake

    bake.bake_all()
    paths = [
        f"/{file.parent.relative_to(settings.BAKED).as_posix()}/"
        for file in sorted(Path(settings.BAKED).rglob("index.html"))
        if file.parent != Path(settings.BAKED)
    ][:200]
    port = free_port()
    say(f"counter: {RATE} a second for {seconds} s")
    with (
        running(["-m", "sasando", "web", "--port", str(port)]),
        running(["-m", "sasando", "worker"]),
    ):
        ours = _asked(port, paths, seconds)
        exact = _counted(ours["sent"])
    with running(["-m", "bench.counter_ends", "peer"], piped=True) as peer:
        plain = _asked(int(cast("IO[str]", peer.stdout).readline()), paths, seconds)
    verdict = "kept" if p95(ours["pages"]) <= WITHIN_MS and exact else "missed"
    return [
        table(
            f"The counter, {RATE} a second for {seconds} s, {len(paths)} pages",
            ["", "a second", "p50 ms", "p95 ms", "p99 ms", "× peer", "failed"],
            [
                ["ours: counted", *_spread(ours["counter"], ours, plain["counter"])],
                ["  a page beside it", *_spread(ours["pages"], None, plain["pages"])],
                ["asyncio, counts in memory", *_spread(plain["counter"], plain, plain["counter"])],
                ["  a page beside it", *_spread(plain["pages"], None, plain["pages"])],
            ],
            f"counted to the last one: {'yes' if exact else 'NO'}; a page beside it within "
            f"{WITHIN_MS:g} ms (p95): {verdict}; the peer's page is as empty as its picture",
        )
    ]


def _spread(taken: list[float], run: dict[str, Any] | None, peer: list[float]) -> list[Any]:
    rate = run["sent"] / run["took"] if run else ""
    high = quantiles(taken, n=100, method="inclusive")[-1]
    failed = run["failed"] if run else ""
    return [rate, median(taken), p95(taken), high, p95(taken) / p95(peer), failed]


def _counted(sent: int) -> bool:
    """Whether the worker folded as many as were sent, no more and no fewer."""
    from django.db.models import Sum

    from sasando.reach.models import PageViews

    give_up = time.monotonic() + _FOLDED_S
    total = 0
    while time.monotonic() < give_up and total < sent:
        time.sleep(1)
        total = PageViews.objects.aggregate(sum=Sum("count"))["sum"] or 0
    time.sleep(1)
    return sent == (PageViews.objects.aggregate(sum=Sum("count"))["sum"] or 0)


def _asked(port: int, paths: list[str], seconds: int) -> dict[str, Any]:
    arguments = ["readers", str(port), str(RATE), str(seconds)]
    with running(["-m", "bench.counter_ends", *arguments], piped=True) as crowd:
        into, out = cast("IO[str]", crowd.stdin), cast("IO[str]", crowd.stdout)
        into.write(json.dumps(paths) + "\n")
        into.flush()
        found: dict[str, Any] = json.loads(out.readline())
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)))
