"""``python -m tests.crash.digests``: one week's digest for 40 people, by workers that keep being killed.

Two live at once, open the week and carry it. The mail server takes its time before and after it takes
a mail, so that a kill falls into any part of it. Prints JSON.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from tests.crash.nursery import Nursery, in_a_house, keep_nursery

PEOPLE, KILLS = 34, 24  # officers, beside the six of the desk
LIFE_S = (0.4, 1.2)  # how long a worker lives, seconds
ON_THE_WAY_S = (0.0, 0.4)  # to the mail server, and back: all of it takes longer than three lives
LEASE = timedelta(seconds=1.5)
PATIENCE_S = 120
MONDAY = datetime.fromisoformat("2024-09-09T07:00+08:00")


def prepare() -> None:
    """Set Django up in a house of its own, with the mail server that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings

    from sasando.accounts.actions import digests

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ.get("MAIL_PORT", "0"))
    digests.LEASE = digests._due.lease = LEASE


def send() -> Any:
    """Start a worker that does nothing but open and send digests."""
    from sasando.accounts.actions.digests import open_digest
    from sasando.accounts.digest.carrying import next_digests
    from sasando.worker import Line, Worker

    def duty(now: datetime) -> None:
        open_digest(at=MONDAY)

    worker = Worker(duties=(duty,), lines=(Line("digests", next_digests, threads=2, poll_s=0.02),))
    worker.start()
    return worker


def main() -> None:
    prepare()
    from tests import databases

    databases.fill()
    from sasando.channels.privacy import make_asker_key
    from sasando.channels.vault import make_vault_key
    from sasando.demo.mail import Mailbox, serving
    from tests.desk.builders import make_desk

    class SlowMailbox(Mailbox):
        async def handle_DATA(self, *arguments: Any) -> str:  # noqa: N802 - aiosmtpd's name
            await asyncio.sleep(random.uniform(*ON_THE_WAY_S))
            answer = await super().handle_DATA(*arguments)
            await asyncio.sleep(random.uniform(*ON_THE_WAY_S))
            return answer

    make_vault_key()
    make_asker_key()
    _appoint(make_desk())
    with serving(SlowMailbox()) as mailbox:
        os.environ["MAIL_PORT"] = str(mailbox.port)
        prepare_port(mailbox.port)
        kills = _kill_and_kill()
        meanwhile = {"kills": kills, "sent_meanwhile": len(mailbox.letters)}
        _let_finish()
        print(json.dumps(_account(mailbox) | meanwhile))


def prepare_port(port: int) -> None:
    """Let this process send by the same server as the workers."""
    from django.conf import settings

    settings.EMAIL_PORT = port


def _appoint(desk: Any) -> None:
    from sasando.parties.actions import appoint
    from sasando.parties.models import Person, Role

    for number in range(PEOPLE):
        person = Person.objects.create_user(
            f"p{number}", f"p{number}@example.org", "sandi-9-panjang"
        )
        appoint(person=person, organisation=desk.kpu, role=Role.OFFICER)


def _is_done() -> bool:
    from sasando.accounts.models import Digest, DigestCopy

    waiting = DigestCopy.objects.filter(state=DigestCopy.State.WAITING)
    return Digest.objects.exists() and not waiting.exists()


def _kill_and_kill() -> int:
    nursery = Nursery.open("tests.crash.digests")
    kills = 0
    while kills < KILLS and not _is_done():
        workers = [nursery.worker(), nursery.worker()]
        time.sleep(random.uniform(*LIFE_S))
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
            kills += 1
    nursery.process.kill()
    nursery.process.wait()
    return kills


def _let_finish() -> None:
    started = time.monotonic()
    worker = send()
    while not _is_done() and time.monotonic() - started < PATIENCE_S:
        time.sleep(0.05)
    worker.stop()


def _account(mailbox: Any) -> dict[str, Any]:
    from sasando.accounts.models import Digest, DigestCopy

    got = Counter(name for letter in list(mailbox.letters) for name in letter.recipients)
    states = Counter(DigestCopy.objects.values_list("state", flat=True))
    sent = DigestCopy.objects.filter(state=DigestCopy.State.SENT)
    return {
        "digests": Digest.objects.count(),
        "copies": sum(states.values()),
        "states": dict(states),
        "twice": sum(got.values()) - len(got),
        "sent_without_a_mail": sum(
            copy.person.email not in got for copy in sent.select_related("person")
        ),
        "got": len(got),
    }


def run(database: str) -> dict[str, Any]:
    """Run it all in processes of its own on ``database`` (a DATABASE_URL, or "" for SQLite)."""
    return in_a_house("tests.crash.digests", database)


if __name__ == "__main__":
    if sys.argv[1:] == ["nursery"]:
        prepare()
        keep_nursery(send)
    else:
        main()
