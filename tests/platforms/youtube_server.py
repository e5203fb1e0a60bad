"""The YouTube Data API as far as the house uses it, on loopback, as strict as the documentation.

    with YouTubeServer() as youtube:
        channel = YouTubeChannel(options=youtube.options, context=…)
        youtube.fail_next("quotaExceeded", status=403)      # trouble, for the next call
        youtube.videos[0].snippet["title"]                  # what the house made

https://developers.google.com/youtube/data/reference/rest/v3
https://developers.google.com/youtube/data/live/reference/rest/v3
https://developers.google.com/youtube/data/guides/using_resumable_upload_protocol
https://developers.google.com/identity/protocols/oauth2/web-server#offline
looked up 2026-11-29. Unlike YouTube it refuses fields and parameters that are not documented.
"""

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from tests.messengers.loopback import Answer, LoopbackServer, Request
from tests.platforms.youtube_live_part import LivePart
from tests.platforms.youtube_rules import METHODS, Bad, Method, known, needed, video_snippet
from tests.platforms.youtube_rules import video_status as checked_status

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
STEP = 256 * 1024


@dataclass
class Video:
    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    body: bytes = b""
    looks: int = 0  # how often it was looked at
    thumbnail: bytes = b""


@dataclass
class Session:
    resource: dict[str, Any]
    size: int
    received: bytearray = field(default_factory=bytearray)
    video: str = ""


@dataclass
class Caption:
    id: str
    video: str
    language: str
    body: bytes


@dataclass
class Trouble:
    bad: Bad | None
    path: str
    body: bytes | None = None
    after_taking: bool = False


@dataclass
class YouTubeServer(LivePart, LoopbackServer):
    client_id: str = "1234-abc.apps.googleusercontent.com"
    client_secret: str = "GOCSPX-rahasia"
    refresh_token: str = "1//0g-refresh"
    scope: str = FORCE_SSL
    refresh_ends_in: int | None = None  # seconds: an app in testing, or access for a time
    token_lasts: int = 3599  # seconds
    limits: dict[str, int] = field(default_factory=lambda: {"units": 10_000, "uploads": 100})
    spent: dict[str, int] = field(default_factory=lambda: {"units": 0, "uploads": 0})
    has_channel: bool = True
    audited: bool = True  # what an API project uploads that is not, stays private
    processes_in: int = 0  # looks
    rejects: str = ""  # rejectionReason
    breaks: str = ""  # failureReason
    vanishes: bool = False  # taken, and never seen
    takes_at_most: int = 0  # bytes of each piece; 0: all
    on_piece: Callable[[int], None] | None = None  # told how many have been taken
    break_line_at: int = 0  # the line breaks once this piece is taken, the first is 1
    videos: list[Video] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    playlists: dict[str, str] = field(default_factory=dict)  # id → title
    listed: list[tuple[str, str]] = field(default_factory=list)  # playlist, video
    sessions: dict[str, Session] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)  # names of methods
    pieces: list[int] = field(default_factory=list)  # bytes

    def __post_init__(self) -> None:
        self._troubles: deque[Trouble] = deque()
        self._lock = threading.RLock()
        self._tokens: dict[str, float] = {}
        self._serial = 0

    @property
    def options(self) -> dict[str, str]:
        """What an outlet for this server is configured with."""
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
            "server": self.url,
            "token_server": self.url,
        }

    def fail_next(
        self,
        reason: str,
        *,
        status: int = 403,
        on: str = "",
        after_taking: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Fail the next call whose path contains ``on``. ``after_taking``: it is done all the same,
        and the line breaks."""
        domain = "youtube.quota" if "uota" in reason else "youtube.api"
        bad = Bad(status, reason, f"YouTube says {reason}", domain=domain, headers=headers)
        self._troubles.append(Trouble(bad, on, after_taking=after_taking))

    def rubbish_next(self, body: bytes, *, on: str = "") -> None:
        """Answer the next call whose path contains ``on`` with 200 and ``body``; nothing is done."""
        self._troubles.append(Trouble(None, on, body))

    def forget_tokens(self) -> None:
        """What was given is not taken any more: revoked, or ended before its time."""
        self._tokens.clear()

    def new_id(self, prefix: str = "") -> str:
        self._serial += 1
        return f"{prefix}{self._serial:011d}"

    def video(self, identifier: str) -> Video:
        for video in self.videos:
            if video.id == identifier:
                return video
        raise Bad(404, "videoNotFound", "The video that you are trying to find does not exist.")

    # HTTP ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        with self._lock:
            try:
                return self._answer(request)
            except Bad as bad:
                return Answer(bad.status, json.dumps(bad.error).encode(), headers=bad.headers)

    def _answer(self, request: Request) -> Answer:
        trouble = self._trouble(request)
        if trouble and trouble.body is not None:
            return Answer(200, trouble.body)
        if trouble and trouble.bad and not trouble.after_taking:
            raise trouble.bad
        answer = self._token(request) if request.path == "/token" else self._called(request)
        if trouble:
            return Answer(answer.status, b"", hang_up=True)
        return answer

    def _trouble(self, request: Request) -> Trouble | None:
        whole = f"{request.method} {request.path}"
        for trouble in self._troubles:
            if trouble.path in whole and (trouble.path or request.path != "/token"):
                self._troubles.remove(trouble)
                return trouble
        return None

    def _token(self, request: Request) -> Answer:
        kind = request.headers.get("Content-Type", "")
        form = dict(parse_qsl(request.body.decode()))
        wanted = {"client_id", "client_secret", "refresh_token", "grant_type"}
        if request.method != "POST" or not kind.startswith("application/x-www-form-urlencoded"):
            return _refused_token("invalid_request", 400)
        if set(form) != wanted or form["grant_type"] != "refresh_token":
            return _refused_token("unsupported_grant_type", 400)
        if (form["client_id"], form["client_secret"]) != (self.client_id, self.client_secret):
            return _refused_token("invalid_client", 401)
        if form["refresh_token"] != self.refresh_token:
            return _refused_token("invalid_grant", 400)
        token = f"ya29.{self.new_id()}"
        self._tokens[token] = time.time() + self.token_lasts
        given: dict[str, Any] = {
            "access_token": token,
            "expires_in": self.token_lasts,
            "scope": self.scope,
            "token_type": "Bearer",
        }
        if self.refresh_ends_in is not None:
            given["refresh_token_expires_in"] = self.refresh_ends_in
        return Answer(200, json.dumps(given).encode())

    def _called(self, request: Request) -> Answer:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, 0) <= time.time():
            raise Bad(401, "authError", "Invalid Credentials", domain="global")
        if "upload_id" in request.query:
            return self._piece(request)
        method = METHODS.get((request.method, request.path))
        needed(method, "notFound", "Method not found", 404)
        assert method is not None
        self._allow(method, request)
        self.calls.append(method.name)
        act = getattr(self, "do_" + method.name.replace(".", "_"))
        result = act(request)
        if isinstance(result, Answer):
            return result
        if result is None:
            return Answer(204, b"")
        return Answer(200, json.dumps(result).encode())

    def _allow(self, method: Method, request: Request) -> None:
        """Check parameters, scope and quota. Invalid calls cost a unit, too."""
        if self.spent[method.bucket] + method.cost > self.limits[method.bucket]:
            raise Bad(403, "quotaExceeded", "You have exceeded your quota.", domain="youtube.quota")
        self.spent[method.bucket] += method.cost
        needed(self.scope == FORCE_SSL, "insufficientPermissions", status=403)
        given = set(request.query)
        for name in method.required - given:
            raise Bad(400, "missingRequiredParameter", f"No {name}", domain="global")
        if strange := given - method.required - method.optional:
            raise Bad(400, "unexpectedParameter", str(sorted(strange)), domain="global")
        parts = set(filter(None, request.query.get("part", "").split(",")))
        needed(parts <= method.parts, "unknownPart", str(sorted(parts - method.parts)))

    # uploads -------------------------------------------------------------------------------

    def do_videos_insert(self, request: Request) -> Answer:
        needed(request.query["uploadType"] == "resumable", "badRequest")
        length = request.headers.get("X-Upload-Content-Length", "")
        kind = request.headers.get("X-Upload-Content-Type", "")
        needed(length.isdecimal() and kind.startswith("video/"), "mediaBodyRequired")
        resource = known(json.loads(request.body), {"snippet", "status"}, "invalidVideoMetadata")
        needed(set(resource) == set(request.query["part"].split(",")), "badRequest")
        kept = {
            "snippet": video_snippet(resource["snippet"]),
            "status": checked_status(resource["status"]),
        }
        upload = self.new_id("AEnB2U")
        self.sessions[upload] = Session(kept, int(length))
        where = f"{self.url}/upload/youtube/v3/videos?uploadType=resumable&upload_id={upload}"
        return Answer(200, b"", headers={"Location": where})

    def _piece(self, request: Request) -> Answer:
        needed(request.method == "PUT", "badRequest")
        session = self.sessions.get(request.query["upload_id"])
        if session is None:
            return Answer(404, b"Not Found", "text/plain")
        if session.video:
            return self._whole(session)
        given = request.headers.get("Content-Range", "")
        if given == f"bytes */{session.size}":
            needed(not request.body, "badRequest")
            return self._so_far(session)
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", given)
        needed(found, "badContentRange", given)
        assert found is not None
        first, last, size = (int(part) for part in found.groups())
        needed(size == session.size and last - first + 1 == len(request.body), "badContentRange")
        needed(first == len(session.received), "badContentRange", f"{first} does not follow")
        final = last + 1 == size
        needed(final or len(request.body) % STEP == 0, "badContentRange", "not 256 KiB")
        taken = request.body[: self.takes_at_most] if self.takes_at_most else request.body
        session.received += taken
        self.pieces.append(len(taken))
        if self.on_piece:
            self.on_piece(len(self.pieces))
        if len(self.pieces) == self.break_line_at:
            if len(session.received) == size:
                self._whole(session)
            return Answer(200, b"", hang_up=True)
        return self._whole(session) if len(session.received) == size else self._so_far(session)

    def _so_far(self, session: Session) -> Answer:
        count = len(session.received)
        return Answer(308, b"", headers={"Range": f"bytes=0-{count - 1}"} if count else {})

    def _whole(self, session: Session) -> Answer:
        if not session.video:
            made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            video = Video(
                self.new_id("v"),
                session.resource["snippet"] | {"publishedAt": made},
                dict(session.resource["status"]),
                bytes(session.received),
            )
            if not self.audited:
                video.status["privacyStatus"] = "private"
            self.videos.append(video)
            session.video = video.id
        video = self.video(session.video)
        status = video.status | {"uploadStatus": "uploaded"}
        body = {"kind": "youtube#video", "id": video.id, "snippet": video.snippet, "status": status}
        return Answer(201, json.dumps(body).encode())

    # videos --------------------------------------------------------------------------------

    def do_videos_list(self, request: Request) -> dict[str, Any]:
        wanted = set(request.query["id"].split(","))
        shown = [v for v in self.videos if v.id in wanted and not self.vanishes]
        items = [self._shown(video, request.query["part"]) for video in shown]
        items += self.live_videos(wanted, request.query["part"])
        return {"kind": "youtube#videoListResponse", "items": items}

    def _shown(self, video: Video, parts: str) -> dict[str, Any]:
        video.looks += 1
        upload: dict[str, str] = {"uploadStatus": "processed"}
        processing = {"processingStatus": "succeeded"}
        if self.rejects:
            upload = {"uploadStatus": "rejected", "rejectionReason": self.rejects}
        elif self.breaks:
            upload = {"uploadStatus": "failed", "failureReason": self.breaks}
        elif video.looks <= self.processes_in:
            upload, processing = {"uploadStatus": "uploaded"}, {"processingStatus": "processing"}
        whole = {
            "snippet": video.snippet,
            "status": video.status | upload,
            "processingDetails": processing,
            "statistics": {"viewCount": "1204", "likeCount": "96", "favoriteCount": "0"},
        }
        chosen = {name: whole[name] for name in parts.split(",") if name in whole}
        return {"kind": "youtube#video", "id": video.id, **chosen}

    def do_videos_update(self, request: Request) -> dict[str, Any]:
        resource = json.loads(request.body)
        parts = request.query["part"].split(",")
        known(resource, {"id", *parts})
        video = self.video(resource.get("id", ""))
        if "snippet" in parts:
            kept = {"publishedAt": video.snippet["publishedAt"]}
            video.snippet = video_snippet(resource["snippet"]) | kept
        if "status" in parts:
            video.status = checked_status(resource["status"])
        return {
            "kind": "youtube#video",
            "id": video.id,
            **{name: getattr(video, name) for name in parts},
        }

    def do_videos_delete(self, request: Request) -> None:
        self.videos.remove(self.video(request.query["id"]))

    def do_thumbnails_set(self, request: Request) -> dict[str, Any]:
        kind = request.headers.get("Content-Type", "")
        allowed = ("image/jpeg", "image/png", "application/octet-stream")
        needed(kind in allowed and len(request.body) <= 2 * 1024 * 1024, "invalidImage")
        magic = request.body.startswith((b"\x89PNG", b"\xff\xd8"))
        needed(magic, "invalidImage")
        identifier = request.query["videoId"]
        if identifier in self.broadcasts:
            self.broadcasts[identifier].thumbnail = request.body
        else:
            self.video(identifier).thumbnail = request.body
        return {"kind": "youtube#thumbnailSetResponse", "items": [{"default": {"url": "x"}}]}

    # captions ------------------------------------------------------------------------------

    def do_captions_insert(self, request: Request) -> dict[str, Any]:
        resource, body = _related(request)
        snippet = known(known(resource, {"snippet"})["snippet"], _CAPTION_SNIPPET)
        needed({"videoId", "language", "name"} <= set(snippet), "invalidMetadata")
        self.video(snippet["videoId"])
        needed(body.startswith(b"WEBVTT"), "invalidMetadata")
        for caption in self.captions:
            same = (caption.video, caption.language) == (snippet["videoId"], snippet["language"])
            needed(not same, "captionExists", status=409)
        caption = Caption(self.new_id("c"), snippet["videoId"], snippet["language"], body)
        self.captions.append(caption)
        return _caption(caption)

    def do_captions_update(self, request: Request) -> dict[str, Any]:
        resource, body = _related(request)
        caption = self._caption(known(resource, {"id"})["id"])
        caption.body = body
        return _caption(caption)

    def do_captions_list(self, request: Request) -> dict[str, Any]:
        video = self.video(request.query["videoId"])
        asr = {"id": "asr", "snippet": {"language": "id", "trackKind": "asr"}}
        return {"items": [asr, *(_caption(c) for c in self.captions if c.video == video.id)]}

    def do_captions_delete(self, request: Request) -> None:
        self.captions.remove(self._caption(request.query["id"]))

    def _caption(self, identifier: str) -> Caption:
        for caption in self.captions:
            if caption.id == identifier:
                return caption
        raise Bad(404, "captionNotFound")

    # channel and playlists -----------------------------------------------------------------

    def do_channels_list(self, request: Request) -> dict[str, Any]:
        needed(request.query["mine"] == "true", "invalidParameter")
        details = {"relatedPlaylists": {"uploads": "UUkpu"}}
        own = {"id": "UCkpu", "snippet": {"title": "KPU Kota Kupang"}, "contentDetails": details}
        answer: dict[str, Any] = {"kind": "youtube#channelListResponse", "pageInfo": {}}
        return answer | {"items": [own] if self.has_channel else []}

    def do_playlists_list(self, request: Request) -> dict[str, Any]:
        items = [{"id": i, "snippet": {"title": title}} for i, title in self.playlists.items()]
        return _page(items, request)

    def do_playlists_insert(self, request: Request) -> dict[str, Any]:
        resource = known(json.loads(request.body), {"snippet", "status"})
        title = resource["snippet"].get("title", "")
        needed(0 < len(title) <= 150, "playlistTitleRequired")
        playlist = self.new_id("PL")
        self.playlists[playlist] = title
        return {"id": playlist, "snippet": {"title": title}}

    def do_playlistItems_list(self, request: Request) -> dict[str, Any]:  # noqa: N802
        playlist, video = request.query["playlistId"], request.query.get("videoId")
        if playlist == "UUkpu":
            newest = [] if self.vanishes else list(reversed(self.videos))
            return _page([_item(v.id, v.snippet) for v in newest], request)
        needed(playlist in self.playlists, "playlistNotFound", status=404)
        there = [v for p, v in self.listed if p == playlist and video in (None, v)]
        return _page([_item(v, {}) for v in there], request)

    def do_playlistItems_insert(self, request: Request) -> dict[str, Any]:  # noqa: N802
        snippet = known(json.loads(request.body)["snippet"], {"playlistId", "resourceId"})
        needed(snippet["playlistId"] in self.playlists, "playlistNotFound", status=404)
        needed(snippet["resourceId"].get("kind") == "youtube#video", "invalidResourceType")
        video = self.video(snippet["resourceId"]["videoId"])
        self.listed.append((snippet["playlistId"], video.id))
        return {"id": self.new_id("PLI"), "snippet": snippet}


_CAPTION_SNIPPET = {"videoId", "language", "name", "isDraft"}


def _caption(caption: Caption) -> dict[str, Any]:
    snippet = {"videoId": caption.video, "language": caption.language, "trackKind": "standard"}
    return {"kind": "youtube#caption", "id": caption.id, "snippet": snippet}


def _item(video: str, snippet: dict[str, Any]) -> dict[str, Any]:
    resource = {"kind": "youtube#video", "videoId": video}
    return {"id": f"PLI{video}", "snippet": snippet | {"resourceId": resource}}


def _page(items: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    """Return one page; without ``maxResults`` it has five items."""
    count = int(request.query.get("maxResults", "5"))
    needed(0 <= count <= 50, "invalidParameter")
    start = int(request.query.get("pageToken") or 0)
    page: dict[str, Any] = {"items": items[start : start + count]}
    return page | ({"nextPageToken": str(start + count)} if len(items) > start + count else {})


def _related(request: Request) -> tuple[dict[str, Any], bytes]:
    """Return the resource and the file of a multipart/related body."""
    needed(request.query["uploadType"] == "multipart", "badRequest")
    kind = request.headers.get("Content-Type", "")
    needed(kind.startswith("multipart/related"), "contentRequired")
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=HTTP)
    resource, file = _bodies(whole)
    return json.loads(resource), file


def _bodies(whole: Any) -> Iterator[bytes]:
    for piece in whole.iter_parts():
        yield piece.get_payload(decode=True)


def _refused_token(error: str, status: int) -> Answer:
    words = {"error": error, "error_description": "Token has been expired or revoked."}
    return Answer(status, json.dumps(words).encode())
