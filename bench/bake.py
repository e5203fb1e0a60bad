"""The whole site baked, and baked again after one change: beside writing the same bytes plainly."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import house
from bench.tables import Table, say, table

_AT_ONCE = 500  # files read before they are written, so that reading is not timed


def main(items: int) -> list[Table]:
    say("bake: founding a house")
    house.open_house()
    from django.conf import settings

    from bench.town import fill
    from sasando.site import bake
    from sasando.site.models import StalePath

    say(f"bake: writing {items} items")
    filled = fill(items)
    StalePath.objects.all().delete()
    root = Path(settings.BAKED)
    say("bake: baking all of them")
    _forget_peak()
    pages, whole_s = _taken(lambda: bake.bake_all())
    peak_mb = _peak_mb()
    files = sorted(path for path in root.rglob("*") if path.is_file())
    weight = sum(path.stat().st_size for path in files)
    say("bake: writing the same bytes plainly")
    plain_s = _written_plainly(root, files, settings.HOME / "plain", durable=False)
    forced_s = _written_plainly(root, files, settings.HOME / "forced", durable=True)
    say("bake: one more release")
    again = _one_change(root, settings.HOME / "again")
    whole = table(
        f"bake: {filled:,} items, {pages:,} pages, {len(files):,} files, {weight / 2**20:,.0f} MiB",
        ["", "seconds", "pages/s", "ratio"],
        [
            ["baked: read, rendered, gzipped, forced to disk", whole_s, pages / whole_s, 1.0],
            ["the same files written plainly", plain_s, pages / plain_s, whole_s / plain_s],
            ["… each forced to disk (fsync)", forced_s, pages / forced_s, whole_s / forced_s],
        ],
        f"Peak memory of the process while it baked: {peak_mb:,.0f} MiB. The peers write the page and "
        "its .gz, compressed before; ratio: baking to that line.",
    )
    return [whole, again]


def _one_change(root: Path, peer: Path) -> Table:
    """Publish one release in the full house, bake, and see which files are others now."""
    from django.utils import timezone

    from sasando.desk import actions
    from sasando.site import bake

    press = house.Press()
    version = press.proposed()
    before = _states(root)
    _, approval_s = _taken(
        lambda: actions.approve(version=version, by=press.second, at=timezone.now())
    )
    touched, bake_s = _taken(lambda: bake.bake_due(now=timezone.now()))
    after = _states(root)
    rewritten = [root / name for name, state in after.items() if before.get(name) != state]
    same = sum(before[name] == state for name, state in after.items() if name in before)
    plain_s = _written_plainly(root, rewritten, peer, durable=False)
    forced_s = _written_plainly(root, rewritten, peer / "forced", durable=True)
    rows: list[list[str | int | float]] = [
        ["approved and published", approval_s, ""],
        [f"{touched} pages baked again", bake_s, 1.0],
        [f"their {len(rewritten)} files written plainly", plain_s, bake_s / plain_s],
        ["… each forced to disk (fsync)", forced_s, bake_s / forced_s],
    ]
    return table(
        "bake: one more release published in that house",
        ["", "seconds", "ratio"],
        rows,
        f"{same:,} files have the inode and the time of change they had before: nothing else was "
        "written.",
    )


def _forget_peak() -> None:
    """Let the peak of memory be counted from now on: filling the house is no part of baking."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


def _taken(work: Callable[[], int | object]) -> tuple[int, float]:
    started = time.perf_counter()
    done = work()
    return done if isinstance(done, int) else 0, time.perf_counter() - started


def _states(root: Path) -> dict[str, tuple[int, int]]:
    """Which file stands under each name, and when it was written."""
    found = {}
    for path in root.rglob("*"):
        if path.is_file() and path.name != ".lock":
            state = path.stat()
            found[str(path.relative_to(root))] = state.st_ino, state.st_mtime_ns
    return found


def _written_plainly(root: Path, files: list[Path], target: Path, *, durable: bool) -> float:
    """Write copies of ``files`` under ``target`` in the same folders; return the seconds it took."""
    seconds = 0.0
    for part in _parts(files):
        ready = [(target / path.relative_to(root), path.read_bytes()) for path in part]
        started = time.perf_counter()
        for path, body in ready:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                out.write(body)
                if durable:
                    out.flush()
                    os.fsync(out.fileno())
        seconds += time.perf_counter() - started
    shutil.rmtree(target)
    return seconds


def _parts(files: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(files), _AT_ONCE):
        yield files[start : start + _AT_ONCE]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
