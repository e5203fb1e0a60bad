"""The one way out over the network: checked addresses, pinned connections, bounded answers.

Addresses are judged in ``sasando.plugins.addresses``; the connection goes to a judged address and
no other, while TLS still verifies the name in the URL. Nothing follows a redirect.
"""

import json
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import httpcore
import httpx

from sasando.plugins.addresses import address_problem, checked_addresses
from sasando.plugins.channel import Context, Refused, TryLater

MAX_ANSWER = 1_000_000  # bytes
_MAX_WORDS = 500  # characters of an answer a person gets to read
# A whole exchange may take this many times ``Context.timeout_s``, which bounds each step: an
# outlet that drips one byte at a time must not hold a worker for ever.
EXCHANGE_STEPS = 3
_KEPT_S = 4.0  # how long an idle connection is kept: servers keep theirs for 5 s and more
_KEPT = 16  # idle connections
_AT_ONCE = 64  # connections

_deadline: ContextVar[float] = ContextVar("deadline")  # of the exchange under way, monotonic, s


@dataclass(frozen=True, slots=True)
class Answer:
    """What the outlet answered, whatever the status."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def words(self) -> str:
        """The status and the beginning of the text, on one line, for a person to read."""
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = ""
        text = " ".join(self.body.decode("utf-8", "replace").split())
        told = text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"
        return f"{self.status} {phrase}".strip() + (f": {told}" if told else "")

    def json(self) -> Any:
        """Return the body read as JSON, ``None`` when it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def at(self, clock: datetime) -> datetime:
        """Return the outlet's time of answering (its ``Date``), or ``clock`` when it gave none."""
        return _http_date(self.headers.get("Date", "")) or clock

    def retry_after(self, clock: datetime) -> timedelta | None:
        """Return how long to wait (RFC 9110 section 10.2.3: seconds or a date), if it was said."""
        value = self.headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return timedelta(seconds=min(int(value[:9]), 7 * 24 * 3600))
        until = _http_date(value)
        return None if until is None else max(until - self.at(clock), timedelta())

    def expect_success(self, clock: datetime) -> None:
        """Pass on 2xx. Raises ``TryLater`` or ``Refused`` with the outlet's own words."""
        if 200 <= self.status < 300:
            return
        if self.status in (408, 425, 429) or self.status >= 500:
            raise TryLater(self.words, after=self.retry_after(clock))
        if 300 <= self.status < 400:
            target = self.headers.get("Location", "another address")
            raise Refused(
                f"{self.words} — the outlet points to {target}. Redirects are not followed: "
                "put the new address into the outlet's settings if it is right."
            )
        raise Refused(self.words)


def send(
    request: httpx.Request, *, context: Context, limit: int = MAX_ANSWER, keep: bool = False
) -> Answer:
    """Send ``request`` once and return the answer, whatever its status; ``limit`` in bytes.

    With ``keep`` the connection is kept for what follows within seconds: for platforms that are
    called for every message. Its address was judged when it was made.

    Raises ``Refused`` for an address that must not be called, ``TryLater`` when no complete answer
    came back within the time and size allowed.
    """
    deadline = time.monotonic() + EXCHANGE_STEPS * context.timeout_s
    with opened(request, context=context, deadline=deadline, keep=keep) as response:
        body = _read(response.iter_stream(), request.url.host, limit)
        return Answer(response.status, httpx.Headers(response.headers), body)


@contextmanager
def opened(
    request: httpx.Request, *, context: Context, deadline: float, keep: bool = False
) -> Iterator[httpcore.Response]:
    """Send ``request`` and give the answer with its body unread; all ends at ``deadline``.

    ``deadline`` is a time of ``time.monotonic``. Raises as ``send`` does, while the body is read
    too.
    """
    problem = address_problem(str(request.url), allow_loopback=context.allow_loopback)
    if problem:
        raise Refused(problem)
    request.headers.setdefault("Accept-Encoding", "identity")  # nothing to unpack, so no bombs
    request.headers.setdefault("User-Agent", f"Sasando (+{context.site_url})")
    host = request.url.host
    per_step = dict.fromkeys(("connect", "read", "write", "pool"), context.timeout_s)
    ending = _deadline.set(deadline)
    try:
        with (
            _pool(context.allow_loopback, keep=keep) as pool,
            pool.stream(
                request.method,
                str(request.url),
                headers=request.headers.raw,
                content=request.content,
                extensions={"timeout": per_step},
            ) as response,
        ):
            yield response
    except httpcore.TimeoutException as error:
        raise TryLater(f"{host} did not answer within {context.timeout_s:g} s.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise TryLater(f"The connection to {host} failed: {error or type(error).__name__}.") from (
            error
        )
    finally:
        _deadline.reset(ending)


@contextmanager
def _pool(allow_loopback: bool, *, keep: bool) -> Iterator[httpcore.ConnectionPool]:
    """Give the connections that are kept, or a pool for one exchange."""
    if keep:
        yield _kept(allow_loopback)
        return
    backend = _CheckedBackend(allow_loopback)
    with httpcore.ConnectionPool(
        ssl_context=trusted_certificates(), network_backend=backend
    ) as pool:
        yield pool


@cache
def _kept(allow_loopback: bool) -> httpcore.ConnectionPool:
    """Return this process's kept connections; never shared with who may go elsewhere."""
    return httpcore.ConnectionPool(
        ssl_context=trusted_certificates(),
        network_backend=_CheckedBackend(allow_loopback),
        max_connections=_AT_ONCE,
        max_keepalive_connections=_KEPT,
        keepalive_expiry=_KEPT_S,
    )


def _read(chunks: Iterable[bytes], host: str, limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TryLater(f"{host} answered with more than {limit} bytes; it was cut off.")
    return bytes(body)


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else None


@cache
def trusted_certificates() -> ssl.SSLContext:
    """Return the certificates trusted: certifi's, or those of ``SSL_CERT_FILE``."""
    return httpx.create_ssl_context()


class _CheckedBackend(httpcore.SyncBackend):
    """Connects to judged addresses only, and ends everything at the exchange's deadline."""

    def __init__(self, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in checked_addresses(host, port, allow_loopback=self.allow_loopback):
            left = max(_deadline.get() - time.monotonic(), 0.001)
            limit = left if timeout is None else min(timeout, left)
            try:
                stream = super().connect_tcp(address, port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _TimedStream(stream)
        raise last or httpcore.ConnectError(f"{host} has no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream that no step can use past the deadline of the exchange it serves just then."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self.stream = stream

    def _left(self, timeout: float | None) -> float:
        left = _deadline.get() - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole exchange took too long")
        return left if timeout is None else min(timeout, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(secured)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
