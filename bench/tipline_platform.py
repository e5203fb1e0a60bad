"""WhatsApp on its busiest hour: people ask by its webhook, and it notes when each is answered.

Meta calls the webhook for every message, and for every answer again when it was sent and when it
was delivered; it brings again what was not taken. It takes 80 messages a second from one number
(https://developers.facebook.com/docs/whatsapp/throughput), and a message takes it a while.
"""

import json
import queue
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bench.tables import say
from bench.tipline_said import question
from tests.messengers.loopback import Answer, Request
from tests.messengers.whatsapp_server import Sent, WhatsAppServer

AN_HOUR = 32_000
BURST_PER_S, BURST_S, BURST_EVERY_S = 50, 5, 60
SENDING_S = 0.05  # what the platform takes to take one message
TELLING_S = 0.5  # after which it tells what became of it
_CALLERS, _TELLERS = 24, 8  # calls of the webhook at once: with messages, with statuses
_TRIES = 6

Calls: TypeAlias = "queue.SimpleQueue[tuple[float, bytes, str]]"  # when, what, from whom


@dataclass
class Platform(WhatsAppServer):
    """The contract server of the tests, as slow as a platform is, with a clock for each person."""

    statuses: bool = True
    answered: dict[str, float] = field(default_factory=dict)  # person → when, monotonic
    copies: dict[str, int] = field(default_factory=dict)
    untaken: list[str] = field(default_factory=list)
    limited: int = 0  # calls refused for the 80 a second

    def __post_init__(self) -> None:
        super().__post_init__()
        self._calls: Calls = queue.SimpleQueue()
        self._tales: Calls = queue.SimpleQueue()

    @property
    def told(self) -> bool:
        """Whether every status was brought."""
        return self._tales.empty()

    def answer(self, request: Request) -> Answer:
        time.sleep(SENDING_S)
        answer = super().answer(request)
        self.limited += b"130429" in answer.body
        return answer

    def _message(self, values: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        before = len(self.sent)  # under the server's lock
        done = super()._message(values)
        for sent in self.sent[before:]:
            self._note(sent)
        return done

    def _note(self, sent: Sent) -> None:
        """Note that an answer was taken; tell in turn that it was sent and delivered."""
        self.answered.setdefault(sent.to, time.monotonic())
        self.copies[sent.to] = self.copies.get(sent.to, 0) + 1
        if self.statuses:
            for state in ("sent", "delivered"):
                self.tell(sent, state)

    def repost(self, body: bytes = b"") -> None:  # type: ignore[override]
        """Let one of the tellers bring a status."""
        self._tales.put((time.monotonic() + TELLING_S, body, ""))

    def ask(self, questions: int) -> dict[str, float]:
        """Bring every question at its time, each from a person of its own; return when it was due."""
        chance = random.Random(2024)
        for calls, number in ((self._calls, _CALLERS), (self._tales, _TELLERS)):
            for _ in range(number):
                threading.Thread(target=self._bring, args=(calls,), daemon=True).start()
        due: dict[str, float] = {}
        started = time.monotonic()
        for number, at in enumerate(arrivals(questions)):
            if (wait := started + at - time.monotonic()) > 0:
                time.sleep(wait)
            person = str(628_100_000_000 + number)
            due[person] = started + at
            message = self.message("text", {"body": question(chance)}, phone=person)
            self._calls.put((due[person], self._call(message, person), person))
            if number % 250 == 0:
                say(f"tipline: {number} asked, {len(self.answered)} answered")
        return due

    def _call(self, message: dict[str, Any], person: str) -> bytes:
        metadata = {"display_phone_number": self.number, "phone_number_id": self.phone_number_id}
        contact = {"profile": {"name": "Maria"}, "wa_id": person}
        value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": metadata}
        value |= {"contacts": [contact], "messages": [message]}
        entry = {"id": "1", "changes": [{"value": value, "field": "messages"}]}
        call = {"object": "whatsapp_business_account", "entry": [entry]}
        return json.dumps(call).encode()

    def _bring(self, calls: Calls) -> None:
        """Call the webhook over one connection that is kept, again until it says 200."""
        parts = urlsplit(self.webhook_url)
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        while True:
            due, body, person = calls.get()
            time.sleep(max(0.0, due - time.monotonic()))
            for attempt in range(_TRIES):
                if _posted(line, parts.path, body, self.signature(body)):
                    break
                time.sleep(0.2 * 2**attempt)
            else:
                self.untaken.append(person)


def _posted(line: HTTPConnection, path: str, body: bytes, signature: str) -> bool:
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, HTTPException):
        line.close()
        return False
    return answer.status == 200


def arrivals(questions: int) -> Iterator[float]:
    """Return when each question comes, seconds from the start: bursts, and in between the rest."""
    calm = (AN_HOUR / 3600 * BURST_EVERY_S - BURST_PER_S * BURST_S) / (BURST_EVERY_S - BURST_S)
    at = 0.0
    for _ in range(questions):
        yield at
        at += 1 / (BURST_PER_S if at % BURST_EVERY_S < BURST_S else calm)
