"""A live blog on election day: how soon every one of its readers has a post.

The house runs as it is shipped (``sasando web``), readers are one process of as many connections, and
posts go the whole way: written, proposed, approved, committed, pushed. The clock runs from the moment
the last approval is given to the moment a reader has the whole event. The peer (``live_blog_ends``) is
an asyncio server that writes the same bytes to the same number of connections, without a database.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, Any, cast

from bench.processes import running, serving, until_open
from bench.tables import Cell, Table, p95, say, table
from tests.sample import free_port

POSTS = 20
EVERY_S = 2.0
WITHIN_S = 2.0  # the promise
PORT = free_port()  # the news beside it
_BLANK: list[Cell] = ["", "", "", ""]
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one server."""

    begun: list[float]  # when each post was given
    moments: list[list[float]]  # of each post, when readers had it
    readers: int
    cpu_s: float
    took_s: float
    memory_kb: int  # of the server with all readers connected
    reader_kb: float  # of it, each reader

    @property
    def waited(self) -> list[float]:
        """Seconds, one a reader and post."""
        return self.since(self.begun)

    @property
    def lost(self) -> int:
        """Posts that a reader never had."""
        return sum(self.readers - len(moments) for moments in self.moments)

    def since(self, starts: Sequence[float]) -> list[float]:
        """As ``waited``, from other moments on, one a post."""
        pairs = zip(starts, self.moments, strict=True)
        return [moment - at for at, moments in pairs for moment in moments]

    def row(self, name: str, than: "Run | None" = None) -> list[Cell]:
        return [
            *_spread(name, self.waited, (than or self).waited),
            self.lost,
            100 * self.cpu_s / self.took_s,
            self.memory_kb / 1024,
            self.reader_kb,
        ]


def main(readers: int) -> list[Table]:
    """Return the table for this many readers."""
    say("live blog: founding a house")
    press = _Press()
    with serving(PORT) as web:
        until_open(PORT + 1)
        say(f"live blog: {readers} readers, {POSTS} posts")
        ours = _measured(web.pid, PORT + 1, press.path, readers, press.post)
    with running(["-m", "bench.live_blog_ends", "peer"], piped=True) as peer:
        port = int(cast("IO[str]", peer.stdout).readline())
        with socket.create_connection(("127.0.0.1", port)) as control:
            plain = _measured(peer.pid, port, "/", readers, _Echo(control, press.event).post)
    rows = [
        ours.row("from the last approval", plain),
        [*_spread("  of it, from the commit", ours.since(press.committed), plain.waited), *_BLANK],
        plain.row("asyncio, write to all"),
    ]
    verdict = "kept" if max(ours.waited) < WITHIN_S and not ours.lost else "missed"
    return [
        table(
            f"A post to {readers:,} readers of a live blog, {POSTS} posts",
            ["", "p50 s", "p95 s", "max s", "× peer", "lost", "CPU %", "MB", "kB a reader"],
            rows,
            f"within {WITHIN_S:g} s for everybody: {verdict}; an event has {len(press.event):,} bytes",
        )
    ]


def _spread(name: str, waited: list[float], peer: list[float]) -> list[Cell]:
    return [name, median(waited), p95(waited), max(waited), p95(waited) / p95(peer)]


class _Press:
    """The sample's house, without its items, with an open live blog; posts a notice, and says when."""

    def __init__(self) -> None:
        from bench import house

        house.open_house(filled=False)
        from django.utils import timezone

        from sasando.elections.models import Election
        from sasando.live import actions
        from sasando.live.blogs import blog_topic
        from sasando.parties.models import Organisation, Person

        self.people = {person.username: person for person in Person.objects.all()}
        now = timezone.now()
        values: dict[str, Any] = {
            "title": "Hari pemungutan suara",
            "title_en": "",
            "slug": "ukuran",
            "election": Election.objects.get(code="pilkada2024"),
            "opens_at": now,
            "closes_at": None,
            "owner": Organisation.objects.get(code=house.PUBLISHER),
            "takes": "at-once",
            "stages": [],
            "places": [],
            "partners": [],
        }
        blog = actions.save_blog(blog=None, values=values, at=now)
        self.blog = actions.open_blog(blog=blog, by=self.people["maria"], at=now)
        self.topic = blog_topic(self.blog, "id")
        self.path = f"/siaran/{self.topic}"
        self.event = b""
        self.committed: list[float] = []

    def post(self) -> tuple[int, float]:
        """Publish one more post; return the number of its news, and when the yes was given."""
        from uuid import uuid4

        from django.utils import timezone

        from sasando.desk import actions as desk
        from sasando.documents.vocabulary import Kind
        from sasando.live import actions
        from sasando.live.actions.short_posts import ShortPost
        from sasando.live.models import Push
        from sasando.live.push.topics import News, written

        post = ShortPost(
            once=uuid4(),
            kind=Kind.NOTICE,
            party=self.blog.owner.code,
            language="id",
            headline="TPS 12 Oesapa dibuka pukul 07.40",
            text="Kotak suara tiba terlambat karena jalan tergenang. Antrean tetap dilayani sampai "
            "selesai, dan pemilih yang sudah datang sebelum pukul 13.00 WITA tetap mencoblos.",
        )
        version = actions.write_post(
            blog=self.blog, post=post, by=self.people["maria"], at=timezone.now()
        )
        begun = time.monotonic()
        desk.approve(version=version, by=self.people["yohanes"], at=timezone.now())
        self.committed.append(time.monotonic())
        row = Push.objects.filter(stream__topic=self.topic).latest("number")
        self.event = written(News(row.number, row.name, row.data, row.state))
        return row.number, begun


class _Echo:
    """Gives the peer the same bytes to write, under the next number."""

    def __init__(self, control: socket.socket, event: bytes) -> None:
        self._control, self._rest = control, event.partition(b"\n")[2]
        self._number = 0

    def post(self) -> tuple[int, float]:
        self._number += 1
        data = b"id: %d\n%s" % (self._number, self._rest)
        begun = time.monotonic()
        self._control.sendall(b"%d\n%s" % (len(data), data))
        return self._number, begun


def _measured(
    pid: int, port: int, path: str, readers: int, post: Callable[[], tuple[int, float]]
) -> Run:
    empty = _memory_kb(pid)
    arguments = ["readers", "127.0.0.1", str(port), path, str(readers)]
    with running(["-m", "bench.live_blog_ends", *arguments], piped=True) as crowd:
        out, into = cast("IO[str]", crowd.stdout), cast("IO[str]", crowd.stdin)
        assert out.readline() == "ready\n", "the readers did not connect"
        full, cpu, began = _memory_kb(pid), _cpu_s(pid), time.monotonic()
        posted = []
        for _ in range(POSTS):
            posted.append(post())
            time.sleep(EVERY_S)
        took, spent = time.monotonic() - began, _cpu_s(pid) - cpu
        into.close()
        heard = {int(number): moments for number, moments in json.loads(out.readline()).items()}
    moments = [heard.get(number, []) for number, _ in posted]
    begun = [at for _, at in posted]
    return Run(begun, moments, readers, spent, took, full, (full - empty) / readers)


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / _TICK


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)))
