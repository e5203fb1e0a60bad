"""What all feed formats share: the feed's own particulars, and how an item is summed up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sasando.documents import Document, Imprint, Standing
from sasando.rendering.exceptions import NotPublished
from sasando.rendering.notices import notices
from sasando.rendering.phrases import Phrases

BodyHtml = Callable[[Document], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. Addresses are absolute."""

    title: str
    href: str  # the page the feed goes with
    self_href: str  # where this feed is served, in this format
    language: str  # "id", "en"
    updated: datetime  # aware; when anything in it last changed
    hub: str = ""  # WebSub hub, "" when there is none
    description: str = ""

    @property
    def site_url(self) -> str:
        """The site the feed belongs to, without a trailing slash."""
        parts = urlsplit(self.href)
        return f"{parts.scheme}://{parts.netloc}"


def item_id(document: Document) -> str:
    """Return the identifier of the item, the same through all its versions: a UUID as a URN."""
    return f"urn:uuid:{document.item}"


def imprint_of(document: Document) -> Imprint:
    """Return the imprint. Raises ``NotPublished``: a feed carries what is published."""
    if document.imprint is None:
        raise NotPublished(f"{document.headline!r} (version {document.version}) is not published")
    return document.imprint


def shown(documents: Iterable[Document]) -> list[Document]:
    """Return the documents that are not withdrawn. Raises ``NotPublished``."""
    return [d for d in documents if imprint_of(d).standing is not Standing.WITHDRAWN]


def summary(document: Document) -> str:
    """Return the key message; how the version stands and what it corrects come before it."""
    return " ".join([*notices(document), document.key_message])


def authors(document: Document) -> tuple[str, ...]:
    """Return the byline, or the publisher where there is none."""
    return document.byline or (document.publisher.name,)


def tags(document: Document) -> tuple[str, ...]:
    """Return what readers may filter by: kind, elections, stages and places, each once."""
    kind = Phrases(document.language)(f"kind.{document.kind.value}")
    names = [
        *(tag.name for tag in document.elections),
        *(tag.name for tag in document.stages),
        *(tag.name for tag in document.places),
    ]
    return tuple(dict.fromkeys([kind, *names]))


def utc_text(moment: datetime) -> str:
    """Return the aware ``moment`` as RFC 3339 in UTC, to the second: "2024-09-20T01:30:00Z"."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no place in a feed: pass an aware time")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
