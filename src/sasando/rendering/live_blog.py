"""schema.org LiveBlogPosting: a page that is written on while something happens, post by post.

https://schema.org/LiveBlogPosting and, for what search engines ask of it,
https://developers.google.com/search/docs/appearance/structured-data/article
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sasando.documents import Standing
from sasando.documents.imprint import Party
from sasando.rendering.addresses import absolute
from sasando.rendering.feeds.feed import utc_text
from sasando.rendering.html.live_blog import LivePost
from sasando.rendering.jsonld import organisation

_CONTEXT = "https://schema.org"
_REGIONS = {"id": "id-ID", "en": "en-ID"}
_HEADLINE = 110  # characters of a headline, beyond which search engines may cut


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlogFacts:
    """What is said of a live blog beside its posts."""

    title: str
    href: str
    language: str
    election: str
    begins_at: datetime
    ends_at: datetime | None
    changed_at: datetime
    keepers: Sequence[Party]  # who keeps it first, then the partners


def live_blog_posting(
    facts: LiveBlogFacts, posts: Iterable[LivePost], *, site_url: str, site_name: str
) -> dict[str, Any]:
    """Return the page as a LiveBlogPosting; ``posts`` are those it shows, the newest first."""
    href = absolute(facts.href, site_url)
    result: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "LiveBlogPosting",
        "@id": href,
        "url": href,
        "mainEntityOfPage": {"@type": "WebPage", "@id": href},
        "headline": facts.title[:_HEADLINE],
        "inLanguage": _REGIONS.get(facts.language, facts.language),
        "isAccessibleForFree": True,
        "coverageStartTime": utc_text(facts.begins_at),
        "datePublished": utc_text(facts.begins_at),
        "dateModified": utc_text(facts.changed_at),
        "author": [organisation(party) for party in facts.keepers],
        "publisher": organisation(facts.keepers[0]),
        "about": {"@type": "Event", "name": facts.election},
        "isPartOf": {"@type": "WebSite", "name": site_name, "url": f"{site_url}/"},
        "liveBlogUpdate": [_posting(post, href, site_url) for post in posts],
    }
    if facts.ends_at is not None:
        result["coverageEndTime"] = utc_text(facts.ends_at)
    return result


def _posting(post: LivePost, page: str, site_url: str) -> dict[str, Any]:
    document, imprint = post.document, post.document.imprint
    assert imprint is not None  # noqa: S101 - a post is public
    href = absolute(document.href, site_url)
    posting: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": f"{page}#p{post.key}",
        "url": href,
        "headline": document.headline[:_HEADLINE],
        "inLanguage": _REGIONS.get(document.language, document.language),
        "datePublished": utc_text(post.at),
        "dateModified": utc_text(max(post.at, imprint.modified_at)),
        "author": organisation(document.publisher),
        "version": document.version,
    }
    if imprint.standing is Standing.WITHDRAWN:
        return posting | {"creativeWorkStatus": "Withdrawn"}
    posting["articleBody"] = post.words
    if document.images:
        image = document.images[0]
        posting["image"] = absolute(image.href, site_url)
    if document.correction is not None:
        posting["correction"] = {"@type": "CorrectionComment", "text": document.correction.change}
    return posting
