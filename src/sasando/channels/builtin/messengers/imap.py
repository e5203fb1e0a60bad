"""A mail folder looked into over IMAP (RFC 9051, and servers of RFC 3501), encrypted.

Only what is needed: what is new, its bytes, and the mark that it was taken.
"""

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sasando.plugins.addresses import connect
from sasando.plugins.channel import Context, Refused, TryLater
from sasando.plugins.outbound import trusted_certificates
from sasando.rendering.phrases import phrase

SECURITY = ("tls", "starttls", "none")
MAX_MAIL = 15_000_000  # bytes of one message; what is longer is read up to here
_MAX_LOOK = 60_000_000  # bytes of one look; the next look brings the rest
_AT_ONCE = 50  # messages of one look; the next look brings the next ones
_STEPS = 12  # a whole look may take this many times ``Context.timeout_s``
_UID = re.compile(rb"\bUID (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFolder:
    """Where to look."""

    host: str
    port: int
    security: str  # one of ``SECURITY``
    username: str
    password: str = field(repr=False)
    name: str  # of the folder


@dataclass(frozen=True, slots=True)
class Letter:
    handle: str  # "<UIDVALIDITY>/<UID>"
    content: bytes


def unseen(folder: MailFolder, *, context: Context) -> Iterator[Letter]:
    """Give the messages that carry no \\Seen, the oldest first, and mark none.

    Each is fetched when it is asked for; a look ends after 50 messages or 60 MB.

    Raises ``Refused`` (login, folder) or ``TryLater`` (connection).
    """
    with _opened(folder, context) as imap:
        validity = _validity(imap)
        found = _said(imap.uid("SEARCH", "UNSEEN", "UNDELETED"))
        uids = b" ".join(part for part in found if isinstance(part, bytes)).split()[:_AT_ONCE]
        left = _MAX_LOOK
        for uid in uids:
            if left <= 0:
                return
            said = _said(imap.uid("FETCH", uid.decode(), f"(UID BODY.PEEK[]<0.{MAX_MAIL}>)"))
            for part in said:
                if isinstance(part, tuple) and (number := _UID.search(part[0])):
                    left -= len(part[1])
                    yield Letter(f"{validity}/{number.group(1).decode()}", part[1])


def mark_seen(handles: tuple[str, ...], folder: MailFolder, *, context: Context) -> None:
    """Mark messages as \\Seen. Those of a folder that was made anew since are let be.

    Raises ``Refused`` or ``TryLater``.
    """
    with _opened(folder, context) as imap:
        validity = _validity(imap)
        uids = [uid for made, _, uid in (h.partition("/") for h in handles) if made == validity]
        known = sorted({int(uid) for uid in uids if uid.isdecimal()})
        if known:
            _said(imap.uid("STORE", ",".join(map(str, known)), "+FLAGS.SILENT", r"(\Seen)"))


def probe(folder: MailFolder, *, context: Context) -> None:
    """Log in and open the folder, no more. Raises ``Refused`` or ``TryLater``."""
    with _opened(folder, context):
        pass


@contextmanager
def _opened(folder: MailFolder, context: Context) -> Iterator[imaplib.IMAP4]:
    def says(name: str, words: object) -> str:
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return phrase(f"messenger.{name}", context.language, words=told, host=folder.host)

    try:
        imap = (_ImapTls if folder.security == "tls" else _Imap)(folder, context)
    except (imaplib.IMAP4.error, OSError) as error:
        raise TryLater(says("connection", error or type(error).__name__)) from error
    watch = threading.Timer(_STEPS * context.timeout_s, _cut, [imap])
    watch.daemon = True
    watch.start()
    try:
        if folder.security == "starttls":
            imap.starttls(trusted_certificates())
        _log_in(imap, folder, says("login", ""))
        status, words = imap.select(_quoted(folder.name))
        if status != "OK":
            raise Refused(says("folder", words[0]))
        yield imap
    except imaplib.IMAP4.abort as error:
        raise TryLater(says("connection", error)) from error
    except imaplib.IMAP4.error as error:
        raise TryLater(says("folder", error)) from error
    except OSError as error:
        raise TryLater(says("connection", error or type(error).__name__)) from error
    finally:
        watch.cancel()
        with suppress(imaplib.IMAP4.error, OSError):
            imap.logout()


def _log_in(imap: imaplib.IMAP4, folder: MailFolder, refusal: str) -> None:
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            answer = f"\0{folder.username}\0{folder.password}".encode()
            imap.authenticate("PLAIN", lambda _: answer)
        else:
            imap.login(_quoted(folder.username), folder.password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise Refused(f"{refusal}{error}") from error


def _validity(imap: imaplib.IMAP4) -> str:
    found = imap.response("UIDVALIDITY")[1][0]
    return found.decode("ascii", "replace") if isinstance(found, bytes) else "0"


def _said(answer: tuple[str, list[object]]) -> list[object]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(data[0]) if data else status)
    return [part for part in data if part is not None]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(c for c in escaped if c.isprintable())}"'


def _cut(imap: imaplib.IMAP4) -> None:
    with suppress(OSError):
        socket.socket.shutdown(imap.sock, socket.SHUT_RDWR)


class _Imap(imaplib.IMAP4):
    """IMAP over a connection to a judged address."""

    def __init__(self, folder: MailFolder, context: Context) -> None:
        self._house = context
        super().__init__(folder.host, folder.port, timeout=context.timeout_s)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return connect(
            self.host,
            self.port,
            timeout=timeout or self._house.timeout_s,
            allow_loopback=self._house.allow_loopback,
        )


class _ImapTls(_Imap):
    """The same, encrypted from the first byte."""

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        raw = super()._create_socket(timeout)
        try:
            return trusted_certificates().wrap_socket(raw, server_hostname=self.host)
        except OSError:
            raw.close()
            raise
