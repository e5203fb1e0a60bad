"""Where news of the live desk is listened to, where live blogs stand, and secret addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from sasando.desk.addresses import home_path
from sasando.live.models import Production

PUSH_PATH = "/siaran/"  # of the server of news, also behind a proxy
# Not "live" in English: that is the section of the episodes, whose slugs are theirs to choose.
BLOGS = {"id": "langsung", "en": "live-blog"}


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


def overlay_href(production: Production) -> str:
    """Return the secret address of the overlays, whole: what OBS is given."""
    return f"{settings.SITE_URL}{reverse('sasando_live_overlay', args=[production.overlay_key])}"


def blogs_path(language: str) -> str:
    """Return the list of live blogs: ``/langsung/``, ``/en/live-blog/``."""
    return f"{home_path(language)}{BLOGS[language]}/"


def blog_path(slug: str, language: str) -> str:
    """Return the page of a live blog: ``/langsung/<slug>/``, ``/en/live-blog/<slug>/``."""
    return f"{blogs_path(language)}{slug}/"


def older_posts_path(slug: str, language: str, number: int) -> str:
    """Return the page of a live blog's posts that is called ``number``, from the first post on."""
    return f"{blog_path(slug, language)}{number}/"


def new_posts_path(slug: str, language: str) -> str:
    """Return what a page asks every now and then that cannot listen."""
    return f"{blog_path(slug, language)}kiriman.json"
