"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sasando.documents import Document
from sasando.documents.blocks import Recording
from sasando.rendering.addresses import absolute, short_address
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
from sasando.rendering.text import body_text

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(
    feed: Feed,
    documents: Iterable[Document],
    *,
    body_html: BodyHtml,
    body_text: Callable[[Document], str] = body_text,
) -> bytes:
    """Return ``documents`` as a JSON Feed 1.1, in the order given, UTF-8 with a last newline.

    ``body_html`` and ``body_text`` make a body as HTML and as text. Withdrawn documents are left out. What JSON Feed has no
    word for (code, digest, where to verify) is in the extension ``_sasando`` of each item. Raises
    ``NotPublished``.
    """
    value: dict[str, Any] = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.href,
        "feed_url": feed.self_href,
        "language": feed.language,
    }
    if feed.description:
        value["description"] = feed.description
    if feed.hub:
        value["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    value["items"] = [
        _item(feed, document, body_html(document), body_text(document))
        for document in shown(documents)
    ]
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(feed: Feed, document: Document, html: str, text: str) -> dict[str, Any]:
    imprint = imprint_of(document)
    item: dict[str, Any] = {
        "id": item_id(document),
        "url": absolute(document.href, feed.site_url),
        "title": document.headline,
        "summary": summary(document),
        "content_html": html,
        "content_text": text,
        "date_published": utc_text(imprint.first_published_at),
        "date_modified": utc_text(imprint.modified_at),
        "authors": [{"name": author} for author in authors(document)],
        "tags": list(tags(document)),
        "language": document.language,
    }
    if document.images:
        item["image"] = absolute(document.images[0].href, feed.site_url)
    if document.recordings:
        item["attachments"] = [_attachment(recording, feed) for recording in document.recordings]
    item["_sasando"] = {
        "about": f"{feed.site_url}/verifikasi/",
        "version": document.version,
        "code": document.code,
        "digest": document.digest,
        "verify": short_address(document, feed.site_url),
        "standing": imprint.standing.value,
    }
    return item


def _attachment(recording: Recording, feed: Feed) -> dict[str, Any]:
    attachment: dict[str, Any] = {
        "url": absolute(recording.href, feed.site_url),
        "mime_type": recording.content_type,
        "title": recording.title,
        "duration_in_seconds": recording.duration_s,
    }
    return attachment | ({"size_in_bytes": recording.size} if recording.size else {})
