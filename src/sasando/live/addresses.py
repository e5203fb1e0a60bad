"""Where news of the live desk is listened to, and the secret addresses of its pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from sasando.live.models import Production

PUSH_PATH = "/siaran/"  # of the server of news, also behind a proxy


def push_url(topic: str, *, after: int | None = None) -> str:
    """Return the address at which ``topic`` is listened to, by who knows it up to number ``after``."""
    known = f"?after={after}" if after is not None else ""
    return f"{settings.PUSH_URL}/{topic}{known}"


def push_origin() -> str:
    """Return what the ``connect-src`` of a page that listens must name beside itself."""
    there = urlsplit(settings.PUSH_URL)
    return f"{there.scheme}://{there.netloc}"


def host_href(production: Production) -> str:
    """Return the secret address of the host's page, whole."""
    return f"{settings.SITE_URL}{reverse('sasando_live_host', args=[production.host_key])}"
