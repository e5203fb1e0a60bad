"""The overlays of an episode while thousands read a live blog: how soon a change is on the screen.

The house runs as it is shipped (``sasando web``); readers are one process of as many connections, the
overlays another one. Changes go the whole way: written, committed, pushed. The clock runs from the
moment a change begins to be written to the moment an overlay has the whole event. In the second row
each change comes at the worst moment: just when a post goes out to every reader.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import IO, Any, cast

from bench.live_blog import PORT, _Press
from bench.processes import running, serving, until_open
from bench.tables import Cell, Table, p95, say, table

CHANGES = 60
OVERLAYS = 5  # browser sources of OBS, and a telephone that looks
EVERY_S = 0.5
WITHIN_S = 0.3  # the promise


def main(readers: int) -> list[Table]:
    """Return the table for this many readers."""
    say("overlays: founding a house")
    press = _Press()
    booth = _Booth(press)
    runs: list[tuple[str, Run]] = []
    with serving(PORT):
        until_open(PORT + 1)
        say(f"overlays: nobody reads, {CHANGES} changes")
        runs.append(("nobody else", _measured(booth, press.path, 0, None)))
        say(f"overlays: {readers} readers")
        runs.append((f"{readers:,} readers", _measured(booth, press.path, readers, None)))
        say("overlays: beside posts to every reader")
        beside = _measured(booth, press.path, readers, press.post)
        runs.append(("  beside a post to all", beside))
    kept = all(p95(run.waited) < WITHIN_S and not run.lost for _, run in runs)
    verdict = "kept" if kept else "missed"
    return [
        table(
            f"A change of the overlays, {CHANGES} times, {OVERLAYS} overlays",
            ["", "p50 s", "p95 s", "max s", "of it written p95 s", "lost"],
            [run.row(name) for name, run in runs],
            f"p95 within {WITHIN_S:g} s: {verdict}; load of the machine {os.getloadavg()[0]:.1f}",
        )
    ]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the changes: seconds until an overlay had each, and until each was committed."""

    waited: list[float]
    written: list[float]
    lost: int

    def row(self, name: str) -> list[Cell]:
        return [
            name,
            median(self.waited),
            p95(self.waited),
            max(self.waited),
            p95(self.written),
            self.lost,
        ]


class _Booth:
    """A published episode with its live desk open; shows one thing after another."""

    def __init__(self, press: _Press) -> None:
        from django.utils import timezone
        from wagtail.models import Locale

        from sasando.desk.models import Episode, EpisodePerson, SectionPage
        from sasando.live import actions
        from sasando.live.telling import overlay_topic
        from sasando.parties.models import Organisation

        now = timezone.now()
        section = SectionPage.objects.get(
            kind="episode", locale=Locale.objects.get(language_code="id")
        )
        episode = Episode(
            locale=section.locale,
            owner=press.people["rambu"],
            publisher=Organisation.objects.get(code="pos-kupang"),
            title="Ukuran",
            slug="ukuran-episode",
            key_message="Ukuran.",
            format="talkshow",
            purpose="Ukuran.",
            starts_at=now,
            ends_at=now.replace(year=now.year + 1),
        )
        episode.people = [EpisodePerson(role="host", name="Rambu")]
        section.add_child(instance=episode)
        episode.save_revision(user=press.people["rambu"])
        self.by = press.people["rambu"]
        self.production = actions.open_production(episode=episode, by=self.by, at=now)
        self.topic = overlay_topic(self.production)
        self._shown = 0

    def change(self) -> tuple[int, float, float]:
        """Show the next thing; return the number of its news, when it began, and its commit."""
        from django.utils import timezone

        from sasando.live import actions
        from sasando.live.models import Push

        self._shown += 1
        begun = time.monotonic()
        actions.put_on_air(
            production=self.production,
            layer="speaker",
            shows={"name": f"Maria Bria {self._shown}", "office": "Anggota KPU Kota Kupang"},
            seen=10**6,
            by=self.by,
            at=timezone.now(),
        )
        committed = time.monotonic()
        number = Push.objects.filter(stream__topic=self.topic).latest("number").number
        return number, begun, committed


def _measured(booth: _Booth, path: str, readers: int, before: Callable[[], Any] | None) -> Run:
    """Bring the changes, each at its moment, to every overlay."""
    crowd = ["-m", "bench.live_blog_ends", "readers", "127.0.0.1", str(PORT + 1)]
    with (
        running([*crowd, path, str(readers)], piped=True) as many,
        running([*crowd, f"/siaran/{booth.topic}", str(OVERLAYS)], piped=True) as few,
    ):
        for process in (many, few):
            assert cast("IO[str]", process.stdout).readline() == "ready\n", "they did not connect"
        changed = []
        for _ in range(CHANGES):
            if before is not None:
                before()
            changed.append(booth.change())
            time.sleep(EVERY_S)
        time.sleep(2)
        cast("IO[str]", few.stdin).close()
        heard = json.loads(cast("IO[str]", few.stdout).readline())
        cast("IO[str]", many.stdin).close()
    moments = {int(number): at for number, at in heard.items()}
    waited = [at - begun for number, begun, _ in changed for at in moments.get(number, [])]
    written = [committed - begun for _, begun, committed in changed]
    return Run(waited, written, CHANGES * OVERLAYS - len(waited))


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)))
