"""One SMTP transaction (RFC 5321): the server's own words, and who was not taken."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from sasando.plugins import Context, Refused, TryLater
from sasando.plugins.addresses import connect
from sasando.plugins.channel import HAND_OVER_STEPS
from sasando.plugins.outbound import trusted_certificates

# Of ``HAND_OVER_STEPS``, one is for connecting; the transaction may take this many times
# ``Context.timeout_s``.
_STEPS = HAND_OVER_STEPS - 1
SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where and how to hand over."""

    host: str
    port: int
    security: str  # one of ``SECURITY``
    username: str
    password: str
    calls_itself: str  # what this side says in EHLO

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    sender: str
    recipients: tuple[str, ...]
    message: bytes  # CRLF line ends, 7 bits


class NotLetIn(Refused):
    """The house was not let in (address, encryption, login): no letter of its own is at fault."""


class RecipientRefused(Refused):
    """The server takes mail, but for none of these recipients: the fault is theirs, not the house's."""


def hand_over(envelope: Envelope, *, server: SmtpServer, context: Context) -> tuple[str, str]:
    """Hand the message over once; return the server's words on taking it, and on whom it refused.

    Some recipients refused is still a hand-over: a repeat would reach the others twice. Raises
    ``NotLetIn`` (login, no encryption offered), ``RecipientRefused``, ``Refused`` (5xx) or
    ``TryLater`` (4xx, no connection).
    """
    with closing(_let_in(server, context)) as smtp, _told(server):
        return _transaction(smtp, envelope)


def reach(server: SmtpServer, *, context: Context) -> None:
    """Connect and log in, no more. Raises ``NotLetIn`` or ``TryLater``."""
    _let_in(server, context).close()


def _let_in(server: SmtpServer, context: Context) -> smtplib.SMTP:
    try:
        with _told(server):
            return _connected(server, context)
    except Refused as error:
        raise NotLetIn(error.words) from error


@contextmanager
def _told(server: SmtpServer) -> Iterator[None]:
    """Raise in the house's own terms what the library raises."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(f"{server.host}: {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        why = str(error) or type(error).__name__
        raise TryLater(f"The connection to {server.host}:{server.port} failed: {why}.") from error


def _transaction(smtp: smtplib.SMTP, envelope: Envelope) -> tuple[str, str]:
    code, said = smtp.mail(envelope.sender)
    if code != 250:
        raise _failure(code, said)
    refused: dict[str, tuple[int, bytes]] = {}
    for recipient in envelope.recipients:
        code, said = smtp.rcpt(recipient)
        if code not in (250, 251):
            refused[recipient] = (code, said)
    words = "; ".join(f"{who}: {_words(*answer)}" for who, answer in refused.items())
    if len(refused) == len(envelope.recipients):
        passing = any(code < 500 for code, _ in refused.values())
        raise TryLater(words) if passing else RecipientRefused(words)
    code, said = smtp.data(envelope.message)
    if code != 250:
        raise _failure(code, said)
    with suppress(smtplib.SMTPException, OSError):
        smtp.quit()  # the message is taken already: a rude goodbye changes nothing
    return _words(code, said), words


def _connected(server: SmtpServer, context: Context) -> smtplib.SMTP:
    if server.security == "tls":
        return _logged_in(_CheckedSmtpTls(server, context), server)
    smtp = _CheckedSmtp(server, context)
    if server.security == "starttls":
        try:
            smtp.starttls(context=trusted_certificates())
        except (smtplib.SMTPException, OSError):
            smtp.close()
            raise
    return _logged_in(smtp, server)


def _logged_in(smtp: smtplib.SMTP, server: SmtpServer) -> smtplib.SMTP:
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.username:
            smtp.login(server.username, server.password)
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def _failure(code: int, said: bytes | str) -> Refused | TryLater:
    words = _words(code, said)
    return Refused(words) if 500 <= code < 600 else TryLater(words)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:500]


class _CheckedSmtp(smtplib.SMTP):
    """SMTP over a connection to a judged address, ended when it takes too long."""

    def __init__(self, server: SmtpServer, context: Context) -> None:
        self._house = context
        self._watch = _Watch(context.timeout_s)
        super().__init__(server.host, server.port, server.calls_itself, timeout=context.timeout_s)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        raw = connect(host, port, timeout=timeout, allow_loopback=self._house.allow_loopback)
        self._watch.start(raw)
        return raw

    def close(self) -> None:
        self._watch.cancel()
        super().close()


class _CheckedSmtpTls(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, server: SmtpServer, context: Context) -> None:
        self._house = context
        self._watch = _Watch(context.timeout_s)
        self._name = server.host
        super().__init__(
            server.host,
            server.port,
            server.calls_itself,
            timeout=context.timeout_s,
            context=trusted_certificates(),
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        raw = connect(host, port, timeout=timeout, allow_loopback=self._house.allow_loopback)
        secured = trusted_certificates().wrap_socket(
            raw, server_hostname=self._name, do_handshake_on_connect=False
        )
        self._watch.start(secured)
        try:
            secured.do_handshake()
        except OSError:
            self._watch.cancel()
            secured.close()
            raise
        return secured

    def close(self) -> None:
        self._watch.cancel()
        super().close()


class _Watch:
    """Ends a connection that keeps within the limit of each step but never comes to an end."""

    def __init__(self, step_s: float) -> None:
        self._timer = threading.Timer(_STEPS * step_s, self._end)
        self._timer.daemon = True
        self._connection: socket.socket | None = None

    def start(self, connection: socket.socket) -> None:
        self._connection = connection
        self._timer.start()

    def cancel(self) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                # Not the TLS socket's own method: it would change what the other thread reads.
                socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
