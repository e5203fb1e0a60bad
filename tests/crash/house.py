"""``python -m tests.crash.house``: kill the worker again and again, then say what became of it all.

Three kinds of process: this one keeps the partners and does the killing; a nursery holds Django
ready and forks workers; the workers carry deliveries until they are killed. Prints JSON.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any

from tests.crash.nursery import Nursery, in_a_house, keep_nursery

OUTLETS, ITEMS, KILLS = 10, 10, 200
WITHDRAWN = 2  # more items, each withdrawn while workers die over it
MEDDLE_EVERY = 15  # kills: then a person withdraws, or tries everything again
LIFE_S = (0.02, 0.12)  # how long a worker lives, seconds
ANSWER_S = (0.02, 0.1)  # how long a partner takes to answer, seconds
LEASE = timedelta(seconds=1.5)  # longer than rendering takes on a busy machine
PATIENCE_S = 120  # for what is left once nobody is killed any more


def prepare() -> None:
    """Set Django up in a house of its own; return nothing that holds a connection."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from sasando.channels.actions import outcomes
    from sasando.plugins import channel_classes

    outcomes.LEASE = outcomes._due.lease = LEASE
    channel_classes()


def work() -> None:
    """Carry deliveries until killed."""
    from sasando.worker import Worker

    Worker().start()


def found() -> None:
    """Make the database, the desk and a first outbox."""
    from tests import databases

    databases.fill()
    from sasando.channels.vault import make_vault_key

    make_vault_key()


def main() -> None:
    prepare()
    found()
    from sasando.demo.partner import Partner, Reply, Trouble, serving
    from sasando.parties.models import PublicSigningKey
    from tests.desk.builders import make_desk

    class SlowPartner(Partner):
        """Takes its time, and now and then keeps an item but loses its answer."""

        def receive(self, *arguments: Any) -> Reply:
            time.sleep(random.uniform(*ANSWER_S))
            if random.random() < 0.1:
                self.troubles.append(Trouble(status=random.choice((0, 500, 503)), keeps=True))
            return super().receive(*arguments)

    desk = make_desk()
    keys = {row.key_id: row.key for row in PublicSigningKey.objects.all()}
    with ExitStack() as stack:
        partners = [
            stack.enter_context(serving(SlowPartner(key_for=keys.get, name=f"mitra-{number}")))
            for number in range(OUTLETS)
        ]
        doomed = _fill(desk, partners)
        kills = _kill_and_kill(desk, list(doomed))
        waited = _let_finish()
        print(json.dumps(_account(partners, doomed) | {"kills": kills, "finished_in_s": waited}))


def _fill(desk: Any, partners: list[Any]) -> list[Any]:
    """Publish everything; return the versions that are to be withdrawn."""
    from sasando.channels.models import Outlet

    for number, partner in enumerate(partners):
        Outlet.objects.create(
            code=f"mitra-{number}",
            name=partner.name,
            organisation=desk.kpu,
            channel="network",
            options={"url": partner.url},
        )
    for _ in range(ITEMS):
        desk.published()
    return [desk.published() for _ in range(WITHDRAWN)]


def _left() -> int:
    from django.utils import timezone

    from sasando.channels.models import Delivery

    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    # The waiting time after a failure is for outlets; here it would only let the test idle.
    waiting.filter(lease="").update(due_at=timezone.now())
    return waiting.count()


def _kill_and_kill(desk: Any, doomed: list[Any]) -> int:
    """Kill workers at random instants; return how many died while there was work left."""
    nursery = Nursery.open("tests.crash.house")
    kills = 0
    while kills < KILLS and _left():
        worker = nursery.worker()
        time.sleep(random.uniform(*LIFE_S))
        os.kill(worker, signal.SIGKILL)
        kills += 1
        if kills % MEDDLE_EVERY == 0:
            _meddle(desk, doomed)
    nursery.process.kill()
    nursery.process.wait()
    return kills


def _meddle(desk: Any, doomed: list[Any]) -> None:
    """Withdraw what is left to withdraw, and try again whatever waits, in hand or not."""
    from django.utils import timezone

    from sasando.channels import actions
    from sasando.channels.exceptions import InHand
    from sasando.channels.models import Delivery
    from sasando.desk.actions import withdraw

    if doomed:
        withdraw(version=doomed.pop(), by=desk.second, reason="Keliru.", at=timezone.now())
    for delivery in Delivery.objects.filter(state=Delivery.State.WAITING):
        with suppress(InHand):
            actions.retry(delivery=delivery, at=timezone.now())


def _let_finish() -> float:
    from sasando.worker import Worker

    started = time.monotonic()
    worker = Worker()
    worker.start()
    while _left() and time.monotonic() - started < PATIENCE_S:
        time.sleep(0.05)
    worker.stop()
    return round(time.monotonic() - started, 2)


def _account(partners: list[Any], doomed: list[Any]) -> dict[str, Any]:
    from sasando.channels.models import Delivery, HandOver

    gone = {f"urn:uuid:{version.document.item}" for version in doomed}
    taken = [(partner.name, push) for partner in partners for push in partner.pushes]
    pushes = [(name, push) for name, push in taken if push.item["uri"] not in gone]
    last = {
        (name, p.item["uri"]): p.item["pubStatus"] for name, p in taken if p.item["uri"] in gone
    }
    kept = {(name, push.item["uri"]): push for name, push in pushes}
    true = 0
    standing = Delivery.objects.exclude(version__in=doomed)
    receipts = HandOver.objects.filter(delivery__in=standing)
    for receipt in receipts.select_related("delivery__outlet", "delivery__item"):
        where = receipt.delivery.outlet.name, f"urn:uuid:{receipt.delivery.item.uuid}"
        push = kept.get(where)
        true += push is not None and push.identifier == receipt.identifier
    return {
        "deliveries": standing.count(),
        "done": standing.filter(state=Delivery.State.DONE).count(),
        "arrived": len(kept),
        "pushes": len(pushes),
        "receipts": receipts.count(),
        "true_receipts": true,
        "still_up": sum(status != "canceled" for status in last.values()),
        "unsettled": Delivery.objects.filter(state=Delivery.State.WAITING).count(),
    }


def run(database: str) -> dict[str, Any]:
    """Run it all in processes of its own on ``database`` (a DATABASE_URL, or "" for SQLite)."""
    return in_a_house("tests.crash.house", database)


if __name__ == "__main__":
    if sys.argv[1:] == ["nursery"]:
        prepare()
        keep_nursery(work)
    else:
        main()
