"""Addresses on paper, in feeds and in messages: always absolute."""

from urllib.parse import urljoin, urlsplit

from sasando.documents import Document


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
    """Return ``href`` with a host: paths are taken from the root of ``site_url``."""
    return urljoin(f"{site_url}/", href) if site_url else href
