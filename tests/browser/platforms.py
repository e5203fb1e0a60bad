"""Telegram and WhatsApp by their contracts, which can be made to hold what they are just given."""

import threading
from collections import Counter
from dataclasses import dataclass, field, replace

from tests.messengers.loopback import Answer, Request
from tests.messengers.telegram_server import TelegramServer
from tests.messengers.whatsapp_server import WhatsAppServer

PATIENCE_S = 60
QUIET_S = 5


@dataclass
class Gate:
    """Lets ``through`` messages pass once it is shut; those that follow wait until it opens.

    Who waited gets no answer: it is dead by then.
    """

    through: int = 4
    waiting: int = 0
    shut: bool = False
    _change: threading.Condition = field(default_factory=threading.Condition)

    def holds(self) -> bool:
        """Pass, or wait; return whether it was waited."""
        with self._change:
            if not self.shut:
                return False
            self.through -= 1
            if self.through >= 0:
                return False
            self.waiting += 1
            self._change.notify_all()
            self._change.wait_for(lambda: not self.shut, PATIENCE_S)
            return True

    def await_held(self) -> None:
        """Wait until somebody waits, and for a while nobody more: what was let through is written."""
        with self._change:
            assert self._change.wait_for(lambda: self.waiting, PATIENCE_S)
            before = 0
            while before < self.waiting:
                before = self.waiting
                self._change.wait_for(lambda: self.waiting > before, QUIET_S)  # noqa: B023 - at once

    def open(self) -> None:
        """Let everybody go."""
        with self._change:
            self.shut = False
            self._change.notify_all()


@dataclass
class HoldingTelegram(TelegramServer):
    """Takes none of the messages it holds: the worker died before they were through."""

    gate: Gate = field(default_factory=Gate)

    def answer(self, request: Request) -> Answer:
        if request.path.endswith("/sendMessage") and self.gate.holds():
            return Answer(200, b"", hang_up=True)
        return super().answer(request)

    def told(self, words: str) -> Counter[int]:
        """How often each chat got a message with ``words``."""
        return Counter(sent.chat for sent in list(self.sent) if words in sent.text)


@dataclass
class HoldingWhatsApp(WhatsAppServer):
    """Takes the messages it holds, so the receipt is lost; later it says itself that it has them."""

    gate: Gate = field(default_factory=Gate)

    def answer(self, request: Request) -> Answer:
        before = len(self.sent)
        answer = super().answer(request)
        if len(self.sent) > before and self.gate.holds():
            return replace(answer, hang_up=True)
        return answer

    def tell_all(self, words: str) -> None:
        """Post, for each message with ``words``, that it was sent: so does WhatsApp of its own."""
        for sent in [sent for sent in self.sent if words in sent.text]:
            self.tell(sent, "sent")

    def told(self, words: str) -> Counter[str]:
        """How often each number got a message with ``words``."""
        return Counter(sent.to for sent in list(self.sent) if words in sent.text)
