"""News reaches listeners once it is committed, in order, after a break too, and nobody who may not."""

import socket
from datetime import timedelta
from threading import Thread
from time import monotonic

import pytest
from django.db import transaction
from django.utils import timezone

from sasando.live import telling
from sasando.live.models import Stream
from sasando.live.push.server import PushServer
from sasando.live.push.topics import News, Topic

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 60.0  # on a machine under load; the bench measures how quick it is


class Ear:
    """A listener over a real socket."""

    def __init__(
        self, server: PushServer, topic: str, *, after: int | None = None, query=""
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S)
        again = f"Last-Event-ID: {after}\r\n" if after is not None else ""
        request = f"GET /siaran/{topic}{query} HTTP/1.1\r\nHost: x\r\n{again}\r\n"
        self.socket.sendall(request.encode())
        self.heard = b""

    def until(self, words: str) -> str:
        """Listen until ``words`` came, and return everything heard so far."""
        give_up = monotonic() + PATIENCE_S  # a sign of life every few seconds is no news
        while words.encode() not in self.heard:
            assert monotonic() < give_up, f"{words!r} never came: {self.heard!r}"
            piece = self.socket.recv(65536)
            if not piece:
                raise AssertionError(f"closed before {words!r}: {self.heard!r}")
            self.heard += piece
        return self.heard.decode()

    def to_the_end(self) -> str:
        while piece := self.socket.recv(65536):
            self.heard += piece
        self.close()
        return self.heard.decode()

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def server():
    server = PushServer("127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


def say(topic: str, name: str = "state", value: object = None, *, state: bool = True) -> None:
    with transaction.atomic():
        telling.put(topic, name, value, at=timezone.now(), state=state)


def test_who_listens_hears_how_it_stands_then_what_changes(server, settings) -> None:
    say("acara-1", value={"state": "planning"})
    say("acara-1", value={"state": "scheduled"})
    ear = Ear(server, "acara-1")
    heard = ear.until('{"state":"scheduled"}\n\n')
    assert heard.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream")
    assert f"Access-Control-Allow-Origin: {settings.SITE_URL}\r\n" in heard
    assert "planning" not in heard  # it is not so any more
    say("acara-1", value={"state": "live"})
    assert "id: 3\nevent: state\ndata: " in ear.until('{"state":"live"}\n\n')
    ear.close()


def test_what_is_not_committed_is_not_heard(server) -> None:
    say("acara-1", value=1)
    ear = Ear(server, "acara-1")
    ear.until("data: 1\n\n")
    with pytest.raises(RuntimeError), transaction.atomic():
        telling.put("acara-1", "state", 2, at=timezone.now())
        raise RuntimeError
    say("acara-1", value=3)
    heard = ear.until("data: 3\n\n")
    assert "data: 2" not in heard
    ear.close()


def test_who_comes_back_hears_all_posts_missed_and_only_the_last_state(server) -> None:
    say("kabar", "post", "a", state=False)
    say("kabar", "state", "x")
    ear = Ear(server, "kabar")
    heard = ear.until('"x"\n\n')
    assert '"a"' not in heard  # the page that was loaded has it
    ear.close()
    say("kabar", "post", "b", state=False)
    say("kabar", "state", "y")
    say("kabar", "post", "c", state=False)
    for back in (Ear(server, "kabar", after=2), Ear(server, "kabar", query="?after=2")):
        heard = back.until('"c"\n\n')
        assert heard.index('"b"') < heard.index('"y"') < heard.index('"c"')
        assert '"a"' not in heard and '"x"' not in heard
        back.close()


def test_nobody_hears_a_topic_that_is_not_or_is_over(server) -> None:
    assert Ear(server, "tiada").to_the_end().startswith("HTTP/1.1 404")
    assert Ear(server, "../rahasia").to_the_end().startswith("HTTP/1.1 404")
    say("pemandu-x")
    Stream.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert Ear(server, "pemandu-x").to_the_end().startswith("HTTP/1.1 204")


def test_a_topic_that_is_taken_away_lets_its_listeners_go(server) -> None:
    say("pemandu-lama", value=1)
    ear = Ear(server, "pemandu-lama")
    ear.until("data: 1\n\n")
    Stream.objects.all().delete()
    ear.to_the_end()


def test_many_listeners_all_hear_and_who_left_is_forgotten(server) -> None:
    say("acara-1", value=0)
    ears = [Ear(server, "acara-1") for _ in range(200)]
    for ear in ears:
        ear.until("data: 0\n\n")
    assert server.listeners == 200
    say("acara-1", value=1)
    for ear in ears:
        ear.until("data: 1\n\n")
        ear.close()
    deadline = monotonic() + PATIENCE_S
    while server.listeners and monotonic() < deadline:
        socket.create_connection(("127.0.0.1", server.port)).close()
    assert server.listeners == 0


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /siaran/a HTTP/1.1\r\n\r\n", b"405"),
        (b"GET /siaran/a\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"GET /siaran/a HTTP/1.1\r\nX: " + b"a" * 20_000, b"431"),
    ],
)
def test_what_is_no_listener_is_refused(server, request_: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as sock:
        sock.sendall(request_)
        assert sock.recv(200).split()[1] == status


def test_news_from_another_machine_is_found_by_the_clock(server, monkeypatch) -> None:
    say("acara-1", value=0)
    ear = Ear(server, "acara-1")
    ear.until("data: 0\n\n")
    monkeypatch.setattr(telling, "ring", lambda: None)  # nobody knocks
    say("acara-1", value=1)
    ear.until("data: 1\n\n")
    ear.close()


def test_writers_at_once_leave_no_gap(server) -> None:
    say("acara-1", "post", 0, state=False)
    ear = Ear(server, "acara-1", after=1)
    threads = [Thread(target=_say_and_leave, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heard = ear.until("id: 9\n")
    assert [f"id: {number}\n" in heard for number in range(2, 10)] == [True] * 8
    ear.close()


def _say_and_leave(number: int) -> None:
    from django.db import connections

    say("acara-1", "post", number, state=False)
    connections.close_all()


def test_a_port_in_use_is_said(server) -> None:
    with pytest.raises(OSError, match="in use"):
        PushServer("127.0.0.1", server.port).start()


def test_who_claims_a_number_that_never_was_hears_how_it_stands() -> None:
    topic = Topic()
    topic.take([News(1, "state", '"a"', True), News(2, "post", '"b"', False)])
    assert topic.owed(99) == topic.owed(None) == b'id: 1\nevent: state\ndata: "a"\n\n'
    assert topic.owed(1) == b'id: 2\nevent: post\ndata: "b"\n\n'
    assert topic.owed(2) == b""
