"""A partner outlet that really receives: the other end of network push, on this machine.

It keeps to docs/reference/network-push.md and makes the sender keep to it. The sample desk runs
two of them; tests tell it to fail in every way an outlet can.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import unquote

from sasando.demo.page import page
from sasando.documents.canonical import canonical_json
from sasando.documents.digest import sha256_hex
from sasando.plugins import utc_now
from sasando.trust.exceptions import RequestRefused
from sasando.trust.http_signature import verify_request
from sasando.trust.keys import PublicKey

MAX_BODY = 5_000_000  # bytes
MAX_AGE = timedelta(minutes=5)
PATH = "/sasando/items"
_STATUS = {"usable": "terbit", "withheld": "ditahan", "canceled": "ditarik"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One answer out of line, for tests and for the failed delivery of the sample desk."""

    status: int = 0  # 0: no answer at all, the connection closes
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0  # before anything is answered
    keeps: bool = False  # takes the item in first: the answer alone goes wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One version of one item, as the partner keeps it."""

    identifier: str  # the partner's own
    item: dict[str, Any]  # the ninjs as it came
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    said: Mapping[str, Any]


@dataclass(slots=True)
class Partner:
    """What the partner knows: keys it trusts, what it took in, and how it misbehaves next."""

    key_for: Callable[[str], PublicKey | None]
    name: str = "Mitra"
    token: str = ""  # asked for when not empty
    base_url: str = ""  # "http://127.0.0.1:8101", set when it serves
    clock: Callable[[], datetime] = utc_now
    pushes: list[Kept] = field(default_factory=list)  # every push taken in, oldest first
    troubles: deque[Trouble] = field(default_factory=deque)
    always: Trouble | None = None  # out of order until it is set back
    _receipts: dict[str, Reply] = field(default_factory=dict)
    _nonces: dict[str, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it takes items."""
        return f"{self.base_url}{PATH}"

    @property
    def copies(self) -> dict[str, Kept]:
        """The newest version of each item, by its ``uri``."""
        newest: dict[str, Kept] = {}
        for kept in list(self.pushes):
            known = newest.get(kept.item["uri"])
            if known is None or _version(kept.item) >= _version(known.item):
                newest[kept.item["uri"]] = kept
        return newest

    def receive(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Judge one push and keep it: 201 with a receipt, 409 for a key seen before, or why not."""
        if self.token and headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"error": "unknown token"})
        try:
            verify_request(
                method,
                f"{self.base_url}{path}",
                headers,
                body,
                key_for=self.key_for,
                now=self.clock(),
                max_age=MAX_AGE,
                seen=self._seen,
            )
        except RequestRefused as refused:
            return Reply(401, {"error": str(refused)})
        key = headers.get("idempotency-key", "")
        item = _item_in(body)
        if not key or headers.get("content-type") != "application/json" or item is None:
            return Reply(400, {"error": "wanted: Idempotency-Key, application/json, ninjs item"})
        with self._lock:
            if key in self._receipts:
                return Reply(409, self._receipts[key].said)
            self._receipts[key] = self._keep(item)
            return self._receipts[key]

    def _keep(self, item: dict[str, Any]) -> Reply:
        identifier = sha256_hex(f"{self.name}\n{item['uri']}".encode())[:12]
        now = self.clock()
        self.pushes.append(Kept(identifier=identifier, item=item, received_at=now))
        said = {
            "id": identifier,
            "url": f"{self.base_url}/berita/{identifier}",
            "receivedAt": now.isoformat(),
        }
        return Reply(201, said)

    def _seen(self, nonce: str) -> bool:
        with self._lock:
            now = self.clock()
            old = [known for known, at in self._nonces.items() if now - at > 2 * MAX_AGE]
            for known in old:
                del self._nonces[known]
            if nonce in self._nonces:
                return True
            self._nonces[nonce] = now
            return False


@contextmanager
def serving(partner: Partner, *, port: int = 0) -> Iterator[Partner]:
    """Serve ``partner`` on the loopback ``port`` (0: any free one) in a thread of its own."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.partner = partner
    partner.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield partner
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def front_page(partner: Partner) -> str:
    """Return what the partner has, newest first, as HTML."""
    copies = sorted(partner.copies.values(), key=lambda kept: kept.received_at, reverse=True)
    rows = "".join(
        f'<li><a href="/berita/{kept.identifier}">{escape(_headline(kept.item))}</a>'
        f"<small>versi {_version(kept.item)} · {escape(_status(kept.item))} · "
        f"{kept.received_at.astimezone(UTC):%d.%m.%Y %H:%M} UTC</small></li>"
        for kept in copies
    )
    empty = "<p>Belum ada kiriman.</p>"
    return page(
        partner.name, f"<h1>{escape(partner.name)}</h1>{f'<ul>{rows}</ul>' if rows else empty}"
    )


def story_page(partner: Partner, identifier: str) -> str | None:
    """Return one item with its history as HTML, ``None`` when the partner has none such."""
    history = [kept for kept in list(partner.pushes) if kept.identifier == identifier]
    if not history:
        return None
    newest = partner.copies[history[0].item["uri"]].item
    canceled = newest.get("pubStatus") == "canceled"
    text = f"DITARIK. {newest.get('edNote', '')}" if canceled else _text(newest)
    told = "".join(
        f"<li>versi {_version(kept.item)} · {escape(_status(kept.item))} · "
        f"{kept.received_at.astimezone(UTC):%d.%m.%Y %H:%M:%S} UTC</li>"
        for kept in history
    )
    return page(
        _headline(newest),
        f'<p><a href="/">{escape(partner.name)}</a></p><h1>{escape(_headline(newest))}</h1>'
        f"<pre>{escape(text)}</pre><h2>Riwayat kiriman</h2><ol>{told}</ol>",
    )


def _item_in(body: bytes) -> dict[str, Any] | None:
    try:
        item = json.loads(body)
    except ValueError:
        return None
    usable = isinstance(item, dict) and isinstance(item.get("uri"), str)
    return item if usable and item.get("pubStatus") in _STATUS else None


def _version(item: Mapping[str, Any]) -> int:
    version = str(item.get("version", "0"))
    return int(version) if version.isdecimal() else 0


def _status(item: Mapping[str, Any]) -> str:
    return _STATUS[item["pubStatus"]]


def _headline(item: Mapping[str, Any]) -> str:
    return str(item.get("title") or item["uri"])


def _text(item: Mapping[str, Any]) -> str:
    for body in item.get("bodies", ()):
        if body.get("contentType") == "text/plain":
            return str(body.get("value", ""))
    return ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    partner: Partner


class _Handler(BaseHTTPRequestHandler):
    timeout = 30  # seconds a silent sender may hold a thread

    def do_POST(self) -> None:
        partner = cast(_Server, self.server).partner
        body = self._body()
        if body is None:
            return self._json(Reply(413, {"error": f"at most {MAX_BODY} bytes"}))
        trouble = partner.troubles.popleft() if partner.troubles else partner.always
        headers = {name.lower(): value for name, value in self.headers.items()}
        if trouble is None or trouble.keeps:
            reply = (
                partner.receive("POST", self.path, headers, body)
                if self.path == PATH
                else Reply(404, {"error": f"items are taken at {PATH}"})
            )
            if trouble is None:
                return self._json(reply)
        time.sleep(trouble.delay_s)
        if trouble.status:
            self._answer(trouble.status, trouble.body, dict(trouble.headers))
        return None

    def do_GET(self) -> None:
        partner = cast(_Server, self.server).partner
        if self.path == "/":
            found: str | None = front_page(partner)
        elif self.path.startswith("/berita/"):
            found = story_page(partner, unquote(self.path.removeprefix("/berita/")))
        else:
            found = None
        html = found or page("404", "<h1>404</h1><p>Tidak ada di sini.</p>")
        kind = {"Content-Type": "text/html; charset=utf-8"}
        self._answer(200 if found else 404, html.encode(), kind)

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return None
        return self.rfile.read(int(length))

    def _json(self, reply: Reply) -> None:
        kind = {"Content-Type": "application/json"}
        self._answer(reply.status, canonical_json(dict(reply.said)), kind)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status, HTTPStatus(status).phrase)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the sender lost patience: nobody is left to tell

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the page shows what came in."""
