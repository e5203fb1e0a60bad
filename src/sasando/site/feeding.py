"""The feeds a Document stands in, as whole addresses: what a WebSub hub is told (SASANDO_HUB_URL)."""

from sasando.desk.addresses import absolute
from sasando.documents import Document
from sasando.site.touching import feed_paths


def feeds_of(document: Document) -> tuple[str, ...]:
    """Return the addresses of the feeds that change when ``document`` is published."""
    return tuple(absolute(path) for path in feed_paths(document))
