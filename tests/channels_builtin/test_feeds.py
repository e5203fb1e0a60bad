"""The feed ping, heard by a hub on loopback that takes publish requests as hubs do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from sasando.channels.builtin import feeds as feeds_module
from sasando.channels.builtin.feeds import TOPICS, Feeds
from sasando.documents import Document
from sasando.plugins import Context, Receipt, Refused, TryLater
from sasando.plugins.outbound import EXCHANGE_STEPS
from sasando.plugins.testing import ChannelContract, sample_document


class Hub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.heard: list[dict[str, list[str]]] = []
        self.statuses: list[int] = []
        super().__init__(("127.0.0.1", 0), Ear)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Ear(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = self.server.statuses.pop(0) if self.server.statuses else 202
        if status == 202 and self.headers["Content-Type"] == "application/x-www-form-urlencoded":
            self.server.heard.append(parse_qs(body))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def a_hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with a_hub() as server:
        yield server


def feeds_of(document: Document) -> tuple[str, ...]:
    names = ("semua.atom", "semua.rss", f"{document.kind.value}.atom")
    return tuple(f"https://sasando.example/umpan/{name}" for name in names)


@pytest.fixture
def feeds(house: Context, hub: Hub) -> Feeds:
    return Feeds(options={}, context=replace(house, hub_url=hub.url, feeds_of=feeds_of))


def ping(feeds: Feeds) -> Receipt:
    document = sample_document()
    return feeds.deliver(document, feeds.render(document), key="d-1")


class TestContract(ChannelContract):
    channel = Feeds

    @pytest.fixture(autouse=True)
    def _outlet(self, feeds: Feeds, hub: Hub) -> None:
        self.house = feeds.context
        self.hub = hub

    def context(self, folder: object) -> Context:
        return self.house

    def copies(self) -> int:
        return len({tuple(heard["hub.url"]) for heard in self.hub.heard})


def test_each_feed_of_the_document_is_named_to_the_hub(feeds: Feeds, hub: Hub) -> None:
    receipt = ping(feeds)
    assert [heard["hub.url"] for heard in hub.heard] == [
        [topic] for topic in feeds_of(sample_document())
    ]
    assert {heard["hub.mode"][0] for heard in hub.heard} == {"publish"}
    assert receipt.words == "202 Accepted"
    assert receipt.extra["topics"] == "3"


def test_the_houses_own_hub_is_not_pinged_but_counted(feeds: Feeds, hub: Hub) -> None:
    own = replace(feeds.context, hub_listeners=len)
    receipt = ping(Feeds(options={}, context=own))
    assert hub.heard == []
    assert receipt.words == "own hub: 3 subscriptions to 3 feeds"
    with a_hub() as other:
        ping(Feeds(options={"hub": other.url}, context=own))
        assert len(other.heard) == 3


def test_a_hub_that_fails_midway_is_told_all_again(feeds: Feeds, hub: Hub) -> None:
    hub.statuses = [202, 503]
    with pytest.raises(TryLater, match="503"):
        ping(feeds)
    ping(feeds)
    assert {heard["hub.url"][0] for heard in hub.heard} == set(feeds_of(sample_document()))


def test_all_feeds_together_take_no_longer_than_a_hand_over(
    feeds: Feeds, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(f"https://sasando.example/umpan/{number}.atom" for number in range(30))
    context = replace(feeds.context, feeds_of=lambda _document: many)

    def now() -> float:
        """By a clock on which each exchange takes a twentieth of a hand-over."""
        return len(hub.heard) * context.hand_over_s / 20

    monkeypatch.setattr(feeds_module, "time", SimpleNamespace(monotonic=now))
    with pytest.raises(TryLater, match="too slow"):
        ping(Feeds(options={}, context=context))
    assert 0 < len(hub.heard) < len(many)
    assert now() + EXCHANGE_STEPS * context.timeout_s <= context.hand_over_s * (1 + 1 / 20)


def test_a_hub_that_does_not_want_us_is_final(feeds: Feeds, hub: Hub) -> None:
    hub.statuses = [403]
    with pytest.raises(Refused, match="403"):
        ping(feeds)


def test_correction_and_withdrawal_ping_the_same_feeds(feeds: Feeds, hub: Hub) -> None:
    document = sample_document()
    receipt = ping(feeds)
    feeds.correct(document, feeds.render(document), receipt=receipt, key="d-2")
    feeds.withdraw(document, receipt=receipt, reason="Salah.", key="d-3")
    assert len(hub.heard) == 9


def test_no_hub_and_no_feed_are_said(house: Context, hub: Hub) -> None:
    with pytest.raises(Refused, match="No WebSub hub"):
        ping(Feeds(options={}, context=replace(house, feeds_of=feeds_of)))
    with pytest.raises(Refused, match="no feed"):
        ping(Feeds(options={"hub": hub.url}, context=house))


def test_a_hub_inside_a_network_is_refused(house: Context) -> None:
    inner = Feeds(options={"hub": "http://10.1.1.1/"}, context=replace(house, feeds_of=feeds_of))
    assert [problem.field for problem in inner.check()] == ["hub"]
    with pytest.raises(Refused, match="inside a network"):
        ping(inner)


def test_the_rendition_lists_the_feeds(feeds: Feeds) -> None:
    listed = feeds.render(sample_document()).file(TOPICS).body.decode().splitlines()
    assert tuple(listed) == feeds_of(sample_document())
