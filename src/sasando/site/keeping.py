"""Files of a version are rendered once and kept; who asks for many new ones waits."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from sasando import __version__
from sasando.documents import Document
from sasando.site.copies import FILES
from sasando.site.turns import take_turn

RENDERS_A_MINUTE = 120  # new PDFs and cards for one address; a reader needs a handful
_CHEAP = ("qr.png",)  # every page shows it
_COSTLY = (".pdf", ".png", ".jpg", ".zip")


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
            take_turn(request, "renders", most=RENDERS_A_MINUTE)
        body = FILES[name].make(document)
        kept.set(key, body)
    return body
