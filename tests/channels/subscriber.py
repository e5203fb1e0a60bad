"""A WebSub subscriber that is really there, on loopback, and can misbehave."""

import hmac
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Got:
    """One delivery as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Subscriber:
    """What it was asked and sent, and how it answers: echo and 200 unless told otherwise."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    asking: deque[tuple[int, bytes]] = field(default_factory=deque)  # next answers when asked
    statuses: deque[int] = field(default_factory=deque)  # next answers to deliveries

    def is_signed(self, got: Got, secret: str) -> bool:
        wanted = hmac.new(secret.encode(), got.body, "sha256").hexdigest()
        return got.headers["X-Hub-Signature"] == f"sha256={wanted}"


@contextmanager
def serving() -> Iterator[Subscriber]:
    subscriber = Subscriber()

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fields = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            subscriber.asked.append(fields)
            echo = fields.get("hub.challenge", "").encode()
            self._answer(*(subscriber.asking.popleft() if subscriber.asking else (200, echo)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = subscriber.statuses.popleft() if subscriber.statuses else 202
            if status < 300:
                subscriber.got.append(Got(dict(self.headers), body))
            self._answer(status, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        subscriber.url = f"http://127.0.0.1:{server.server_address[1]}/umpan?milik=kami"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield subscriber
        finally:
            server.shutdown()
            thread.join()
