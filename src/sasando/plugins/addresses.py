"""Which network addresses an outlet may have, and how to reach them and no others.

An outlet's address is typed by a person and may point anywhere, at this machine's own services
included. So a host is resolved once, every address it has is judged, and the connection goes to a
judged address: a name that changes its mind between check and connection gains nothing.
"""

import re
import socket
import time
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from sasando.plugins.channel import Refused, TryLater

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for unicast
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")  # names in ASCII (IDNA done), IPv4, IPv6
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


def address_problem(url: str, *, allow_loopback: bool = False) -> str | None:
    """Return what is wrong with an outlet's URL as far as it can be told without the network."""
    try:
        parsed = httpx.URL(url)
        host = parsed.host  # what is no IDNA (xn--a.com) shows only here
    except (httpx.InvalidURL, ValueError):
        return "This is no web address: write it as https://name/path."
    if parsed.scheme not in ("http", "https") or not host:
        return "The address must begin with https:// (or http://) and name a host."
    if not _HOST.fullmatch(parsed.raw_host) or (parsed.port or 0) > 65535:
        return "The host or the port in this address cannot be: look for a typing error."
    if parsed.userinfo:
        return "Leave name and password out of the address: use the token field."
    with suppress(ValueError):
        return refusal_of(ip_address(host), allow_loopback=allow_loopback)
    return None


def refusal_of(address: IPv4Address | IPv6Address, *, allow_loopback: bool = False) -> str | None:
    """Return why ``address`` must not be called, ``None`` when it may be.

    Only public unicast addresses may: not private, loopback, link-local (cloud metadata lives
    there), multicast or reserved ones, in either family, nor their IPv4 forms inside IPv6.
    """
    true_address = _unwrapped(address)
    if true_address.is_loopback and allow_loopback:
        return None
    if _is_public(true_address):
        return None
    return (
        f"{address} is an address inside a network, not a public one. Use the outlet's public "
        "address; for the demo on this machine, allow loopback in the settings."
    )


def checked_addresses(host: str, port: int, *, allow_loopback: bool = False) -> list[str]:
    """Resolve ``host`` and return its addresses, all of them judged fit to call.

    Raises ``Refused`` when one of them must not be called, ``TryLater`` when there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryLater(
            f"The name {host} does not resolve ({error}): look for a typing error in the address."
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        problem = refusal_of(ip_address(address.split("%")[0]), allow_loopback=allow_loopback)
        if problem:
            raise Refused(f"{host} → {problem}")
    return addresses


def connect(host: str, port: int, *, timeout: float, allow_loopback: bool = False) -> socket.socket:
    """Return a TCP socket connected to a judged address of ``host``; ``timeout`` in seconds.

    Raises ``Refused``, ``TryLater``, or the ``OSError`` of the last address tried.
    """
    last: OSError | None = None
    until = time.monotonic() + timeout  # all addresses together take no longer than one
    for address in checked_addresses(host, port, allow_loopback=allow_loopback):
        left = max(until - time.monotonic(), 0.001)
        try:
            connection = socket.create_connection((address, port), left)
        except OSError as error:
            last = error
        else:
            connection.settimeout(timeout)
            return connection
    raise last or ConnectionError(f"{host} has no address")


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (
        address not in _GLOBAL_UNICAST or address.teredo is not None
    ):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
