"""What the YouTube Data API allows, as documented: parts, parameters, costs, fields, errors.

https://developers.google.com/youtube/data/reference/rest/v3 and …/data/live/reference/rest/v3,
https://developers.google.com/youtube/data/determine_quota_cost, looked up 2026-11-29.
"""

from dataclasses import dataclass
from typing import Any


class Bad(Exception):
    """An error as the API says it."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str = "",
        *,
        domain: str = "youtube.api",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status, self.reason, self.headers = status, reason, headers or {}
        self.message = message or f"The request failed: {reason}."
        self.domain = domain

    @property
    def error(self) -> dict[str, Any]:
        detail = {"message": self.message, "domain": self.domain, "reason": self.reason}
        error: dict[str, Any] = {
            "code": self.status,
            "message": self.message,
            "errors": [detail],
        }
        if self.status == 401:
            error["status"] = "UNAUTHENTICATED"
        return {"error": error}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its cost, the parameters it must have and may have, the parts it knows."""

    name: str
    cost: int
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    bucket: str = "units"


def _method(
    name: str, cost: int, required: str, optional: str = "", parts: str = "", bucket: str = "units"
) -> Method:
    words = (frozenset(words.split()) for words in (required, optional, parts))
    return Method(name, cost, *words, bucket)


_VIDEO = (
    "id snippet contentDetails status statistics processingDetails liveStreamingDetails "
    "recordingDetails localizations player topicDetails suggestions fileDetails"
)
_BROADCAST = "id snippet contentDetails monetizationDetails status statistics"
_STREAM = "id snippet cdn contentDetails status"
_MESSAGE = "id snippet authorDetails"
_UPLOAD = "/upload/youtube/v3"
_DATA = "/youtube/v3"
METHODS = {
    ("GET", f"{_DATA}/channels"): _method(
        "channels.list", 1, "part mine", "maxResults", "id snippet contentDetails statistics status"
    ),
    ("POST", f"{_UPLOAD}/videos"): _method(
        "videos.insert", 1, "part uploadType", "notifySubscribers", _VIDEO, "uploads"
    ),
    ("GET", f"{_DATA}/videos"): _method("videos.list", 1, "part id", "maxResults hl", _VIDEO),
    ("PUT", f"{_DATA}/videos"): _method("videos.update", 50, "part", "", _VIDEO),
    ("DELETE", f"{_DATA}/videos"): _method("videos.delete", 50, "id"),
    ("POST", f"{_UPLOAD}/thumbnails/set"): _method("thumbnails.set", 50, "videoId", "uploadType"),
    ("GET", f"{_DATA}/captions"): _method("captions.list", 50, "part videoId", "id", "id snippet"),
    ("POST", f"{_UPLOAD}/captions"): _method(
        "captions.insert", 400, "part uploadType", "", "id snippet"
    ),
    ("PUT", f"{_UPLOAD}/captions"): _method(
        "captions.update", 450, "part uploadType", "", "id snippet"
    ),
    ("DELETE", f"{_DATA}/captions"): _method("captions.delete", 50, "id"),
    ("GET", f"{_DATA}/playlists"): _method(
        "playlists.list", 1, "part mine", "maxResults pageToken", "id snippet status contentDetails"
    ),
    ("POST", f"{_DATA}/playlists"): _method("playlists.insert", 50, "part", "", "snippet status"),
    ("GET", f"{_DATA}/playlistItems"): _method(
        "playlistItems.list",
        1,
        "part playlistId",
        "videoId maxResults pageToken",
        "id snippet status contentDetails",
    ),
    ("POST", f"{_DATA}/playlistItems"): _method(
        "playlistItems.insert", 50, "part", "", "snippet contentDetails"
    ),
    ("GET", f"{_DATA}/liveBroadcasts"): _method(
        "liveBroadcasts.list", 1, "part", "id mine maxResults pageToken", _BROADCAST
    ),
    ("POST", f"{_DATA}/liveBroadcasts"): _method(
        "liveBroadcasts.insert", 50, "part", "", _BROADCAST
    ),
    ("PUT", f"{_DATA}/liveBroadcasts"): _method(
        "liveBroadcasts.update", 50, "part", "", _BROADCAST
    ),
    ("DELETE", f"{_DATA}/liveBroadcasts"): _method("liveBroadcasts.delete", 50, "id"),
    ("POST", f"{_DATA}/liveBroadcasts/bind"): _method(
        "liveBroadcasts.bind", 50, "part id", "streamId", _BROADCAST
    ),
    ("POST", f"{_DATA}/liveBroadcasts/transition"): _method(
        "liveBroadcasts.transition", 50, "part id broadcastStatus", "", _BROADCAST
    ),
    ("GET", f"{_DATA}/liveStreams"): _method(
        "liveStreams.list", 1, "part", "id mine maxResults pageToken", _STREAM
    ),
    ("POST", f"{_DATA}/liveStreams"): _method("liveStreams.insert", 50, "part", "", _STREAM),
    ("DELETE", f"{_DATA}/liveStreams"): _method("liveStreams.delete", 50, "id"),
    ("GET", f"{_DATA}/liveChat/messages"): _method(
        "liveChatMessages.list", 5, "part liveChatId", "maxResults pageToken hl", _MESSAGE
    ),
    ("GET", f"{_DATA}/liveChat/messages/stream"): _method(
        "liveChatMessages.streamList", 5, "part liveChatId", "maxResults pageToken hl", _MESSAGE
    ),
    ("POST", f"{_DATA}/liveChat/messages"): _method(
        "liveChatMessages.insert", 20, "part", "", "snippet"
    ),
}

VIDEO_SNIPPET = {
    "title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage",
}  # fmt: skip
VIDEO_STATUS = {
    "privacyStatus", "embeddable", "license", "publicStatsViewable", "publishAt",
    "selfDeclaredMadeForKids", "containsSyntheticMedia",
}  # fmt: skip
STATUS_DEFAULTS = {
    "embeddable": True,
    "license": "youtube",
    "publicStatsViewable": True,
    "selfDeclaredMadeForKids": False,
}
BROADCAST_SNIPPET = {"title", "description", "scheduledStartTime", "scheduledEndTime"}
BROADCAST_DETAILS = {
    "monitorStream", "enableDvr", "enableEmbed", "recordFromStart", "enableAutoStart",
    "enableAutoStop", "enableClosedCaptions", "closedCaptionsType", "projection",
    "latencyPreference",
}  # fmt: skip


def known(values: dict[str, Any], names: set[str], reason: str = "badRequest") -> dict[str, Any]:
    """Return ``values``; anything the documentation does not name is refused."""
    strange = set(values) - names
    if strange:
        raise Bad(400, reason, f"Unknown fields: {sorted(strange)}", domain="global")
    return values


def needed(condition: object, reason: str, message: str = "", status: int = 400) -> None:
    if not condition:
        raise Bad(status, reason, message)


def video_snippet(snippet: dict[str, Any]) -> dict[str, Any]:
    """Return a video's snippet as it is kept. Raises ``Bad`` as documented."""
    known(snippet, VIDEO_SNIPPET, "invalidVideoMetadata")
    title, description = snippet.get("title", ""), snippet.get("description", "")
    right = 0 < len(title) <= 100 and not set("<>") & set(title)
    needed(right, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    short = len(description.encode()) <= 5000 and not set("<>") & set(description)
    needed(short, "invalidDescription")
    needed(str(snippet.get("categoryId", "")).isdecimal(), "invalidCategoryId")
    tags = ",".join(f'"{tag}"' if " " in tag else tag for tag in snippet.get("tags", []))
    needed(len(tags) <= 500, "invalidTags")
    return dict(snippet)


def video_status(status: dict[str, Any]) -> dict[str, Any]:
    known(status, VIDEO_STATUS, "invalidVideoMetadata")
    privacy = status.get("privacyStatus")
    needed(privacy in ("public", "unlisted", "private"), "invalidVideoMetadata")
    return STATUS_DEFAULTS | status
