"""Inboxes that are looked into: message by message, and none stops another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import DataError
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.intake import polling
from sasando.claims.models import Inbox, Tip
from sasando.plugins.messenger import Incoming, Received
from tests.claims.claims import an_inbox
from tests.desk.builders import NOW, Desk


@dataclass
class Box:
    """A mailbox that notes what happens to it, in order."""

    fault: Exception | None = None
    polled: bool = True
    log: list[str] = field(default_factory=list)

    def poll(self) -> Iterator[Received]:
        if self.fault:
            raise self.fault
        for name in ("a", "b", "c"):
            self.log.append(f"fetch {name}")
            yield Received(
                incoming=(
                    Incoming(
                        external_id=name,
                        address=f"{name}@b.id",
                        sender=f"{name}@b.id",
                        sent_at=NOW,
                        text="Benarkah TPS pindah ke Lasiana?",
                        receipt_handle=name,
                    ),
                )
            )

    def acknowledge(self, handles: tuple[str, ...]) -> None:
        self.log.append(f"acknowledge {' '.join(handles)} of {Tip.objects.count()}")


def test_each_message_is_written_and_acknowledged_before_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_inbox(desk, "mailbox")
    box = Box()
    monkeypatch.setattr(polling, "open_inbox", lambda _inbox: box)
    assert polling.poll_inboxes(timezone.now()) == 3
    fetched = [f"fetch {name}" for name in "abc"]
    told = [f"acknowledge {name} of {n}" for n, name in enumerate("abc", 1)]
    assert box.log == [step for pair in zip(fetched, told, strict=True) for step in pair]


def test_an_inbox_that_fails_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    an_inbox(desk, "first")
    an_inbox(desk, "second")
    boxes = {"first": Box(fault=ValueError("broken")), "second": Box()}
    monkeypatch.setattr(polling, "open_inbox", lambda inbox: boxes[inbox.code])
    assert polling.poll_inboxes(timezone.now()) == 3
    assert Inbox.objects.get(code="first").words
    assert not Inbox.objects.get(code="second").words


def test_a_message_that_cannot_be_written_stops_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_inbox(desk, "mailbox")
    box = Box()
    monkeypatch.setattr(polling, "open_inbox", lambda _inbox: box)
    take_in = actions.take_in

    def taking(*, inbox: Inbox, received: Received, at: datetime) -> list[Tip]:
        if received.incoming[0].external_id == "b":
            raise DataError("b")
        return take_in(inbox=inbox, received=received, at=at)

    monkeypatch.setattr(actions, "take_in", taking)
    assert polling.poll_inboxes(timezone.now()) == 2
    assert not any("acknowledge b" in step for step in box.log)
    assert Inbox.objects.get().words
