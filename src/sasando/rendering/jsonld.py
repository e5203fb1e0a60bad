"""schema.org JSON-LD, for search engines and anyone who reads pages by machine."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sasando.documents import Document, Kind, Standing
from sasando.documents.blocks import Image, Recording, StageChange, StageReference
from sasando.documents.imprint import Party
from sasando.documents.vocabulary import PartyKind
from sasando.rendering.addresses import absolute, short_address, site_of
from sasando.rendering.feeds.feed import utc_text
from sasando.rendering.phrases import Phrases
from sasando.rendering.text import body_text

_CONTEXT = "https://schema.org"
_REGIONS = {"id": "id-ID", "en": "en-ID"}
_TYPES = {
    PartyKind.COMMISSION: "GovernmentOrganization",
    PartyKind.NEWSROOM: "NewsMediaOrganization",
    PartyKind.NETWORK: "NewsMediaOrganization",
    PartyKind.CHECKER: "NewsMediaOrganization",
}
_STATUSES = {
    Standing.CURRENT: "Published",
    Standing.CORRECTED: "Superseded",
    Standing.WITHDRAWN: "Withdrawn",
    Standing.EXPIRED: "Expired",
}


def news_article(
    document: Document, *, site_url: str = "", site_name: str = "Sasando"
) -> dict[str, Any]:
    """Return ``document`` as a schema.org NewsArticle.

    ``site_url`` ("https://example.id") is by default the site of the Document's address. An
    unpublished Document has no dates and the status "Draft".
    """
    site = site_url or site_of(document)
    href = absolute(document.href, site)
    people = [{"@type": "Person", "name": name} for name in document.byline]
    article: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "NewsArticle",
        "@id": f"urn:uuid:{document.item}",
        "mainEntityOfPage": {"@type": "WebPage", "@id": href},
        "url": href,
        "headline": document.headline,
        "description": document.key_message,
        "articleBody": body_text(document),
        "inLanguage": _REGIONS.get(document.language, document.language),
        "isAccessibleForFree": True,
        "version": document.version,
        "creativeWorkStatus": _status(document),
        "author": [*people, organisation(document.publisher)],
        "publisher": organisation(document.publisher),
        "isPartOf": {"@type": "WebSite", "name": site_name, "url": f"{site}/"},
        "articleSection": Phrases(document.language)(f"kind.{document.kind.value}"),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "sha256", "value": document.digest},
            {
                "@type": "PropertyValue",
                "propertyID": "code",
                "value": document.code,
                "url": short_address(document, site),
            },
        ],
    }
    return article | _dates(document) | _partnership(document) | _connections(document, site)


def organisation(party: Party) -> dict[str, Any]:
    """Return a party as a schema.org organisation."""
    return {"@type": _TYPES[party.kind], "name": party.name, "identifier": party.code}


def event(
    stage: StageReference | StageChange, *, site_url: str, organiser: Party | None = None
) -> dict[str, Any]:
    """Return a stage as a schema.org Event: dates inclusive; a moved stage says what it was."""
    result: dict[str, Any] = {
        "@type": "Event",
        "name": stage.name,
        "identifier": stage.code,
        "url": absolute(f"/kalender/#{stage.code}", site_url),
        "superEvent": {"@type": "Event", "name": stage.election},
        "eventStatus": f"{_CONTEXT}/EventScheduled",
    }
    result |= _days(startDate=stage.starts, endDate=stage.ends)
    if isinstance(stage, StageChange):
        result["eventStatus"] = f"{_CONTEXT}/EventRescheduled"
        result |= _days(previousStartDate=stage.was_starts)
    if organiser is not None:
        result["organizer"] = organisation(organiser)
    return result


def breadcrumbs(steps: Iterable[tuple[str, str]], *, site_url: str) -> dict[str, Any]:
    """Return a schema.org BreadcrumbList of ``steps``: name and address, from the top down."""
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": absolute(href, site_url),
            }
            for position, (name, href) in enumerate(steps, start=1)
        ],
    }


def _status(document: Document) -> str:
    return _STATUSES[document.imprint.standing] if document.imprint else "Draft"


def _dates(document: Document) -> dict[str, str]:
    result: dict[str, str] = {}
    if document.imprint is not None:
        result["datePublished"] = utc_text(document.imprint.first_published_at)
        result["dateModified"] = utc_text(document.imprint.modified_at)
    if document.valid_until is not None:
        result["expires"] = utc_text(document.valid_until)
    return result


def _partnership(document: Document) -> dict[str, Any]:
    """Partners stand beside the publisher; of what is made together they also carry its cost."""
    if not document.partners:
        return {}
    partners = [organisation(partner) for partner in document.partners]
    result: dict[str, Any] = {"contributor": partners}
    if document.kind in (Kind.PARTNERSHIP, Kind.LESSON, Kind.EPISODE):
        result |= {"sponsor": partners, "funder": partners}
    return result


def _connections(document: Document, site: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if document.images:
        result["image"] = [_image(image, site) for image in document.images]
    if document.recordings:
        result["video"] = [_film(document, film, site) for film in document.recordings]
    stages: list[StageReference | StageChange] = [
        *document.stage_references,
        *document.stage_changes,
    ]
    if stages:
        result["about"] = [event(s, site_url=site, organiser=_commission(document)) for s in stages]
    if document.places:
        result["contentLocation"] = [
            {"@type": "AdministrativeArea", "name": place.name, "identifier": place.code}
            for place in document.places
        ]
    if document.correction is not None:
        correction = document.correction
        result["correction"] = {
            "@type": "CorrectionComment",
            "text": correction.change,
            "url": absolute(correction.href, site),
        }
    if document.alternates:
        result["workTranslation"] = [
            {
                "@type": "NewsArticle",
                "@id": absolute(other.href, site),
                "inLanguage": _REGIONS.get(other.language, other.language),
            }
            for other in document.alternates
        ]
    return result


def _commission(document: Document) -> Party | None:
    parties = (document.publisher, *document.partners)
    return next((party for party in parties if party.kind is PartyKind.COMMISSION), None)


def _image(image: Image, site: str) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": absolute(image.href, site),
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "creditText": image.credit,
        "encodingFormat": image.content_type,
    }


def _film(document: Document, recording: Recording, site: str) -> dict[str, Any]:
    """Return a recording as a schema.org VideoObject, its chapters as Clips of the page's film.

    https://developers.google.com/search/docs/appearance/structured-data/video
    """
    href = absolute(document.href, site)
    film: dict[str, Any] = {
        "@type": "VideoObject",
        "name": recording.title,
        "description": document.key_message,
        "contentUrl": absolute(recording.href, site),
        "encodingFormat": recording.content_type,
        "duration": f"PT{recording.duration_s}S",
        "sha256": recording.sha256,
    }
    if recording.size is not None:
        film["contentSize"] = str(recording.size)
    if recording.poster_href is not None:
        film["thumbnailUrl"] = [absolute(recording.poster_href, site)]
    if document.imprint is not None:
        film["uploadDate"] = utc_text(document.imprint.first_published_at)
    if recording.transcript:
        film["transcript"] = recording.transcript
    if recording.captions:
        film["caption"] = [
            {
                "@type": "MediaObject",
                "contentUrl": absolute(track.href, site),
                "encodingFormat": "text/vtt",
                "inLanguage": _REGIONS.get(track.language, track.language),
            }
            for track in recording.captions
        ]
    ends = [*(chapter.starts_s for chapter in recording.chapters[1:]), recording.duration_s]
    clips = [
        {
            "@type": "Clip",
            "name": chapter.title,
            "startOffset": chapter.starts_s,
            "endOffset": end,
            "url": f"{href}#t={chapter.starts_s}",
        }
        for chapter, end in zip(recording.chapters, ends, strict=False)
    ]
    return film | ({"hasPart": clips} if clips else {})


def _days(**days: date | None) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items() if day is not None}
