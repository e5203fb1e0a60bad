"""YouTube Live: a broadcast bound to a stream, put on air by hand, its chat and its numbers.

https://developers.google.com/youtube/data/live/reference/rest/v3
https://developers.google.com/youtube/data/live/guides/implementation/broadcasts-and-streams

YouTube knows no idempotency keys: before something is made it is noted that it will be, and an
attempt that was cut off is found again by its mark, in the description and in the stream's name.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from sasando.channels.builtin.broadcasters.youtube_chat import Chat, write, written_already
from sasando.channels.builtin.broadcasters.youtube_plan import (
    broadcast_of,
    mark_of,
    privacy_of,
    snippet_of,
    stream_of,
)
from sasando.channels.builtin.google_api import (
    ACCESS,
    FIELDS,
    Declined,
    project_of,
    server_problems,
)
from sasando.channels.builtin.messengers.payload import part, parts
from sasando.channels.builtin.messengers.payload import text as value
from sasando.channels.builtin.messengers.splitting import shortened
from sasando.channels.builtin.youtube_api import WRITE, YouTube
from sasando.channels.builtin.youtube_errors import UNITS, error_of
from sasando.channels.builtin.youtube_upload import Kept
from sasando.plugins import Budget, Context, Field, Measure, MeasureKind, Problem, Refused, TryLater
from sasando.plugins.broadcaster import (
    Broadcast,
    Broadcaster,
    BroadcastPlan,
    BroadcastState,
    Comment,
    Comments,
    Standing,
)

_MAX_REPLY = 200  # characters
_SOON = timedelta(seconds=2)
_STATES = {
    "created": BroadcastState.PLANNED,
    "ready": BroadcastState.PLANNED,
    "testStarting": BroadcastState.RECEIVING,
    "testing": BroadcastState.RECEIVING,
    "liveStarting": BroadcastState.RECEIVING,  # asked for, and nobody sees it yet
    "live": BroadcastState.LIVE,
    "complete": BroadcastState.ENDED,
    "revoked": BroadcastState.GONE,
}
_MEASURES = {
    "viewCount": MeasureKind.VIEWS,
    "likeCount": MeasureKind.REACTIONS,
    "commentCount": MeasureKind.COMMENTS,
}


class YouTubeLive(Broadcaster):
    slug: ClassVar[str] = "youtube-live"
    label: ClassVar[str] = "YouTube Live"
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    access: ClassVar[tuple[str, ...]] = ACCESS
    budgets: ClassVar[tuple[Budget, ...]] = (UNITS,)
    can_reply: ClassVar[bool] = True

    @classmethod
    def pays_as(cls, options: Mapping[str, str]) -> str:
        return project_of(options)

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        super().__init__(options=options, context=context)
        self.youtube = YouTube(options=self.options, context=context)

    def schedule(self, plan: BroadcastPlan, *, key: str) -> Broadcast:
        kept, mark = Kept(self.context.notes, key), mark_of(key)
        made = broadcast_of(self.youtube, plan, kept, mark)
        stream = stream_of(self.youtube, plan, kept, mark)
        query = {"id": value(made, "id"), "streamId": value(stream, "id")}
        wanted = {"part": "id,contentDetails"}
        bound = self.youtube.call("POST", "/liveBroadcasts/bind", query | wanted)
        self.youtube.proven(bound, value(made, "id"))
        lacking = self._picture(value(made, "id"), plan)
        ingest = part(part(stream, "cdn"), "ingestionInfo")
        url = value(ingest, "rtmpsIngestionAddress") or value(ingest, "ingestionAddress")
        name = value(ingest, "streamName")
        if not url or not name:
            raise TryLater(self.youtube.says("unreadable", words="cdn.ingestionInfo"))
        return Broadcast(
            identifier=value(made, "id"),
            address=f"https://www.youtube.com/watch?v={value(made, 'id')}",
            ingest_url=url,
            ingest_key=name,
            extra={
                "stream": value(stream, "id"),
                "chat": value(part(made, "snippet"), "liveChatId"),
                "mark": mark,
                **({"not_taken": lacking} if lacking else {}),
            },
        )

    def change(self, plan: BroadcastPlan, *, broadcast: Broadcast) -> Broadcast:
        body = {
            "id": broadcast.identifier,
            "snippet": snippet_of(plan, broadcast.extra.get("mark", "")),
            "status": {"privacyStatus": privacy_of(plan)},
        }
        changed = self.youtube.call("PUT", "/liveBroadcasts", {"part": "snippet,status"}, body=body)
        self.youtube.proven(changed, broadcast.identifier)
        lacking = self._picture(broadcast.identifier, plan)
        extra = {name: value for name, value in broadcast.extra.items() if name != "not_taken"}
        return Broadcast(
            identifier=broadcast.identifier,
            address=broadcast.address,
            ingest_url=broadcast.ingest_url,
            ingest_key=broadcast.ingest_key,
            extra=extra | ({"not_taken": lacking} if lacking else {}),
        )

    def start(self, broadcast: Broadcast) -> Standing:
        """Go through testing to live: one step a call, for YouTube takes its time at each."""
        now = self._now(broadcast)
        cycle = value(part(now, "status"), "lifeCycleStatus")
        if cycle in ("complete", "revoked"):
            raise Refused(self.youtube.says("over"))
        if cycle in ("live", "liveStarting"):
            return self.standing(broadcast)
        if cycle == "testStarting":
            raise TryLater(self.youtube.says("testing"), after=_SOON)
        health = self._health(now)
        if value(health, "streamStatus") != "active":
            state = value(health, "streamStatus") or "-"
            words = self.youtube.says("stream_inactive", words=f"streamStatus {state}")
            raise TryLater(words, after=_SOON)
        monitor = part(part(now, "contentDetails"), "monitorStream").get("enableMonitorStream")
        if cycle != "testing" and monitor is not False:
            self._move(broadcast, "testing")
            raise TryLater(self.youtube.says("testing"), after=_SOON)
        self._move(broadcast, "live")
        return self.standing(broadcast)

    def end(self, broadcast: Broadcast) -> Standing:
        now = self._now(broadcast)
        cycle = value(part(now, "status"), "lifeCycleStatus")
        if cycle in ("created", "ready"):
            raise Refused(self.youtube.says("never_on_air"))
        if cycle not in ("complete", "revoked"):
            self._move(broadcast, "complete")
        return self.standing(broadcast)

    def cancel(self, broadcast: Broadcast) -> None:
        self._delete("/liveBroadcasts", broadcast.identifier)
        if stream := broadcast.extra.get("stream"):
            # Nobody sees a stream without its broadcast: that it stays is no failure to tell of.
            with suppress(Refused):
                self._delete("/liveStreams", stream)

    def standing(self, broadcast: Broadcast) -> Standing:
        now = self.youtube.one("/liveBroadcasts", broadcast.identifier, "id,status,contentDetails")
        if now is None:
            words = self.youtube.says("gone", words=broadcast.identifier)
            return Standing(state=BroadcastState.GONE, words=words, healthy=False)
        cycle = value(part(now, "status"), "lifeCycleStatus")
        state = _STATES.get(cycle)
        if state is None:
            raise TryLater(self.youtube.says("unreadable", words=f"lifeCycleStatus {cycle!r}"))
        if state in (BroadcastState.ENDED, BroadcastState.GONE):
            return Standing(state=state, words=cycle, healthy=state is BroadcastState.ENDED)
        health = self._health(now)
        arrives = value(health, "streamStatus") == "active"
        if state is BroadcastState.PLANNED and arrives:
            state = BroadcastState.RECEIVING
        words, well = _health_words(health)
        if cycle == "liveStarting":
            words = f"{self.youtube.says('starting')} {words}".strip()
        watched = self._viewers(broadcast) if state is BroadcastState.LIVE else None
        expected = state is not BroadcastState.PLANNED
        return Standing(
            state=state, words=words, healthy=well and (arrives or not expected), viewers=watched
        )

    def comments(self, broadcast: Broadcast, *, cursor: str = "") -> Iterator[Comments]:
        chat = broadcast.extra.get("chat") or self._chat(broadcast)
        if not chat:
            raise Refused(self.youtube.says("chat_off", words="liveChatId"))
        return Chat(self.youtube, chat).listen(cursor)

    def reply(self, broadcast: Broadcast, comment: Comment, text: str, *, key: str) -> str:
        """Write into the chat: YouTube has no answers to one message, so the name goes before."""
        kept = Kept(self.context.notes, key)
        if kept.get("message"):
            return kept.get("message")
        chat = broadcast.extra.get("chat") or self._chat(broadcast)
        name = comment.author.removeprefix("@")
        words = self.youtube.says("reply", author=name, text=text) if name else text
        words = shortened(words, _MAX_REPLY)
        message = written_already(self.youtube, chat, words) if kept.get("asked") else ""
        if not message:
            kept.put(asked="1")
            message = write(self.youtube, chat, words)
        kept.put(message=message)
        return message

    def measures(self, broadcast: Broadcast) -> tuple[Measure, ...]:
        video = self.youtube.one("/videos", broadcast.identifier, "id,statistics")
        if video is None:
            raise Refused(self.youtube.says("deleted", video=broadcast.identifier))
        counted = part(video, "statistics")
        return tuple(
            Measure(kind=kind, value=int(value(counted, name)), source=name)
            for name, kind in _MEASURES.items()
            if value(counted, name).isdecimal()
        )

    def check(self) -> list[Problem]:
        return [*super().check(), *server_problems(self.options, self.context)]

    def diagnose(self) -> list[Problem]:
        return self.youtube.problems(self.check())

    def _picture(self, identifier: str, plan: BroadcastPlan) -> str:
        """Set the thumbnail; return what is said when YouTube does not take it."""
        if not plan.picture:
            return ""
        try:
            self.youtube.set_thumbnail(identifier, plan.picture)
        except Refused as refused:
            return self.youtube.says("thumbnail", words=refused.words)
        return ""

    def _now(self, broadcast: Broadcast) -> dict[str, Any]:
        wanted = "id,status,contentDetails"
        now = self.youtube.one("/liveBroadcasts", broadcast.identifier, wanted)
        if now is None:
            raise Refused(self.youtube.says("gone", words=broadcast.identifier))
        return now

    def _health(self, now: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``status`` of the stream that is bound to a broadcast, empty when none is."""
        bound = value(part(now, "contentDetails"), "boundStreamId")
        stream = self.youtube.one("/liveStreams", bound, "id,status") if bound else None
        return part(stream or {}, "status")

    def _move(self, broadcast: Broadcast, to: str) -> None:
        query = {"broadcastStatus": to, "id": broadcast.identifier, "part": "id,status"}
        try:
            moved = self.youtube.ask("POST", "/liveBroadcasts/transition", query, cost=WRITE)
        except Declined as declined:
            if declined.reason == "redundantTransition":
                return  # another process, or a cut-off attempt, was here before
            raise error_of(declined, self.context) from declined
        self.youtube.proven(moved, broadcast.identifier)

    def _viewers(self, broadcast: Broadcast) -> int | None:
        video = self.youtube.one("/videos", broadcast.identifier, "id,liveStreamingDetails")
        count = value(part(video or {}, "liveStreamingDetails"), "concurrentViewers")
        return int(count) if count.isdecimal() else None

    def _chat(self, broadcast: Broadcast) -> str:
        now = self.youtube.one("/liveBroadcasts", broadcast.identifier, "id,snippet")
        return value(part(now or {}, "snippet"), "liveChatId")

    def _delete(self, path: str, identifier: str) -> None:
        try:
            self.youtube.ask("DELETE", path, {"id": identifier}, cost=WRITE)
        except Declined as declined:
            if declined.status != 404:
                raise error_of(declined, self.context) from declined


def _health_words(health: Mapping[str, Any]) -> tuple[str, bool]:
    """Return what YouTube says of the stream's health, and whether it is well."""
    told = part(health, "healthStatus")
    issues = parts(told, "configurationIssues")
    words = [value(issue, "description") or value(issue, "type") for issue in issues]
    grave = any(value(issue, "severity") == "error" for issue in issues)
    well = value(told, "status") in ("good", "ok", "", "noData") and not grave
    head = value(health, "streamStatus")
    return " ".join([f"{head}, {value(told, 'status')}.", *words] if told else [head]).strip(), well
