"""Addresses on paper, in feeds and in messages: always absolute."""

import re
from urllib.parse import quote, urljoin, urlsplit

from sasando.documents import Document

_MAY_STAND = "%:/?@!$&'()*+,;=~"  # RFC 3986: reserved without the brackets of IPv6, and "%"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def site_of(document: Document) -> str:
    """Return the site a Document lives on, "https://example.id", from its canonical address.

    An address without a host gives the empty string.
    """
    parts = urlsplit(document.href)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def short_address(document: Document, site_url: str = "") -> str:
    """Return the address of exactly this version, ``{site_url}/v/{code}``.

    Without ``site_url`` the site of the Document's canonical address is taken.
    """
    return f"{site_url or site_of(document)}/v/{document.code}"


def absolute(href: str, site_url: str) -> str:
    """Return ``href`` with a host, as a URI (RFC 3986): what may not stand in one is encoded.

    Paths are taken from the root of ``site_url``; what is encoded already stays as it is.
    """
    whole = urljoin(f"{site_url}/", href) if site_url else href
    address, mark, fragment = whole.partition("#")
    return _encoded(address) + (f"#{_encoded(fragment)}" if mark else "")


def _encoded(part: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=_MAY_STAND, errors="replace")


def light_picture(href: str) -> str:
    """Return where the light copy of the picture at ``href`` is: beside it, small enough for 2G."""
    return f"{href.rsplit('.', 1)[0]}-ringan.webp"
