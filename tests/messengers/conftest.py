"""Platforms on loopback, and a house that takes what they bring."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from sasando.plugins import Context
from sasando.plugins.messenger import Forged, Incoming, Malformed, Messenger, Received, Status
from sasando.plugins.testing import sample_context
from tests.messengers.loopback import Answer, LoopbackServer, Request


@dataclass
class House(LoopbackServer):
    """The webhook of a house that writes down each message once."""

    messenger: Messenger | None = None
    incoming: dict[str, Incoming] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        assert self.messenger is not None
        try:
            if request.method == "GET":
                challenge = self.messenger.verify_challenge(request.query)
                return Answer(200, challenge.encode(), "text/plain")
            self.take(self.messenger.receive(request.body, dict(request.headers)))
        except Forged:
            return Answer(403, b"")
        except Malformed:
            return Answer(400, b"")
        return Answer(200, b"")

    def take(self, received: Received) -> None:
        for incoming in received.incoming:
            self.incoming.setdefault(incoming.external_id, incoming)
        self.statuses += received.statuses
        self.gone += received.gone

    @property
    def last(self) -> Incoming:
        return list(self.incoming.values())[-1]


@pytest.fixture
def context() -> Context:
    return sample_context()


@pytest.fixture
def house() -> Iterator[House]:
    with House() as server:
        yield server


Png = Callable[..., bytes]
