"""A page that somebody sent a link to, fetched without trusting link, server or page.

Every hop goes through ``sasando.plugins.outbound``: judged addresses only, connection to a judged
address and no other. On top: the usual ports, few hops, one clock for all of them, and a body that
is read up to a limit and no further, packed or not.
"""

import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpcore
import httpx

from sasando.plugins.channel import Context, Refused
from sasando.plugins.outbound import opened
from sasando.rendering.phrases import phrase

MAX_BYTES = 2_000_000  # of a page, unpacked
MAX_HOPS = 5
MAX_SECONDS = 10.0  # for all hops together
_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {None, 80, 443}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What may stand at the end of a link."""

    types: frozenset[str]
    accept: str
    max_bytes: int = MAX_BYTES
    seconds: float | None = None  # for all hops together; None: ``MAX_SECONDS``


PAGE = Wanted(
    types=frozenset({"text/html", "application/xhtml+xml", "text/plain"}),
    accept="text/html, application/xhtml+xml, text/plain;q=0.5",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What stood at the end of a link."""

    url: str  # after all redirects
    hops: tuple[str, ...]  # the addresses on the way, the one asked for first, ``url`` not among
    mime: str  # "text/html"
    charset: str = ""  # as the server says
    body: bytes
    cut: bool  # there was more


class LinkRefused(Refused):
    """The page will not be read. ``reason`` is the key of its phrase, ``reading.<reason>``."""

    def __init__(self, reason: str, language: str, **values: object) -> None:
        super().__init__(phrase(f"reading.{reason}", language, **values))
        self.reason = reason


def fetch_page(url: str, *, context: Context, wanted: Wanted = PAGE) -> Fetched:
    """Return the page behind ``url``, or whatever else is ``wanted``.

    Raises ``LinkRefused`` (no web address, inside a network, no end of redirects, no page, an
    error status) or ``TryLater`` (no answer in time).
    """
    seconds = wanted.seconds or MAX_SECONDS
    deadline = time.monotonic() + seconds
    context = replace(context, timeout_s=min(context.timeout_s, seconds))
    hops: list[str] = []
    address = url
    while True:
        address = _judged(address, hops, context)
        target = _look(address, hops, context, deadline, wanted)
        if isinstance(target, Fetched):
            return target
        hops.append(address)
        address = target


def _judged(address: str, hops: list[str], context: Context) -> str:
    """Return the address without its fragment. Raises ``LinkRefused``."""
    try:
        parsed = httpx.URL(address).copy_with(fragment=None)
        host = parsed.host  # what is no IDNA (xn--a.com) shows only here
    except (httpx.InvalidURL, ValueError):
        raise LinkRefused("no_address", context.language) from None
    if parsed.scheme not in ("http", "https") or not host or parsed.userinfo:
        raise LinkRefused("no_address", context.language)
    if parsed.port not in _PORTS and not context.allow_loopback:
        raise LinkRefused("strange_port", context.language, port=parsed.port)
    if str(parsed) in hops:
        raise LinkRefused("circle", context.language)
    if len(hops) > MAX_HOPS:
        raise LinkRefused("too_many_hops", context.language, limit=MAX_HOPS)
    return str(parsed)


def _look(
    address: str, hops: list[str], context: Context, deadline: float, wanted: Wanted
) -> Fetched | str:
    """Return the page at ``address``, or where it sends on to."""
    headers_sent = {"Accept": wanted.accept, "Accept-Language": "id, en"}
    request = httpx.Request("GET", address, headers=headers_sent)
    try:
        with opened(request, context=context, deadline=deadline) as response:
            headers = httpx.Headers(response.headers)
            if response.status in _REDIRECTS and headers.get("Location"):
                return _next(address, headers["Location"], context)
            if response.status != 200:
                raise LinkRefused("status", context.language, status=response.status)
            mime = headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if mime not in wanted.types:
                kind = mime if re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime) else "?"
                raise LinkRefused("no_page", context.language, kind=kind)
            body, cut = _limited(_unpacked(response, headers, context), wanted.max_bytes)
    except Refused as error:
        if isinstance(error, LinkRefused):
            raise
        raise LinkRefused("inside", context.language) from error
    charset = _CHARSET.search(headers.get("Content-Type", ""))
    return Fetched(
        url=address,
        hops=tuple(hops),
        mime=mime,
        charset=charset.group(1) if charset else "",
        body=body,
        cut=cut,
    )


def _next(address: str, location: str, context: Context) -> str:
    try:
        return str(httpx.URL(address).join(location))
    except (httpx.InvalidURL, ValueError):
        raise LinkRefused("no_address", context.language) from None


def _unpacked(
    response: httpcore.Response, headers: httpx.Headers, context: Context
) -> Iterator[bytes]:
    """Give the body in pieces, unpacked where the server packed it unasked."""
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_stream()
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise LinkRefused("no_page", context.language, kind=coding[:20])
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its first bytes
    try:
        for chunk in response.iter_stream():
            # A piece unpacks to so much at most; the reader stops at its limit, and a bomb with it.
            yield packed.decompress(chunk, MAX_BYTES)
            while packed.unconsumed_tail:
                yield packed.decompress(packed.unconsumed_tail, MAX_BYTES)
    except zlib.error:
        raise LinkRefused("broken", context.language) from None


def _limited(chunks: Iterator[bytes], limit: int) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            return bytes(body[:limit]), True
    return bytes(body), False
