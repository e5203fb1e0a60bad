"""A web site on loopback that behaves badly on request."""

import gzip
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Self

PAGE = b"""<!doctype html><html lang="id"><head><title>Pilkada ditunda?</title>
<link rel="canonical" href="/berita/1"><meta property="og:title" content="Benarkah pilkada ditunda?">
<meta property="og:image" content="https://kupang.example/a.jpg">
<script type="application/ld+json">{"@type": "ClaimReview", "claimReviewed": "Pilkada ditunda",
"reviewRating": {"@type": "Rating", "alternateName": "Salah"}, "url": "https://kupang.example/cek/1"}
</script></head><body><nav><a href="/">Beranda</a></nav><article><h1>Benarkah pilkada ditunda?</h1>
<p>Beredar pesan bahwa pemungutan suara pilkada di Kota Kupang ditunda sampai bulan Januari.</p>
<p>KPU Kota Kupang menegaskan bahwa pemungutan suara tetap berlangsung pada 27 November 2024.</p>
</article><footer>Hak cipta</footer></body></html>"""


@dataclass
class WebServer:
    """Answers with raw bytes; each path is a habit. ``sent`` counts the bytes that went out."""

    port: int = 0
    sent: int = 0
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        bomb()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = connection.recv(65536).decode("latin-1")
            path = head.split(" ")[1]
            self.asked.append(path)

            def send(data: bytes) -> None:
                connection.sendall(data)
                self.sent += len(data)

            self._answer(path, send)

    def _answer(self, path: str, send: Callable[[bytes], None]) -> None:
        name, _, value = path.lstrip("/").partition("/")
        if name == "huge":
            send(_head("text/html", 5_000_000_000))
            while True:
                send(b"<p>isi yang tidak pernah habis</p>" * 1000)
        elif name == "drip":
            send(_head("text/html", 10_000))
            while True:
                send(b"<")
                time.sleep(0.1)
        elif name == "silent":
            time.sleep(30)
        else:
            send(_at_once(name, value))


def _at_once(name: str, value: str) -> bytes:
    page = "<html><body><p>caf\u00e9</p></body></html>".encode("latin-1")
    packed = {"gzip": gzip.compress(PAGE), "broken": b"not gzip!", "bomb": bomb()}
    answers = {
        "to": lambda: _redirect(value or "/to/"),  # /to/<address>
        "count": lambda: _redirect(f"/count/{int(value) - 1}" if int(value) else "/berita/1"),
        "status": lambda: f"HTTP/1.1 {value} X\r\nContent-Length: 0\r\n\r\n".encode(),
        "type": lambda: _head(value, 4) + b"data",
        "latin": lambda: _head("text/html; charset=iso-8859-1", len(page)) + page,
    }
    if name in packed:
        head = _head("text/html", len(packed[name]), "Content-Encoding: gzip\r\n")
        return head + packed[name]
    return answers[name]() if name in answers else _head("text/html", len(PAGE)) + PAGE


@cache
def bomb() -> bytes:
    """100 MB of nothing in 100 kB."""
    return gzip.compress(bytes(100_000_000), 3)


def _redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def _head(kind: str, length: int, more: str = "") -> bytes:
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {length}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
