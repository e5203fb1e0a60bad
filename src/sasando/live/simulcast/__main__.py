"""``python -m sasando.live.simulcast FOLDER [--detach]``: a relay; its plan comes on standard input."""

import argparse
import asyncio
import fcntl
import json
import logging
import os
import sys
from pathlib import Path
from time import sleep
from typing import TextIO

from sasando.live.simulcast.handling import DOOR, LOCK
from sasando.live.simulcast.plan import Plan, loaded, targets_of
from sasando.live.simulcast.relay import Relay

logger = logging.getLogger(__name__)


def main() -> int:
    """Hold the folder, read the plan, and work until told to end."""
    parser = argparse.ArgumentParser(prog="python -m sasando.live.simulcast", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--detach", action="store_true", help="go on as nobody's child")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    plan = loaded(sys.stdin.read())
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Inherited over the fork: the lock is never free between the two.
    lock = (folder / LOCK).open("w")
    if not _locked(lock):
        print("another relay holds this folder", file=sys.stderr)  # noqa: T201
        return 1
    if options.detach:
        if os.fork():
            os._exit(0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.umask(0o077 if not plan.hls else 0o022)
    asyncio.run(_run(plan, folder))
    return 0


def _locked(lock: TextIO) -> bool:
    """Take the lock; whoever looks whether a relay lives holds it for a moment, too."""
    for _ in range(20):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sleep(0.05)
        else:
            return True
    return False


async def _run(plan: Plan, folder: Path) -> None:
    relay = Relay(plan, folder)
    os.chdir(folder)  # the socket's address is short so
    Path(DOOR).unlink(missing_ok=True)
    before = os.umask(0o177)
    door = await asyncio.start_unix_server(lambda r, w: _answer(relay, r, w), DOOR)
    os.umask(before)
    try:
        await relay.run()
    finally:
        door.close()
        Path(DOOR).unlink(missing_ok=True)


async def _answer(relay: Relay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        command = json.loads(await reader.readline() or b"{}")
        match command.get("do"):
            case "stop":
                relay.done.set()
            case "hold":
                relay.hold(bool(command["held"]))
            case "targets":
                relay.set_targets(targets_of(command["targets"]))
            case unknown:
                raise ValueError(f"no such command: {unknown}")
        writer.write(b"{}\n")
    except (ValueError, KeyError, TypeError) as error:
        writer.write(json.dumps({"error": str(error)}).encode() + b"\n")
    await writer.drain()
    writer.close()


if __name__ == "__main__":
    sys.exit(main())
