"""IPTC ninjs 3.1: news items as JSON, for newsroom systems and the partner network."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sasando.documents import Document, Kind, Standing
from sasando.documents.blocks import Image, Quote, Recording, StageChange, StageReference, Video
from sasando.rendering.addresses import absolute, short_address, site_of
from sasando.rendering.feeds.feed import BodyHtml, Feed, utc_text
from sasando.rendering.notices import notices
from sasando.rendering.phrases import Phrases
from sasando.rendering.text import body_text
from sasando.rendering.verdicts import rated

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
_STANDARD = {"name": "ninjs", "version": "3.1", "schema": SCHEMA}
_ELECTION = "http://cv.iptc.org/newscodes/mediatopic/20000574"
_URGENT, _ORDINARY = 1, 4  # IPTC urgency, 1 is the highest of 9


def ninjs(document: Document, *, html: str, site_url: str = "") -> dict[str, Any]:
    """Return ``document`` as a ninjs 3.1 item.

    ``html`` is the body as HTML; ``site_url`` ("https://example.id") is by default the site of the
    Document's address. ``uri`` is the item and stays through all versions; a receiver replaces
    what it holds by the higher ``version``. ``pubStatus`` is "canceled" once withdrawn, "withheld"
    before publication and for a version handed over before its embargo ends, else "usable".
    """
    site = site_url or site_of(document)
    item: dict[str, Any] = {
        "uri": f"urn:uuid:{document.item}",
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(document.version),
        "language": document.language,
        "pubStatus": _pub_status(document),
        "urgency": _URGENT if document.kind is Kind.NOTICE else _ORDINARY,
        "title": document.headline,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": document.headline}],
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": document.key_message}
        ],
        "bodies": _bodies(document, html),
        "by": ", ".join(document.byline) or document.publisher.name,
        "copyrightHolder": document.publisher.name,
        "infoSources": _sources(document),
        "organisations": _organisations(document),
        "subjects": _subjects(document),
        "genres": [_genre(document)],
        "altIds": [
            {"role": "digest", "value": f"sha256:{document.digest}"},
            {"role": "code", "value": document.code},
            {"role": "href", "value": absolute(document.href, site)},
        ],
        "trustIndicators": _trust(document, site),
        "rightsInfo": {"linkedRights": f"{site}/tentang/"},
    }
    optional = {
        "edNote": " ".join(notices(document)),
        "located": document.dateline,
        "people": _people(document),
        "places": [
            {"name": place.name, "rel": place.level.value, "literal": place.code}
            for place in document.places
        ],
        "events": [
            {"id": stage.code, "name": stage.name, "rel": "about", "literal": stage.code}
            for stage in document.stages
        ],
        "associations": _associations(document, site),
    }
    return item | _times(document) | {name: value for name, value in optional.items() if value}


def ninjs_feed(feed: Feed, documents: Iterable[Document], *, body_html: BodyHtml) -> dict[str, Any]:
    """Return ``documents`` as one composite ninjs item, its parts as associations.

    ``body_html`` makes the HTML of a body. Withdrawn documents stay in, as "canceled": a receiver
    must hear of them.
    """
    parts = [
        ninjs(document, html=body_html(document), site_url=feed.site_url)
        | {"name": document.headline, "rel": "member"}
        for document in documents
    ]
    return {
        "uri": feed.self_href,
        "standard": _STANDARD,
        "type": "composite",
        "representationType": "full",
        "language": feed.language,
        "versionCreated": utc_text(feed.updated),
        "title": feed.title,
        "headlines": [{"value": feed.title}],
        "associations": parts,
    }


def _pub_status(document: Document) -> str:
    imprint = document.imprint
    if imprint is None:
        return "withheld"
    if imprint.standing is Standing.WITHDRAWN:
        return "canceled"
    embargo = document.embargo_until
    return "withheld" if embargo is not None and imprint.published_at < embargo else "usable"


def _times(document: Document) -> dict[str, str]:
    imprint = document.imprint
    moments: dict[str, datetime | None] = {
        "firstCreated": imprint.first_published_at if imprint else None,
        "versionCreated": imprint.published_at if imprint else None,
        "embargoedUntil": document.embargo_until,
        "expires": document.valid_until,
    }
    return {name: utc_text(moment) for name, moment in moments.items() if moment is not None}


def _bodies(document: Document, html: str) -> list[dict[str, Any]]:
    text = body_text(document)
    return [
        {"role": "main", "contentType": "text/html", "value": html},
        {
            "role": "main",
            "contentType": "text/plain",
            "charCount": len(text),
            "wordCount": len(text.split()),
            "value": text,
        },
    ]


def _organisations(document: Document) -> list[dict[str, str]]:
    parties = [("publisher", document.publisher), *(("partner", p) for p in document.partners)]
    return [{"name": p.name, "rel": rel, "literal": p.code} for rel, p in parties]


def _sources(document: Document) -> list[dict[str, str]]:
    sources = [
        {
            "name": document.publisher.name,
            "role": "publisher",
            "literal": document.publisher.code,
        }
    ]
    for approval in document.imprint.approvals if document.imprint else ():
        name = f"{approval.person}, {approval.office}, {approval.party.name}"
        sources.append({"name": name, "role": f"approved-as-{approval.requirement}"})
    return sources


def _people(document: Document) -> list[dict[str, str]]:
    people: dict[str, dict[str, str]] = {}
    for block in document.body:
        if isinstance(block, Quote):
            person = {"name": block.speaker, "rel": "quoted"}
            people[block.speaker] = person | ({"literal": block.office} if block.office else {})
    return list(people.values())


def _subjects(document: Document) -> list[dict[str, str]]:
    subjects = [{"name": "election", "rel": "about", "uri": _ELECTION}]
    subjects += [
        {"name": tag.name, "rel": "about", "literal": tag.code, "creator": "election"}
        for tag in document.elections
    ]
    subjects += [
        {"name": audience.value, "rel": "audience", "literal": audience.value}
        for audience in document.audiences
    ]
    if document.verdict is not None:
        rating = document.verdict.rating
        name = rated(rating, document.language)
        subjects.append({"name": name, "rel": "rating", "literal": rating.value})
    return subjects


def _genre(document: Document) -> dict[str, str]:
    name = Phrases(document.language)(f"kind.{document.kind.value}")
    return {"name": name, "literal": document.kind.value}


def _trust(document: Document, site: str) -> list[dict[str, str]]:
    """Where to check this version. The roles are the site's own: IPTC has none for proofs."""
    page = f"{site}/verifikasi/"
    links = [
        ("verify", document.code, short_address(document, site)),
        ("digest", f"SHA-256 {document.digest}", short_address(document, site)),
        ("keys", "Ed25519", f"{site}/.well-known/sasando/keys.json"),
    ]
    if document.imprint is not None and document.imprint.log_index is not None:
        index = document.imprint.log_index
        links.append(("log", f"RFC 6962 leaf {index}", f"{site}/.well-known/sasando/log.json"))
    return [{"role": f"{page}#{role}", "title": title, "href": href} for role, title, href in links]


def _associations(document: Document, site: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for block in document.body:
        if isinstance(block, Image):
            found.append(_picture(block, site))
        elif isinstance(block, Video):
            href = absolute(block.href, site)
            found.append({"name": block.title, "uri": href, "rel": "video", "type": "video"})
            if block.sign_href:
                name = Phrases(document.language)("item.signed", title=block.title)
                uri = absolute(block.sign_href, site)
                found.append({"name": name, "uri": uri, "rel": "video", "type": "video"})
        elif isinstance(block, Recording):
            found.append(_recording(block, site))
        elif isinstance(block, StageReference | StageChange):
            found.append(_stage(block, site))
    if document.correction is not None:
        correction = document.correction
        found.append(
            {
                "name": correction.headline,
                "uri": f"urn:uuid:{correction.item}",
                "rel": "corrects",
                "type": "text",
                "version": str(correction.version),
                "edNote": correction.change,
            }
        )
    for rel, links in (
        ("related", [(link.title, link.href) for link in document.related]),
        ("translation", [(other.language, other.href) for other in document.alternates]),
    ):
        found += [
            {"name": name, "uri": absolute(href, site), "rel": rel, "type": "text"}
            for name, href in links
        ]
    return found


def _picture(image: Image, site: str) -> dict[str, Any]:
    href = absolute(image.href, site)
    return {
        "name": image.caption,
        "uri": href,
        "rel": "picture",
        "type": "picture",
        "by": image.credit,
        "copyrightHolder": image.credit,
        "altIds": [{"role": "digest", "value": f"sha256:{image.sha256}"}],
        "descriptions": [
            {"role": "caption", "contentType": "text/plain", "value": image.caption},
            {"role": "alt", "contentType": "text/plain", "value": image.alt},
        ],
        "renditions": [
            {
                "name": "original",
                "href": href,
                "contentType": image.content_type,
                "width": image.width,
                "height": image.height,
            }
        ],
    }


def _recording(recording: Recording, site: str) -> dict[str, Any]:
    """A film with its file, its captions and its first picture as renditions."""
    href = absolute(recording.href, site)
    original: dict[str, Any] = {
        "name": "original",
        "href": href,
        "contentType": recording.content_type,
        "duration": recording.duration_s,
    }
    if recording.size is not None:
        original["sizeInBytes"] = recording.size
    renditions = [original]
    if recording.poster_href is not None:
        renditions.append({"name": "poster", "href": absolute(recording.poster_href, site)})
    renditions += [
        {
            "name": f"captions-{track.language}",
            "href": absolute(track.href, site),
            "contentType": "text/vtt",
        }
        for track in recording.captions
    ]
    found: dict[str, Any] = {
        "name": recording.title,
        "uri": href,
        "rel": "video",
        "type": "video",
        "altIds": [{"role": "digest", "value": f"sha256:{recording.sha256}"}],
        "renditions": renditions,
    }
    if recording.transcript:
        found["bodies"] = [
            {"role": "transcript", "contentType": "text/plain", "value": recording.transcript}
        ]
    return found


def _stage(stage: StageReference | StageChange, site: str) -> dict[str, Any]:
    """A stage as an event. Its days are "expected": a day is not the hour ``startDate`` asks."""
    event: dict[str, Any] = {
        "name": stage.name,
        "uri": absolute(f"/kalender/#{stage.code}", site),
        "rel": "stage-change" if isinstance(stage, StageChange) else "stage",
        "type": "event",
        "title": f"{stage.name} ({stage.election})",
    }
    if stage.starts is not None and stage.ends is not None:
        days = {
            "expectedStartDate": stage.starts.isoformat(),
            "expectedEndDate": stage.ends.isoformat(),
        }
        event["eventDetails"] = {"dates": days}
    note = stage.reason if isinstance(stage, StageChange) else stage.note
    return event | ({"edNote": note} if note else {})
