"""The contract every channel keeps, against a screen that really listens; and our own promises."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sasando_hello import LINE, WIDTH, Hello

from sasando.plugins import Refused, TryLater
from sasando.plugins.testing import ChannelContract, sample_context, sample_document


class Screen(ThreadingHTTPServer):
    """A notice screen on this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}
        self.broken = 0  # the status it answers with instead
        super().__init__(("127.0.0.1", 0), Face)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Face(BaseHTTPRequestHandler):
    server: Screen

    def do_PUT(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.broken:
            self.server.lines[self.path] = said["text"]
        self.answer()

    def do_DELETE(self) -> None:
        if not self.server.broken:
            self.server.lines.pop(self.path, None)
        self.answer()

    def answer(self) -> None:
        body = json.dumps({"id": self.path.removeprefix("/lines/")}).encode()
        self.send_response(self.server.broken or 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class TestHello(ChannelContract):
    channel = Hello

    @pytest.fixture(autouse=True)
    def _outlet(self, screen: Screen) -> None:
        self.screen = screen
        self.options = {"url": screen.url}

    def copies(self) -> int:
        return len(self.screen.lines)


@pytest.fixture
def hello(screen: Screen) -> Hello:
    return Hello(options={"url": screen.url}, context=sample_context())


def test_a_line_fits_the_screen_and_leads_to_the_proof(hello: Hello) -> None:
    document = sample_document(key_message="Periksa nama Anda. " * 15)
    line = json.loads(hello.render(document).file(LINE).body)["text"]
    assert len(line) <= WIDTH
    assert line.endswith(f"/v/{document.code}")


def test_a_withdrawn_line_is_gone(hello: Hello, screen: Screen) -> None:
    document = sample_document()
    receipt = hello.deliver(document, hello.render(document), key="1")
    hello.withdraw(document, receipt=receipt, reason="Salah.", key="2")
    assert screen.lines == {}


@pytest.mark.parametrize(("status", "error"), [(503, TryLater), (403, Refused)])
def test_a_screen_that_fails_is_told(
    hello: Hello, screen: Screen, status: int, error: type[Exception]
) -> None:
    screen.broken = status
    document = sample_document()
    with pytest.raises(error, match=str(status)):
        hello.deliver(document, hello.render(document), key="1")
