"""A desk with a Telegram bot that is really there, on loopback, and a worker that is stepped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.claims import knowledge
from sasando.claims.answering import answer_one
from sasando.claims.carrying import send_one
from sasando.claims.models import Inbox
from tests.claims.standin import StandIn
from tests.desk.builders import Desk, make_desk
from tests.messengers.telegram_server import Sent, TelegramServer
from tests.messengers.whatsapp_server import WhatsAppServer


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INDEX = tmp_path / "index"
    make_vault_key()
    make_asker_key()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    standin = StandIn()
    monkeypatch.setattr(knowledge, "index", lambda: standin)
    return standin


@dataclass
class Chat(TelegramServer):
    """Telegram, whose calls come in by the house's own webhook."""

    path: str = "/masuk/telegram/"
    client: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))

    def call_back(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        answer = self.client.post(
            self.path, body, content_type="application/json", headers=dict(headers)
        )
        return httpx.Response(answer.status_code, content=answer.content)

    def to(self, user: int) -> list[Sent]:
        return [message for message in self.sent if message.chat == user]


@pytest.fixture
def telegram(desk: Desk) -> Iterator[Chat]:
    with Chat() as server:
        set_up("telegram", server.options, {"token", "webhook_secret"}, desk)
        yield server


@dataclass
class Phone(WhatsAppServer):
    """WhatsApp, whose calls come in by the house's own webhook."""

    client: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))

    def call_back(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        answer = self.client.post(
            "/masuk/whatsapp/", body, content_type="application/json", headers=dict(headers)
        )
        return httpx.Response(answer.status_code, content=answer.content)


@pytest.fixture
def whatsapp(desk: Desk) -> Iterator[Phone]:
    with Phone() as server:
        set_up("whatsapp", server.options, {"token", "app_secret", "verify_token"}, desk)
        yield server


def set_up(name: str, options: dict[str, str], secret: set[str], desk: Desk) -> None:
    """Make the inbox of a platform on loopback."""
    inbox = Inbox(code=name, name=name.title(), organisation=desk.pos, messenger=name)
    inbox.options = {k: v for k, v in options.items() if k not in secret}
    inbox.lock_secrets({k: v for k, v in options.items() if k in secret})
    inbox.save()


@pytest.fixture
def inbox(telegram: Chat) -> Inbox:
    return Inbox.objects.get()


def work(now: datetime | None = None) -> int:
    """Do all there is to do, as a worker would a few seconds later; return how many steps."""
    moment = (now or timezone.now()) + timedelta(seconds=4)
    steps = 0
    while any(step(moment) for step in (knowledge.take_in, answer_one, send_one)):
        steps += 1
        assert steps < 2000, "a worker goes round in circles"
    return steps
