"""A mail server that takes everything and delivers nothing, on this machine.

For the sample desk and the tests: what was sent can be read on a small page.
"""

import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sasando.demo.page import page
from sasando.plugins import utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    sender: str
    recipients: tuple[str, ...]
    content: bytes
    received_at: datetime

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


@dataclass(slots=True)
class Mailbox:
    """What came in, and how the server misbehaves next."""

    letters: list[Letter] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)  # recipient → answer, "550 5.1.1 no"
    troubles: deque[str] = field(default_factory=deque)  # answers to the next messages, "451 …"
    password: str = ""  # asked for when not empty, of any user
    host: str = "127.0.0.1"
    port: int = 0  # set when it serves
    page_url: str = ""

    @property
    def copies(self) -> dict[str, Letter]:
        """One letter for each Message-ID, the first: as a reader's mail program shows them."""
        first: dict[str, Letter] = {}
        for letter in list(self.letters):
            first.setdefault(str(letter.message["Message-ID"]), letter)
        return first

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.troubles:
            return self.troubles.popleft()
        content = envelope.content
        letter = Letter(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            content=content if isinstance(content, bytes) else (content or "").encode(),
            received_at=utc_now(),
        )
        self.letters.append(letter)
        return f"250 2.0.0 Ok: queued as {len(self.letters):06X}"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Judge a login, as aiosmtpd asks."""
        known = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=known, handled=False)


@contextmanager
def serving(
    mailbox: Mailbox,
    *,
    port: int = 0,
    page_port: int = 0,
    tls: SSLContext | None = None,
    from_first_byte: bool = False,
) -> Iterator[Mailbox]:
    """Serve SMTP on ``port`` and the page on ``page_port`` of loopback (0: any free one).

    With ``tls`` the server offers STARTTLS and asks for it, or, ``from_first_byte``, speaks
    nothing but TLS (and asks for no password: aiosmtpd takes one after STARTTLS only).
    """
    controller = Controller(
        mailbox,
        hostname=mailbox.host,
        port=port or _free_port(),
        ident="Sasando sample mail server",
        tls_context=None if from_first_byte else tls,
        ssl_context=tls if from_first_byte else None,
        require_starttls=tls is not None and not from_first_byte,
        auth_required=bool(mailbox.password) and not from_first_byte,
        auth_require_tls=not mailbox.password or tls is not None,
        authenticator=mailbox.authenticate,
    )
    pages = _Pages((mailbox.host, page_port), _Handler)
    pages.mailbox = mailbox
    controller.start()
    thread = threading.Thread(target=pages.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    mailbox.port = controller.port
    mailbox.page_url = f"http://{mailbox.host}:{pages.server_address[1]}"
    try:
        yield mailbox
    finally:
        pages.shutdown()
        pages.server_close()
        thread.join()
        controller.stop()


def front_page(mailbox: Mailbox) -> str:
    """Return every letter, newest first, as HTML."""
    letters = "".join(
        f"<li><details><summary>{escape(str(letter.message['Subject']))}"
        f"<small>{escape(str(letter.message['From']))} → {escape(', '.join(letter.recipients))} · "
        f"{letter.received_at.astimezone(UTC):%d.%m.%Y %H:%M:%S} UTC</small></summary>"
        f"<pre>{escape(_text(letter.message))}</pre></details></li>"
        for letter in reversed(list(mailbox.letters))
    )
    return page(
        "Surel contoh",
        f"<h1>Surel yang diterima</h1>{f'<ul>{letters}</ul>' if letters else '<p>Belum ada.</p>'}",
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class _Pages(ThreadingHTTPServer):
    daemon_threads = True
    mailbox: Mailbox


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        html = front_page(cast(_Pages, self.server).mailbox).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(html)))
        self.end_headers()
        self.wfile.write(html)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the page shows what came in."""
