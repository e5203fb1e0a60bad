"""The worker takes the copies of evidence."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.copying import take_copies
from sasando.claims.models import Evidence
from tests.claims.claims import a_claim, local_context
from tests.desk.builders import Desk


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>Isi.</p>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(port: int) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def port() -> int:
    """A port of this machine where nobody answers yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def add(desk: Desk, port: int, at: datetime) -> Evidence:
    claim = a_claim(desk, "TPS di Oesapa dipindah ke Lasiana")
    href = f"http://127.0.0.1:{port}/"
    return actions.add_evidence(claim=claim, title="Unggahan", href=href, by=desk.checker, at=at)


def test_a_copy_is_taken_once_the_server_answers_and_not_again(desk: Desk, port: int) -> None:
    now = timezone.now()
    evidence = add(desk, port, now)
    assert take_copies(now, context=local_context()) == 1
    evidence.refresh_from_db()
    assert evidence.taken_at is None
    assert evidence.words
    with serving(port):
        take_copies(now, context=local_context())
    evidence.refresh_from_db()
    assert evidence.sha256
    assert take_copies(now, context=local_context()) == 0


def test_a_server_that_is_down_for_days_is_not_asked_for_ever(desk: Desk, port: int) -> None:
    now = timezone.now()
    add(desk, port, now)
    assert take_copies(now + timedelta(days=3)) == 0


def test_what_is_no_name_of_a_host_costs_no_other_page_its_copy(desk: Desk, port: int) -> None:
    now = timezone.now()
    broken = add(desk, port, now)
    Evidence.objects.filter(pk=broken.pk).update(href="https://xn--a.com/")
    add(desk, port, now)
    with serving(port):
        assert take_copies(now, context=local_context()) == 2
    first, second = Evidence.objects.order_by("pk")
    assert (first.sha256, first.taken_at is None) == ("", False)
    assert first.words
    assert second.sha256


def test_links_of_strangers_never_lead_to_this_machine(
    desk: Desk, port: int, settings: Any
) -> None:
    settings.ALLOW_LOOPBACK_OUTLETS = True
    now = timezone.now()
    evidence = add(desk, port, now)
    with serving(port):
        take_copies(now)
    evidence.refresh_from_db()
    assert not evidence.sha256
