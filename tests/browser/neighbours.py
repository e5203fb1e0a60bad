"""``python -m tests.browser.neighbours PORT``: who lives around the answer desk.

Founds a house with the sample's people, calendar and rumours, but without its texts, so that
nothing is known yet; then it is the newspaper partner and the mailbox until it is told to stop.
"""

import signal
import sys
from threading import Event

import django

from tests import databases


def main(port: int) -> None:
    """Found the house of this environment, serve the other ends beside ``port``."""
    from sasando.cli.upkeep import ensure_keys, found_house, write_secret_key

    write_secret_key()
    django.setup()
    databases.fill()
    found_house()
    from django.utils import timezone

    from sasando.demo.outlets import Ports, make_outlets, receiving
    from sasando.demo.rumours import go_round
    from sasando.demo.sample import SampleDesk

    now, ports = timezone.now(), Ports.beside(port)
    SampleDesk(now).found()
    ensure_keys(at=now)
    make_outlets(ports)
    go_round(now=now)
    leave = Event()
    signal.signal(signal.SIGTERM, lambda *_: leave.set())
    with receiving(ports):
        print("ready", flush=True)
        leave.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
