"""schema.org ClaimReview: verdicts for search engines, Fact Check Explorer and other machines.

Search engines show it no longer (Google retired the rich result in June 2025), but fact-check
explorers and archives still read it. The feed has the form of the Data Commons fact-check feed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sasando.documents import Document, Standing, VerdictStatement
from sasando.documents.verdict import Authenticity, Carrier, Rating
from sasando.rendering.addresses import absolute, site_of
from sasando.rendering.feeds.feed import utc_text
from sasando.rendering.jsonld import organisation
from sasando.rendering.verdicts import rated

_CONTEXT = "https://schema.org"
_WORST, _BEST = 1, 5
# Where a scale says nothing (satire, no evidence) only the words stand.
_VALUES = {
    Rating.TRUE: 5,
    Rating.MISLEADING: 2,
    Rating.FALSE_CONNECTION: 2,
    Rating.FALSE_CONTEXT: 2,
    Rating.IMPOSTER: 1,
    Rating.FABRICATED: 1,
    Rating.MANIPULATED: 1,
}
# Where the rating says what was done to the picture. An imposter's or a made-up one has no exact
# match: only the checker can say.
_AUTHENTICITY = {
    Rating.SATIRE: Authenticity.SATIRE,
    Rating.MISLEADING: Authenticity.EDITED,
    Rating.MANIPULATED: Authenticity.EDITED,
    Rating.FALSE_CONNECTION: Authenticity.DECONTEXTUALIZED,
    Rating.FALSE_CONTEXT: Authenticity.DECONTEXTUALIZED,
}
_SNAPSHOTS = {
    Carrier.IMAGE: "ImageObjectSnapshot",
    Carrier.VIDEO: "VideoObjectSnapshot",
    Carrier.AUDIO: "AudioObjectSnapshot",
}


def claim_review(document: Document, *, site_url: str = "") -> dict[str, Any] | None:
    """Return the ClaimReview of ``document``; ``None`` without a verdict, or when it fell.

    ``site_url`` ("https://example.id") is by default the site of the Document's address.
    """
    statement, imprint = document.verdict, document.imprint
    if statement is None or (imprint is not None and imprint.standing is not Standing.CURRENT):
        return None
    site = site_url or site_of(document)
    href = absolute(document.href, site)
    review: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "ClaimReview",
        "@id": f"{href}#claimreview",
        "url": href,
        "name": document.headline,
        "claimReviewed": statement.claim,
        "reviewBody": statement.truth,
        "inLanguage": document.language,
        "author": organisation(document.publisher) | {"url": f"{site}/"},
        "publisher": organisation(document.publisher) | {"url": f"{site}/"},
        "contributor": [organisation(partner) for partner in document.partners],
        "itemReviewed": _claim(statement, site),
        "reviewRating": _rating(statement.rating, document.language),
        "citation": [
            {"@type": "CreativeWork", "name": s.title, "url": absolute(s.href, site)}
            for s in statement.sources
        ],
    }
    if imprint is not None:
        review["datePublished"] = utc_text(imprint.first_published_at)
        review["dateModified"] = utc_text(imprint.modified_at)
    if media := _media_review(statement, site):
        review["associatedMediaReview"] = media
    return {name: value for name, value in review.items() if value != []}


def claim_review_feed(
    documents: Iterable[Document], *, name: str, site_url: str, updated: datetime
) -> dict[str, Any]:
    """Return the verdicts among ``documents`` that stand, as a schema.org DataFeed.

    ``name`` is that of the publisher's site, ``updated`` when the feed last changed.
    """
    items = []
    for document in documents:
        review = claim_review(document, site_url=site_url)
        if review is None or document.imprint is None:
            continue
        items.append(
            {
                "@type": "DataFeedItem",
                "url": review["url"],
                "dateCreated": review["datePublished"],
                "dateModified": review["dateModified"],
                "item": [review],
            }
        )
    return {
        "@context": _CONTEXT,
        "@type": "DataFeed",
        "name": name,
        "url": f"{site_url}/",
        "dateModified": utc_text(updated),
        "dataFeedElement": items,
    }


def _claim(statement: VerdictStatement, site: str) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "@type": "Claim",
        "text": statement.claim,
        "datePublished": statement.first_seen.isoformat(),
    }
    if statement.claimant:
        claim["author"] = {"@type": "Person", "name": statement.claimant}
    seen = []
    for appearance in statement.appearances:
        work = {"@type": "CreativeWork", "url": absolute(appearance.href, site)}
        if appearance.archived:
            work["archivedAt"] = absolute(appearance.archived, site)
        seen.append(work)
    if seen:
        claim |= {"firstAppearance": seen[0], "appearance": seen}
    return claim


def _rating(rating: Rating, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Rating", "alternateName": rated(rating, language)}
    if rating in _VALUES:
        found |= {"ratingValue": _VALUES[rating], "worstRating": _WORST, "bestRating": _BEST}
    return found


def _media_review(statement: VerdictStatement, site: str) -> dict[str, Any] | None:
    """What was done to the picture, film or sound; ``None`` for text, or where nobody said."""
    category = statement.authenticity or _AUTHENTICITY.get(statement.rating)
    if statement.carried_by not in _SNAPSHOTS or category is None:
        return None
    snapshots = []
    for appearance in statement.appearances:
        snapshot: dict[str, Any] = {
            "@type": _SNAPSHOTS[statement.carried_by],
            "contentUrl": absolute(appearance.href, site),
        }
        if appearance.archived:
            snapshot["archivedAt"] = absolute(appearance.archived, site)
        if appearance.sha256:
            snapshot["sha256"] = appearance.sha256
        snapshots.append(snapshot)
    review: dict[str, Any] = {
        "@type": "MediaReview",
        "mediaAuthenticityCategory": f"{_CONTEXT}/{category.value}",
    }
    return review | ({"itemReviewed": snapshots} if snapshots else {})
