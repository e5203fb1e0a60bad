"""``python -m bench [publish] [bake] [tipline] [pictures] [live] [live_blog] [live_overlays] [counter] [accounts] [archive] [--json]``: what the house does in a second, on this machine.

Each bench runs in a process and a house of its own: a temporary folder with its own database.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.tables import printed

BENCHES = (
    "publish",
    "bake",
    "tipline",
    "pictures",
    "live",
    "live_blog",
    "live_overlays",
    "counter",
    "accounts",
    "archive",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    parser.add_argument(
        "--publications", type=int, default=40, help="of publish, after 5 to warm up"
    )
    parser.add_argument("--items", type=int, default=20_000, help="of bake")
    parser.add_argument(
        "--questions", type=int, default=3_000, help="of tipline, at 32,000 an hour; all: 32000"
    )
    parser.add_argument("--pictures", type=int, default=100_000, help="known to search among")
    parser.add_argument("--archived", type=int, default=50_000, help="items, of archive")
    parser.add_argument(
        "--seconds", type=int, default=20, help="of live, each part, and of counter"
    )
    parser.add_argument("--readers", type=int, default=2_000, help="of live_blog and live_overlays")
    parser.add_argument(
        "--requests", type=int, default=3_000, help="of accounts; a whole town: 45000"
    )
    parser.add_argument(
        "--postgresql",
        action="store_true",
        help="tipline, counter and accounts on a PostgreSQL of their own, fsync off",
    )
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    sizes = {
        "publish": options.publications,
        "bake": options.items,
        "tipline": options.questions,
        "pictures": options.pictures,
        "live": options.seconds,
        "live_blog": options.readers,
        "live_overlays": options.readers,
        "counter": options.seconds,
        "accounts": options.requests,
        "archive": options.archived,
    }
    names = options.names or BENCHES
    results = {name: run(name, sizes[name], postgresql=options.postgresql) for name in names}
    if options.json:
        print(json.dumps(results, indent=1))
    else:
        print("\n".join(printed(table) for tables in results.values() for table in tables))
    return 0


def run(name: str, size: int, *, postgresql: bool = False) -> list[dict[str, Any]]:
    """Run one bench in its own process and return its tables; its progress goes to stderr."""
    with tempfile.TemporaryDirectory(prefix="sasando-bench-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "sasando.settings",
            "SASANDO_HOME": home,
            "SASANDO_SECRET_KEY": "only-for-the-bench-and-nowhere-else-0123456789",
            "SASANDO_SITE_URL": "https://sasando.example",
            "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
            "SASANDO_EMAIL_URL": "dummymail://",
            "SASANDO_LOG_LEVEL": "WARNING",
        }
        if postgresql and name in ("tipline", "counter", "accounts"):
            from tests.postgresql import start

            environment["DATABASE_URL"] = start()
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}", str(size)],
            env=environment,
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
