"""Files of a version are rendered once and kept; who asks for many new ones waits."""

from __future__ import annotations

from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest

from sasando import __version__
from sasando.documents import Document
from sasando.site.copies import FILES

RENDERS_A_MINUTE = 120  # new PDFs and cards for one address; a reader needs a handful
_CHEAP = ("qr.png",)  # every page shows it
_COSTLY = (".pdf", ".png", ".jpg", ".zip")
_MINUTE_S = 60


class TooMany(Exception):
    """One address asked for more new files than a reader needs."""


def tag_of(document: Document, name: str) -> str:
    """Return what changes exactly when the file ``name`` of ``document`` does; nothing is rendered.

    The imprint counts: a file says how its version stands. So does the release of the renderers.
    """
    said = "\n".join((__version__, settings.SITE_URL, name, document.model_dump_json()))
    return f"{document.digest[:16]}-{sha256(said.encode()).hexdigest()[:32]}"


def kept_copy(document: Document, name: str, *, request: HttpRequest) -> bytes:
    """Return the file ``name`` (a key of ``FILES``), rendered now or kept from the last time.

    Raises ``TooMany`` where the address behind ``request`` has had enough rendered for a minute.
    """
    kept = caches["copies"]
    key = tag_of(document, name)
    body: bytes | None = kept.get(key)
    if body is None:
        if name.endswith(_COSTLY) and name not in _CHEAP:
            _count(request)
        body = FILES[name].make(document)
        kept.set(key, body)
    return body


def _count(request: HttpRequest) -> None:
    key = f"renders:{get_adapter(request).get_client_ip(request)}"
    if cache.add(key, 1, _MINUTE_S):
        return
    try:
        asked = cache.incr(key)
    except ValueError:  # the minute ended in between
        return
    if asked > RENDERS_A_MINUTE:
        raise TooMany
