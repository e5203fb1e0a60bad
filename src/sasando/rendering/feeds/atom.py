"""Atom 1.0 (RFC 4287), with the tombstones of RFC 6721 for what was withdrawn."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from sasando.documents import Document, Standing
from sasando.rendering.addresses import absolute, short_address
from sasando.rendering.feeds.feed import (
    BodyHtml,
    Feed,
    authors,
    imprint_of,
    item_id,
    summary,
    tags,
    utc_text,
)
from sasando.rendering.notices import standing_notice
from sasando.rendering.phrases import phrase
from sasando.rendering.xml_text import add, xml_bytes

_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed, documents: Iterable[Document], *, body_html: BodyHtml) -> bytes:
    """Return ``documents`` as an Atom 1.0 feed, in the order given.

    ``body_html`` makes the HTML of a body. A withdrawn document becomes ``at:deleted-entry`` with
    its reason, dated by the last public change that the Document knows of. Raises
    ``NotPublished``.
    """
    root = etree.Element(_name("feed"), nsmap={None: _ATOM, "at": _TOMBSTONES})
    root.set(_XML_LANG, feed.language)
    add(root, _name("id"), f"urn:uuid:{uuid5(NAMESPACE_URL, feed.self_href)}")
    add(root, _name("title"), feed.title)
    if feed.description:
        add(root, _name("subtitle"), feed.description)
    add(root, _name("updated"), utc_text(feed.updated))
    _link(root, "self", feed.self_href, type="application/atom+xml")
    _link(root, "alternate", feed.href, type="text/html")
    if feed.hub:
        _link(root, "hub", feed.hub)
    for document in documents:
        if imprint_of(document).standing is Standing.WITHDRAWN:
            _tombstone(root, document)
        else:
            _entry(root, feed, document, body_html)
    return xml_bytes(root)


def _entry(root: etree._Element, feed: Feed, document: Document, body_html: BodyHtml) -> None:
    imprint = imprint_of(document)
    entry = add(root, _name("entry"), attributes={_XML_LANG: document.language})
    add(entry, _name("id"), item_id(document))
    add(entry, _name("title"), document.headline, {"type": "text"})
    add(entry, _name("published"), utc_text(imprint.first_published_at))
    add(entry, _name("updated"), utc_text(imprint.modified_at))
    for author in authors(document):
        add(add(entry, _name("author")), _name("name"), author)
    for partner in document.partners:
        add(add(entry, _name("contributor")), _name("name"), partner.name)
    for tag in tags(document):
        add(entry, _name("category"), attributes={"term": tag})
    href = absolute(document.href, feed.site_url)
    _link(entry, "alternate", href, type="text/html", hreflang=document.language)
    for other in document.alternates:
        there = absolute(other.href, feed.site_url)
        # Allowed as "alternate" too, but readers then take a translation for the item's address.
        _link(entry, "related", there, type="text/html", hreflang=other.language)
    for recording in document.recordings:
        there = absolute(recording.href, feed.site_url)
        length = {"length": str(recording.size)} if recording.size else {}
        _link(
            entry,
            "enclosure",
            there,
            type=recording.content_type,
            title=recording.title,
            **length,
        )
    address = short_address(document, feed.site_url)
    title = phrase("item.verify", document.language, address=address)
    _link(entry, "related", address, title=title)
    add(entry, _name("summary"), summary(document), {"type": "text"})
    add(entry, _name("content"), body_html(document), {"type": "html"})


def _tombstone(root: etree._Element, document: Document) -> None:
    entry = add(
        root,
        f"{{{_TOMBSTONES}}}deleted-entry",
        attributes={
            "ref": item_id(document),
            "when": utc_text(imprint_of(document).modified_at),
        },
    )
    add(entry, f"{{{_TOMBSTONES}}}comment", standing_notice(document))


def _link(parent: etree._Element, rel: str, href: str, **attributes: str) -> None:
    add(parent, _name("link"), attributes={"rel": rel, "href": href} | attributes)


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"
