"""``python -m tests.crash.askers``: a verdict for 41 people, told by workers that keep being killed.

Half of them wrote by WhatsApp, half by Telegram. Both platforms take their time before and after
they take a message, so that a kill falls into any part of it. Prints JSON.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from tests.crash.nursery import Nursery, in_a_house, keep_nursery

ASKERS, KILLS = 41, 60
LIFE_S = (0.03, 0.25)  # how long a worker lives, seconds
ON_THE_WAY_S = (0.0, 0.04)  # to the platform, and back
STATUS_AFTER_S = 0.05  # how late WhatsApp says by itself what became of a message
LEASE, DOUBT = timedelta(seconds=0.6), timedelta(seconds=0.6)
PATIENCE_S = 90
RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"


def prepare() -> None:
    """Set Django up in a house of its own; open nothing that holds a connection."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from sasando.claims.actions import replies

    replies._due.lease, replies.DOUBT = LEASE, DOUBT


def send() -> Any:
    """Start a worker that does nothing but send replies."""
    from sasando.claims.carrying import next_replies
    from sasando.worker import Line, Worker

    worker = Worker(lines=(Line("replies", next_replies, threads=3, poll_s=0.02),))
    worker.start()
    return worker


def main() -> None:
    prepare()
    from tests import databases

    databases.fill()
    from sasando.channels.privacy import make_asker_key
    from sasando.channels.vault import make_vault_key

    make_vault_key()
    make_asker_key()
    print(json.dumps(_tell_and_kill()))


def _tell_and_kill() -> dict[str, Any]:
    from django.db import connections

    from sasando.claims.models import Claim
    from tests.claims.conftest import Chat, Phone, set_up
    from tests.claims.test_journey import correct, verdict_on
    from tests.desk.builders import make_desk

    class SlowChat(Chat):
        def answer(self, request: Any) -> Any:
            time.sleep(random.uniform(*ON_THE_WAY_S))
            answer = super().answer(request)
            time.sleep(random.uniform(*ON_THE_WAY_S))
            return answer

    class SlowPhone(Phone):
        def answer(self, request: Any) -> Any:
            time.sleep(random.uniform(*ON_THE_WAY_S))
            before = len(self.sent)
            answer = super().answer(request)
            for sent in self.sent[before:]:
                threading.Timer(STATUS_AFTER_S, self._tell, (sent,)).start()
            time.sleep(random.uniform(*ON_THE_WAY_S))
            return answer

        def _tell(self, sent: Any) -> None:
            try:
                self.tell(sent, "sent")
            finally:
                connections.close_all()  # or the pool misses what this thread took with it

    desk = make_desk()
    with ExitStack() as stack:
        telegram, whatsapp = stack.enter_context(SlowChat()), stack.enter_context(SlowPhone())
        set_up("telegram", telegram.options, {"token", "webhook_secret"}, desk)
        set_up("whatsapp", whatsapp.options, {"token", "app_secret", "verify_token"}, desk)
        _ask(telegram, whatsapp)
        claim = Claim.objects.get()
        version = verdict_on(desk, claim)
        first = _round(telegram, whatsapp)
        correct(desk, version)
        second = _round(telegram, whatsapp)
        return {"askers": claim.asker_count, "verdict": first, "correction": second}


def _ask(telegram: Any, whatsapp: Any) -> None:
    """Everyone asks and hears that it is looked into; nobody is killed yet."""
    from django.utils import timezone

    from sasando.claims import actions
    from sasando.claims.models import Reply
    from sasando.matching import Decision, Outcome

    for number in range(ASKERS):
        text = f"Tolong dicek nomor {number}: {RUMOUR}"
        if number % 2:
            whatsapp.send_text(text, phone=f"62812{number:07}")
        else:
            telegram.send_text(text, user=1000 + number)
    later = timezone.now() + timedelta(seconds=5)
    while tip := actions.claim_tip(at=later):
        actions.decide(tip=tip, decision=Decision(outcome=Outcome.ABSTAIN), at=later)
    Reply.objects.update(state=Reply.State.DROPPED)


def _round(telegram: Any, whatsapp: Any) -> dict[str, Any]:
    """Let workers tell while they are killed, then let one finish; return what came of it."""
    from sasando.claims.models import Reply

    telegram.sent.clear()
    whatsapp.sent.clear()
    kills = _kill_and_kill()
    waited = _let_finish()
    time.sleep(2 * STATUS_AFTER_S)
    chats = Counter(str(sent.chat) for sent in telegram.sent)
    phones = Counter(sent.to for sent in whatsapp.sent)
    rows = Reply.objects.exclude(state=Reply.State.DROPPED)
    result = {
        "kills": kills,
        "finished_in_s": waited,
        "told": len(chats) + len(phones),
        "whatsapp_twice": sum(phones.values()) - len(phones),
        "telegram_twice": sum(chats.values()) - len(chats),
        "in_doubt": rows.filter(doubted_at__isnull=False).count(),
        "sent": rows.filter(state=Reply.State.SENT).count(),
        "not_sent": rows.exclude(state=Reply.State.SENT).count(),
    }
    rows.update(doubted_at=None)
    return result


def _left() -> int:
    from sasando.claims.models import Reply

    return Reply.objects.filter(state=Reply.State.WAITING).count()


def _kill_and_kill() -> int:
    nursery = Nursery.open("tests.crash.askers")
    kills = 0
    while kills < KILLS and _left():
        worker = nursery.worker()
        time.sleep(random.uniform(*LIFE_S))
        os.kill(worker, signal.SIGKILL)
        kills += 1
    nursery.process.kill()
    nursery.process.wait()
    return kills


def _let_finish() -> float:
    started = time.monotonic()
    worker = send()
    while _left() and time.monotonic() - started < PATIENCE_S:
        time.sleep(0.05)
    worker.stop()
    return round(time.monotonic() - started, 2)


def run(database: str) -> dict[str, Any]:
    """Run it all in processes of its own on ``database`` (a DATABASE_URL, or "" for SQLite)."""
    return in_a_house("tests.crash.askers", database)


if __name__ == "__main__":
    if sys.argv[1:] == ["nursery"]:
        prepare()
        keep_nursery(send)
    else:
        main()
