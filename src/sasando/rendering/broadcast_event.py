"""An episode as schema.org knows it, for search engines: when it is on, and where it is watched.

https://developers.google.com/search/docs/appearance/structured-data/video (a live video is a
``VideoObject`` whose ``publication`` is a ``BroadcastEvent``) and https://schema.org/BroadcastEvent.
"""

from typing import Any

from sasando.documents import Document
from sasando.documents.episode import EpisodePerson
from sasando.rendering.addresses import absolute
from sasando.rendering.feeds.feed import utc_text
from sasando.rendering.html.airing import Airing, AiringState
from sasando.rendering.jsonld import organisation

_CONTEXT = "https://schema.org"


def broadcast_event(document: Document, airing: Airing, *, site_url: str) -> dict[str, Any] | None:
    """Return the episode of ``document``; ``None`` when it announces none.

    A plain event until it can be watched somewhere, then a video that is (or was) live.
    """
    episode = document.episode
    if episode is None:
        return None
    href = absolute(document.href, site_url)
    starts = airing.live_at or episode.starts_at
    ends = airing.ended_at or episode.ends_at
    cancelled = airing.state is AiringState.CANCELLED
    event: dict[str, Any] = {
        "@type": "BroadcastEvent",
        "name": document.headline,
        "description": episode.purpose,
        "startDate": utc_text(starts),
        "endDate": utc_text(ends),
        "isLiveBroadcast": airing.state is AiringState.LIVE or not airing.is_over,
        "inLanguage": document.language,
        "eventStatus": f"{_CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{_CONTEXT}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": href},
        "organizer": organisation(document.publisher),
        "performer": [_person(person) for person in episode.people],
        "url": href,
    }
    watched = airing.watch[0].href if airing.watch else ""
    stream = absolute(airing.stream, site_url) if airing.stream else ""
    if document.imprint is None or not (watched or stream):
        return {"@context": _CONTEXT, **event}
    video: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "VideoObject",
        "name": document.headline,
        "description": document.key_message,
        "uploadDate": utc_text(document.imprint.first_published_at),
        "thumbnailUrl": [absolute(f"/v/{document.code}/1200x630.png", site_url)],
        "url": href,
        "publication": [event],
    }
    if stream:
        video["contentUrl"] = stream
    if watched:
        video["embedUrl"] = watched
    return video


def _person(person: EpisodePerson) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Person", "name": person.name}
    if person.office:
        told["jobTitle"] = person.office
    if person.organisation:
        told["affiliation"] = {"@type": "Organization", "name": person.organisation}
    return told
