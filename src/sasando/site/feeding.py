"""The house's feeds by their whole addresses: what a WebSub hub is told, and what it hands on."""

from django.conf import settings

from sasando.desk.addresses import absolute
from sasando.documents import Document
from sasando.site.addresses import FEED_FORMATS, is_feed
from sasando.site.bake import page_at
from sasando.site.touching import feed_paths


def feeds_of(document: Document) -> tuple[str, ...]:
    """Return the addresses of the feeds that change when ``document`` is published."""
    return tuple(absolute(path) for path in feed_paths(document))


def feed_at(href: str) -> tuple[str, bytes] | None:
    """Return the content type and the bytes of the feed at ``href`` as it stands now.

    ``None`` when ``href`` is not the address of a feed of this house.
    """
    path = href.removeprefix(settings.SITE_URL)
    if path == href or not is_feed(path):
        return None
    body = page_at(path)
    return (FEED_FORMATS[path.rpartition(".")[2]], body) if body else None
