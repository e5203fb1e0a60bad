"""Facebook Live: a broadcast on a Page, announced, started, ended, and its comments.

https://developers.facebook.com/documentation/live-video-api
The edge of a Page's live videos cannot be read: whoever loses the answer to an announcement cannot
find it again. So after a lost answer a person is asked to look before a second one is made.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from sasando.channels.builtin.broadcasters.facebook_comments import Listener, answer_of
from sasando.channels.builtin.graph import (
    CALLS,
    ID,
    Gone,
    Graph,
    Uncertain,
    web_address,
)
from sasando.channels.builtin.graph_access import (
    APP_SECRET,
    PAGE_ID,
    SERVER,
    TOKEN,
    VERSION,
    settings_problems,
    token_problems,
)
from sasando.channels.builtin.graph_measures import counted, film_insights
from sasando.channels.builtin.messengers.payload import number, part, parts, text
from sasando.plugins.addresses import address_problem
from sasando.plugins.broadcaster import (
    Broadcast,
    Broadcaster,
    BroadcastPlan,
    BroadcastState,
    Comment,
    Comments,
    Standing,
)
from sasando.plugins.budgets import Budget
from sasando.plugins.channel import Field, Problem, Refused, TryLater
from sasando.plugins.measures import Measure
from sasando.rendering.dates import local_day

MAX_TITLE = 254  # characters
AHEAD = timedelta(days=7)
"""https://developers.facebook.com/documentation/live-video-api/guides/scheduling"""
_SOON = timedelta(minutes=5)  # what begins within it is not announced, only made
_STATES = {
    "UNPUBLISHED": BroadcastState.PLANNED,
    "SCHEDULED_UNPUBLISHED": BroadcastState.PLANNED,
    "SCHEDULED_LIVE": BroadcastState.PLANNED,
    "LIVE": BroadcastState.LIVE,
    "LIVE_STOPPED": BroadcastState.ENDED,
    "PROCESSING": BroadcastState.ENDED,
    "VOD": BroadcastState.ENDED,
    "SCHEDULED_EXPIRED": BroadcastState.GONE,
    "SCHEDULED_CANCELED": BroadcastState.GONE,
}
_FIELDS = "id,status,permalink_url,secure_stream_url"
_STANDING = "id,status,live_views,ingest_streams{is_master,stream_health}"
_INGEST = re.compile(r"(rtmps://[^\s/]+/[^\s?]*?)/([^\s/?]+(?:\?\S*)?)", re.ASCII)
NEEDED = ("pages_manage_posts", "pages_read_engagement", "publish_video")
WISHED = ("pages_read_user_content", "pages_manage_engagement", "read_insights")


class FacebookLive(Broadcaster):
    slug: ClassVar[str] = "facebook-live"
    label: ClassVar[str] = "Facebook Live"
    fields: ClassVar[tuple[Field, ...]] = (
        PAGE_ID,
        TOKEN,
        APP_SECRET,
        VERSION,
        SERVER,
        Field(
            name="stream_server",
            label="Server of live comments",
            default="https://streaming-graph.facebook.com",
        ),
    )
    access: ClassVar[tuple[str, ...]] = ("page_id", "token")
    budgets: ClassVar[tuple[Budget, ...]] = (CALLS,)
    can_reply: ClassVar[bool] = True
    keeps_recording_days: ClassVar[int | None] = 30

    def schedule(self, plan: BroadcastPlan, *, key: str) -> Broadcast:
        """Announce at most seven days ahead: before that, ``TryLater`` until the day has come.

        The address of the stream is Facebook's to change: a repeat reads it again.
        """
        notes = self.context.notes
        noted = notes.read(key)
        if not noted.get("id"):
            self._wait_for_its_week(plan)
            if noted:
                notes.write(key, {})  # a person looks, and says so by trying again
                raise Refused(self._graph.says("maybe_announced", title=plan.title))
            noted = {"id": self._announce(plan, key)}
            notes.write(key, noted)
        broadcast = self._read(noted["id"], public=plan.public)
        if broadcast is None:
            raise Uncertain(self._graph.says("not_shown"), timedelta(minutes=1))
        return broadcast

    def change(self, plan: BroadcastPlan, *, broadcast: Broadcast) -> Broadcast:
        self._wait_for_its_week(plan)
        self._graph.post(self._own(broadcast), self._values(plan), files=_picture(plan))
        changed = self._read(broadcast.identifier, public=plan.public)
        if changed is None:
            raise Refused(self._graph.says("gone", words=broadcast.identifier))
        return changed

    def start(self, broadcast: Broadcast) -> Standing:
        """Let viewers see it. A rehearsal stays what only the Page's people see."""
        before = self.standing(broadcast)
        if before.state is BroadcastState.PLANNED:
            raise TryLater(self._graph.says("not_receiving"), timedelta(seconds=5))
        if before.state is not BroadcastState.RECEIVING or not _is_public(broadcast):
            return before
        self._graph.post(self._own(broadcast), {"status": "LIVE_NOW"})
        after = self.standing(broadcast)
        if after.state is not BroadcastState.LIVE:
            raise Uncertain(self._graph.says("not_live"), timedelta(seconds=5))
        return after

    def end(self, broadcast: Broadcast) -> Standing:
        before = self.standing(broadcast)
        if before.state not in (BroadcastState.RECEIVING, BroadcastState.LIVE):
            return before  # ended, or never begun
        self._graph.post(self._own(broadcast), {"end_live_video": "true"})
        return self.standing(broadcast)

    def cancel(self, broadcast: Broadcast) -> None:
        self._graph.delete(self._own(broadcast))

    def standing(self, broadcast: Broadcast) -> Standing:
        try:
            node = self._graph.get(self._own(broadcast), fields=_STANDING).values
        except Gone as error:
            return Standing(state=BroadcastState.GONE, words=error.words, healthy=False)
        status = text(node, "status")
        state = _STATES.get(status)
        if state is None:
            raise Uncertain(self._graph.says("unreadable", words=f"status {status!r}"))
        health = _health(node)
        if state is BroadcastState.PLANNED and health:
            state = BroadcastState.RECEIVING
        on_air = state in (BroadcastState.RECEIVING, BroadcastState.LIVE)
        return Standing(
            state=state,
            words=f"{status} · {health}" if health else status,
            healthy=bool(health) if on_air else state is not BroadcastState.GONE,
            viewers=number(node, "live_views") if state is BroadcastState.LIVE else None,
        )

    def comments(self, broadcast: Broadcast, *, cursor: str = "") -> Iterator[Comments]:
        """Yield comments by Facebook's own stream; where it does not open, by asking again."""
        listener = Listener(
            self._graph,
            video=self._own(broadcast),
            server=self.options["stream_server"],
            is_over=lambda: (
                self.standing(broadcast).state in (BroadcastState.ENDED, BroadcastState.GONE)
            ),
        )
        yield from listener.listen(cursor)

    def reply(self, broadcast: Broadcast, comment: Comment, text: str, *, key: str) -> str:
        """Answer under the comment, once for each ``key``."""
        noted = self.context.notes.read(key)
        if noted:
            found = answer_of(self._graph, comment.identifier, text, page=self.options["page_id"])
            if found:
                return found
        self.context.notes.write(key, {"comment": comment.identifier})
        said = self._graph.post(f"{self._id(comment.identifier)}/comments", {"message": text})
        return self._graph.identifier(said, "id")

    def measures(self, broadcast: Broadcast) -> tuple[Measure, ...]:
        wanted = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
        node = self._graph.get(self._own(broadcast), fields=f"{wanted},video{{id}}").values
        video = text(part(node, "video"), "id")
        of_video: tuple[Measure, ...] = ()
        if ID.fullmatch(video):
            of_video = film_insights(self._graph, video)
        return (*of_video, *counted(node))

    def check(self) -> list[Problem]:
        problems = [*super().check(), *settings_problems(self._graph, self.options, of="page_id")]
        server = self.options["stream_server"]
        wrong = address_problem(server, allow_loopback=self.context.allow_loopback)
        return [*problems, *([Problem(field="stream_server", message=wrong)] if wrong else [])]

    def diagnose(self) -> list[Problem]:
        problems = self.check()
        if not self.options["token"] or any(problem.fatal for problem in problems):
            return problems
        page = self.options["page_id"]
        return problems + token_problems(self._graph, page=page, needed=NEEDED, wished=WISHED)

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self.options, self.context, platform="Facebook")

    def _wait_for_its_week(self, plan: BroadcastPlan) -> None:
        early = plan.starts_at - AHEAD - self.context.clock()
        if early > timedelta():
            day = local_day(plan.starts_at - AHEAD).isoformat()
            raise TryLater(self._graph.says("too_early", day=day), early)

    def _announce(self, plan: BroadcastPlan, key: str) -> str:
        """Make the broadcast and return its identifier; noted before, in case no answer comes."""
        values = self._values(plan)
        values["status"] = "SCHEDULED_UNPUBLISHED" if "event_params" in values else "UNPUBLISHED"
        self.context.notes.write(key, {"at": self.context.clock().isoformat()})
        path = f"{self.options['page_id']}/live_videos"
        try:
            said = self._graph.post(path, values, files=_picture(plan))
        except Uncertain:
            raise
        except (Refused, TryLater):
            self.context.notes.write(key, {})  # a plain no: nothing was made
            raise
        return self._graph.identifier(said, "id")

    def _values(self, plan: BroadcastPlan) -> dict[str, str]:
        values = {"title": _cut(plan.title), "description": plan.description}
        if plan.public and plan.starts_at - self.context.clock() > _SOON:
            # ``planned_start_time`` is out of use.
            start = {"start_time": int(plan.starts_at.timestamp())}
            values["event_params"] = json.dumps(start)
        return values

    def _read(self, identifier: str, *, public: bool) -> Broadcast | None:
        """Return the broadcast as it stands; ``None`` when Facebook does not show it."""
        try:
            node = self._graph.get(identifier, fields=_FIELDS).values
        except Gone:
            return None
        ingest = _INGEST.fullmatch(text(node, "secure_stream_url"))
        if ingest is None:
            raise Uncertain(self._graph.says("no_ingest"))
        address = text(node, "permalink_url")
        if address.startswith("/"):  # as the node has it
            address = f"https://www.facebook.com{address}"
        return Broadcast(
            identifier=identifier,
            address=web_address(address),
            ingest_url=ingest[1],
            ingest_key=ingest[2],
            extra={"public": "yes" if public else "no"},
        )

    def _own(self, broadcast: Broadcast) -> str:
        return self._id(broadcast.identifier)

    def _id(self, identifier: str) -> str:
        if not ID.fullmatch(identifier):
            raise Refused(self._graph.says("by_hand", address=identifier))
        return identifier


def _is_public(broadcast: Broadcast) -> bool:
    return broadcast.extra.get("public", "yes") == "yes"


def _health(node: dict[str, Any]) -> str:
    """Return what the main ingest receives in words, "" while nothing arrives.

    https://developers.facebook.com/docs/graph-api/reference/live-video-input-stream
    """
    streams = parts(part(node, "ingest_streams"), "data") or parts(node, "ingest_streams")
    main = [entry for entry in streams if entry.get("is_master") is not False]
    health = part(next(iter(main), {}), "stream_health")
    bitrate = health.get("video_bitrate")
    if isinstance(bitrate, bool) or not isinstance(bitrate, int | float) or bitrate <= 0:
        return ""
    rate = health.get("video_framerate")
    frames = f"{rate:g} fps" if isinstance(rate, int | float) else ""
    size = f"{number(health, 'video_width') or '?'}×{number(health, 'video_height') or '?'}"
    return ", ".join(word for word in (size, frames, f"{bitrate:g} bit/s") if word)


def _picture(plan: BroadcastPlan) -> dict[str, Any] | None:
    if not plan.picture:
        return None
    kind = "png" if plan.picture.startswith(b"\x89PNG") else "jpeg"
    return {"schedule_custom_profile_image": (f"poster.{kind}", plan.picture, f"image/{kind}")}


def _cut(title: str) -> str:
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"
