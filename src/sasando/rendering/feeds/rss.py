"""RSS 2.0 (rssboard.org/rss-specification), with the extensions readers expect."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from sasando.documents import Document
from sasando.documents.blocks import Image
from sasando.rendering.addresses import absolute
from sasando.rendering.feeds.feed import (
    BodyHtml,
    Feed,
    authors,
    imprint_of,
    item_id,
    shown,
    summary,
    tags,
    utc_text,
)
from sasando.rendering.xml_text import add, xml_bytes

_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


def rss(feed: Feed, documents: Iterable[Document], *, body_html: BodyHtml) -> bytes:
    """Return ``documents`` as RSS 2.0, in the order given.

    ``body_html`` makes the HTML of a body. Withdrawn documents are left out: RSS has no word for
    them. A corrected item keeps its guid and says when and what changed. Raises ``NotPublished``.
    """
    root = etree.Element("rss", nsmap=_SPACES)
    root.set("version", "2.0")
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.href)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", feed.language)
    add(channel, "lastBuildDate", _rfc822(feed.updated))
    _atom_link(channel, "self", feed.self_href, "application/rss+xml")
    if feed.hub:
        _atom_link(channel, "hub", feed.hub)
    for document in shown(documents):
        _item(channel, feed, document, body_html)
    return xml_bytes(root)


def _item(channel: etree._Element, feed: Feed, document: Document, body_html: BodyHtml) -> None:
    imprint = imprint_of(document)
    item = add(channel, "item")
    add(item, "title", document.headline)
    add(item, "link", absolute(document.href, feed.site_url))
    add(item, "description", summary(document))
    add(item, "guid", item_id(document), {"isPermaLink": "false"})
    add(item, "pubDate", _rfc822(imprint.first_published_at))
    add(item, _name("atom", "updated"), utc_text(imprint.modified_at))
    for author in authors(document):
        add(item, _name("dc", "creator"), author)
    for tag in tags(document):
        add(item, "category", tag)
    add(item, _name("content", "encoded"), body_html(document))
    for recording in document.recordings[:1]:  # RSS knows one enclosure an item
        enclosure = {
            "url": absolute(recording.href, feed.site_url),
            "length": str(recording.size or 0),
            "type": recording.content_type,
        }
        add(item, "enclosure", attributes=enclosure)
    for image in document.images:
        _picture(item, feed, image)


def _picture(item: etree._Element, feed: Feed, image: Image) -> None:
    content = add(
        item,
        _name("media", "content"),
        attributes={
            "url": absolute(image.href, feed.site_url),
            "type": image.content_type,
            "medium": "image",
            "width": str(image.width),
            "height": str(image.height),
        },
    )
    add(content, _name("media", "description"), image.alt, {"type": "plain"})
    add(content, _name("media", "title"), image.caption, {"type": "plain"})
    add(content, _name("media", "credit"), image.credit)


def _atom_link(channel: etree._Element, rel: str, href: str, kind: str = "") -> None:
    attributes = {"rel": rel, "href": href} | ({"type": kind} if kind else {})
    add(channel, _name("atom", "link"), attributes=attributes)


def _name(prefix: str, tag: str) -> str:
    return f"{{{_SPACES[prefix]}}}{tag}"


def _rfc822(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no place in a feed: pass an aware time")
    return format_datetime(moment.astimezone(UTC))
