"""The live half of the contract server: broadcasts, streams, and a chat that is pushed."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.messengers.loopback import Answer, Request
from tests.platforms.youtube_rules import (
    BROADCAST_DETAILS,
    BROADCAST_SNIPPET,
    Bad,
    known,
    needed,
)

NEXT = {"testStarting": "testing", "liveStarting": "live"}


@dataclass
class Live:
    id: str
    snippet: dict[str, Any]
    status: dict[str, Any]
    details: dict[str, Any]
    thumbnail: bytes = b""

    @property
    def cycle(self) -> str:
        return str(self.status["lifeCycleStatus"])

    def shown(self) -> dict[str, Any]:
        return {
            "kind": "youtube#liveBroadcast",
            "id": self.id,
            "snippet": self.snippet,
            "status": self.status,
            "contentDetails": self.details,
        }


@dataclass
class Stream:
    id: str
    title: str
    cdn: dict[str, Any]
    state: str = "ready"
    health: str = "noData"
    issues: list[dict[str, str]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        health = {"status": self.health, "configurationIssues": self.issues}
        return {
            "kind": "youtube#liveStream",
            "id": self.id,
            "snippet": {"title": self.title},
            "cdn": self.cdn,
            "status": {"streamStatus": self.state, "healthStatus": health},
        }


@dataclass
class LivePart:
    broadcasts: dict[str, Live] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    watching: int | None = 321
    chat_over: bool = False
    connections: int = 0  # of the chat's stream, so far
    ingest: str = "rtmps://a.rtmps.youtube.com/live2"  # where a test may listen itself
    _chatting: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _hung_up: bool = False

    def new_id(self, prefix: str = "") -> str:
        raise NotImplementedError

    # what happens on the platform ------------------------------------------------------------

    def stream_arrives(self, *, issues: list[dict[str, str]] | None = None) -> None:
        for stream in self.streams.values():
            stream.state, stream.health = "active", "bad" if issues else "good"
            stream.issues = issues or []

    def say(self, words: str, author: str = "Maria", **more: Any) -> str:
        """Somebody writes into the chat; returns the id of the message."""
        kind = more.pop("kind", "textMessageEvent")
        identifier = self.new_id("m")
        snippet: dict[str, Any] = {
            "type": kind,
            "publishedAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "hasDisplayContent": True,
            "displayMessage": words,
            **more.pop("snippet", {}),
        }
        if kind == "textMessageEvent":
            snippet["textMessageDetails"] = {"messageText": words}
        message = {
            "kind": "youtube#liveChatMessage",
            "id": more.pop("id", identifier),
            "snippet": snippet,
            "authorDetails": {"displayName": author, "channelId": f"UC{author}", **more},
        }
        with self._chatting:
            self.messages.append(message)
            self._chatting.notify_all()
        return identifier

    def hang_up(self) -> None:
        """Cut every connection of the chat."""
        with self._chatting:
            self._hung_up = True
            self._chatting.notify_all()

    # what the house does -----------------------------------------------------------------------

    def do_liveBroadcasts_insert(self, request: Request) -> dict[str, Any]:  # noqa: N802
        resource = known(json.loads(request.body), {"snippet", "status", "contentDetails"})
        details = known(resource.get("contentDetails", {}), BROADCAST_DETAILS)
        status = known(resource["status"], {"privacyStatus", "selfDeclaredMadeForKids"})
        live = Live(
            self.new_id("b"),
            _snippet(resource["snippet"]) | {"liveChatId": self.new_id("chat")},
            status | {"lifeCycleStatus": "created"},
            dict(details),
        )
        self.broadcasts[live.id] = live
        return live.shown()

    def do_liveBroadcasts_list(self, request: Request) -> dict[str, Any]:  # noqa: N802
        needed(("id" in request.query) != ("mine" in request.query), "incompatibleParameters")
        wanted = request.query.get("id", "").split(",")
        found = [b for b in self.broadcasts.values() if "mine" in request.query or b.id in wanted]
        items = [json.loads(json.dumps(live.shown())) for live in found]
        for live in found:  # what is starting has started when it is looked at again
            live.status["lifeCycleStatus"] = NEXT.get(live.cycle, live.cycle)
        return {"kind": "youtube#liveBroadcastListResponse", "items": items}

    def do_liveBroadcasts_update(self, request: Request) -> dict[str, Any]:  # noqa: N802
        resource = known(json.loads(request.body), {"id", *request.query["part"].split(",")})
        live = self._live(resource.get("id", ""))
        needed(resource.get("status", {}).get("privacyStatus"), "privacyStatusRequired")
        kept = {"liveChatId": live.snippet["liveChatId"]}
        live.snippet = _snippet(resource["snippet"]) | kept
        live.status |= known(resource["status"], {"privacyStatus"})
        return live.shown()

    def do_liveBroadcasts_delete(self, request: Request) -> None:  # noqa: N802
        del self.broadcasts[self._live(request.query["id"]).id]

    def do_liveBroadcasts_bind(self, request: Request) -> dict[str, Any]:  # noqa: N802
        live = self._live(request.query["id"])
        stream = self._stream(request.query["streamId"])
        allowed = live.cycle in ("created", "ready")
        needed(allowed, "liveBroadcastBindingNotAllowed", status=403)
        live.details["boundStreamId"] = stream.id
        live.status["lifeCycleStatus"] = "ready"
        return live.shown()

    def do_liveBroadcasts_transition(self, request: Request) -> dict[str, Any]:  # noqa: N802
        live, to = self._live(request.query["id"]), request.query["broadcastStatus"]
        needed(to in ("testing", "live", "complete"), "invalidTransition")
        already = {"testing": "testStarting", "live": "liveStarting"}
        if live.cycle in (to, already.get(to)):
            raise Bad(403, "redundantTransition", "Redundant transition")
        monitored = live.details.get("monitorStream", {}).get("enableMonitorStream")
        allowed = {
            "testing": live.cycle == "ready" and monitored,
            "live": live.cycle == "testing" or (live.cycle == "ready" and not monitored),
            "complete": live.cycle in ("testing", "live", "liveStarting"),
        }[to]
        needed(allowed, "invalidTransition", "Invalid transition", 403)
        if to != "complete":
            stream = self.streams.get(live.details.get("boundStreamId", ""))
            inactive = stream is None or stream.state != "active"
            needed(not inactive, "errorStreamInactive", "Stream is inactive", 403)
        live.status["lifeCycleStatus"] = already.get(to, to)
        return live.shown()

    def do_liveStreams_insert(self, request: Request) -> dict[str, Any]:  # noqa: N802
        resource = known(json.loads(request.body), {"snippet", "cdn", "contentDetails"})
        needed(0 < len(resource["snippet"].get("title", "")) <= 128, "titleRequired")
        cdn = known(resource["cdn"], {"ingestionType", "resolution", "frameRate"})
        needed(len(cdn) == 3, "cdnRequired")
        stream = Stream(self.new_id("s"), resource["snippet"]["title"], {})
        stream.cdn = cdn | {
            "ingestionInfo": {
                "streamName": f"key-{stream.id}",
                "ingestionAddress": "rtmp://a.rtmp.youtube.com/live2",
                "rtmpsIngestionAddress": self.ingest,
            }
        }
        self.streams[stream.id] = stream
        return stream.shown()

    def do_liveStreams_list(self, request: Request) -> dict[str, Any]:  # noqa: N802
        needed(("id" in request.query) != ("mine" in request.query), "incompatibleParameters")
        wanted = request.query.get("id", "").split(",")
        found = [s for s in self.streams.values() if "mine" in request.query or s.id in wanted]
        return {"items": [stream.shown() for stream in found]}

    def do_liveStreams_delete(self, request: Request) -> None:  # noqa: N802
        del self.streams[self._stream(request.query["id"]).id]

    def do_liveChatMessages_insert(self, request: Request) -> dict[str, Any]:  # noqa: N802
        snippet = json.loads(request.body)["snippet"]
        known(snippet, {"liveChatId", "type", "textMessageDetails"})
        needed(snippet.get("type") == "textMessageEvent", "typeRequired")
        self._chat(snippet.get("liveChatId", ""))
        words = snippet["textMessageDetails"].get("messageText", "")
        needed(0 < len(words) <= 200, "messageTextInvalid")
        identifier = self.say(words, "KPU Kota Kupang", isChatOwner=True)
        return {"kind": "youtube#liveChatMessage", "id": identifier, "snippet": snippet}

    def do_liveChatMessages_list(self, request: Request) -> dict[str, Any]:  # noqa: N802
        self._chat(request.query["liveChatId"])
        count = int(request.query.get("maxResults", "500"))
        needed(200 <= count <= 2000, "invalidParameter")
        return self._written(int(request.query.get("pageToken") or 0))

    def do_liveChatMessages_streamList(self, request: Request) -> Answer:  # noqa: N802
        self._chat(request.query["liveChatId"])
        self.connections += 1
        self._hung_up = False
        start = int(request.query.get("pageToken") or 0)
        return Answer(200, b"", stream=self._pushed(start))

    def live_videos(self, wanted: set[str], parts: str) -> list[dict[str, Any]]:
        """Return the videos that the broadcasts are."""
        found = []
        for live in self.broadcasts.values():
            if live.id not in wanted:
                continue
            details = {"activeLiveChatId": live.snippet["liveChatId"]}
            if self.watching is not None:
                details["concurrentViewers"] = str(self.watching)
            whole = {
                "liveStreamingDetails": details,
                "statistics": {"viewCount": "5120", "likeCount": "300", "commentCount": "12"},
            }
            chosen = {name: whole[name] for name in parts.split(",") if name in whole}
            found.append({"kind": "youtube#video", "id": live.id, **chosen})
        return found

    def _pushed(self, start: int) -> Iterator[bytes]:
        """Give the messages from ``start`` on as elements of an array, cut where it hurts."""
        opening = b"["
        while True:
            with self._chatting:
                while len(self.messages) <= start and not self._hung_up:
                    self._chatting.wait(30)
                page, hung_up = self._written(start), self._hung_up
            if not page["items"]:
                return
            start += len(page["items"])
            whole = opening + json.dumps(page, ensure_ascii=False).encode()
            opening = b",\r\n"
            for cut in range(0, len(whole), 37):
                yield whole[cut : cut + 37]
            last = page["items"][-1]["snippet"]["type"] == "chatEndedEvent"
            if last or hung_up:
                yield b"]" if last else b""
                return

    def _written(self, start: int) -> dict[str, Any]:
        items = self.messages[start:]
        return {
            "kind": "youtube#liveChatMessageListResponse",
            "nextPageToken": str(start + len(items)),
            "pollingIntervalMillis": 5000,
            "items": items,
        }

    def _chat(self, identifier: str) -> None:
        known_chats = {live.snippet["liveChatId"] for live in self.broadcasts.values()}
        needed(identifier in known_chats, "liveChatNotFound", status=404)
        needed(not self.chat_over, "liveChatEnded", status=403)

    def _live(self, identifier: str) -> Live:
        needed(identifier in self.broadcasts, "liveBroadcastNotFound", status=404)
        return self.broadcasts[identifier]

    def _stream(self, identifier: str) -> Stream:
        needed(identifier in self.streams, "liveStreamNotFound", status=404)
        return self.streams[identifier]


def _snippet(snippet: dict[str, Any]) -> dict[str, Any]:
    known(snippet, BROADCAST_SNIPPET)
    needed(0 < len(snippet.get("title", "")) <= 100, "invalidTitle")
    needed(len(snippet.get("description", "")) <= 5000, "invalidDescription")
    starts = datetime.fromisoformat(snippet.get("scheduledStartTime", "") or "1970-01-01T00:00Z")
    needed(starts.tzinfo is not None and starts > datetime.now(UTC), "invalidScheduledStartTime")
    return dict(snippet)
