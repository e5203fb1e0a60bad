"""Everything out, into an empty house, and out again: how long it takes, and whether it is the same.

The peer is SQLite's own copy of the database, which nobody reads without it.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from bench.tables import Table, say, table


def main(items: int) -> list[Table]:
    """Return the table for a house of so many items."""
    from bench import house

    say("archive: founding a house")
    house.open_house()
    from django.conf import settings
    from django.db import connections

    from bench.town import fill

    say(f"archive: writing {items} items")
    fill(items)
    connections.close_all()
    home = Path(settings.HOME)
    first, again, other = home / "first", home / "again", home / "other"
    began = time.monotonic()
    with (
        closing(connect(home / "sasando.sqlite3")) as ours,
        closing(connect(home / "copy")) as copy,
    ):
        ours.backup(copy)
    peer_s = time.monotonic() - began
    out_s = _sasando(home, "export", "--all", str(first))
    _sasando(other, "init")
    in_s = _sasando(other, "import", "all", str(first))
    again_s = _sasando(other, "export", "--all", str(again))
    rows = sum(json.loads((first / "archive.json").read_text())["rows"].values())
    size = sum(path.stat().st_size for path in first.rglob("*") if path.is_file()) / 2**20
    same = _held(first) == _held(again)
    return [
        table(
            f"An archive of {items:,} items: {rows:,} rows, {size:,.0f} MiB",
            ["", "seconds", "rows/s", "× copy"],
            [
                ["sqlite3 backup", peer_s, rows / peer_s, 1.0],
                ["export --all", out_s, rows / out_s, out_s / peer_s],
                ["import all, into an empty house", in_s, rows / in_s, in_s / peer_s],
                ["export --all of that", again_s, rows / again_s, again_s / peer_s],
            ],
            f"both archives are the same, byte by byte: {'yes' if same else 'NO'}; each is a process "
            "of its own, start included; import builds the search index too",
        )
    ]


def _sasando(home: Path, *arguments: str) -> float:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "sasando", *arguments],
        env=os.environ | {"SASANDO_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - began


def _held(folder: Path) -> str:
    return (folder / "SHA256SUMS").read_text()


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)))
