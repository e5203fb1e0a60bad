"""The Graph API as far as the house uses it, on loopback, as strict as the documentation.

    with GraphServer() as graph:
        Facebook(options=graph.options, context=…).deliver(…)
        graph.posts                               # what stands on the Page
        graph.fail_next(190, subcode=463)         # and other troubles
        graph.write("Benarkah?")                  # a viewer comments on the live video

Looked up on 29 November 2026; Graph v25.0. It refuses what the documentation does not name.

| what | https://developers.facebook.com |
|---|---|
| posts: create, edit, delete, read back | /docs/pages-api/posts |
| a Page's own posts | /docs/graph-api/reference/page/published_posts/ |
| photos | /docs/graph-api/reference/page/photos |
| insights that are left, and those that are gone | /documentation/pages-api/platforminsights/page/deprecated-metrics |
| errors | /docs/graph-api/guides/error-handling |
| tokens | /docs/graph-api/reference/debug_token |
| proof of the app secret | /docs/graph-api/guides/secure-requests |
| limits and their headers | /docs/graph-api/overview/rate-limiting/ |
| live video | /docs/graph-api/reference/page/live_videos, /documentation/live-video-api/guides/scheduling |
| what arrives at the ingest | /docs/graph-api/reference/live-video-input-stream |
| comments, asked for and streamed | /documentation/live-video-api/interact-with-viewers |
| insights of a video | /docs/video-api/guides/insights |
| videos of a Page | graph_films.py |
| Instagram: publishing, limit, errors, insights | /documentation/instagram-platform/content-publishing, …/reference/ig-user/content_publishing_limit, …/reference/error-codes, …/reference/instagram-media/insights |

``comment_rate`` and the parameters of ``live_comments`` are from an older copy of its page, which
is gone; that a post on Instagram may be deleted (``instagram_manage_contents``) from reports of
those who do it.
"""

import hmac
import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from tests.messengers.loopback import Answer, LoopbackServer, Request
from tests.platforms.graph_films import FilmPart
from tests.platforms.graph_nodes import Bad, Container, Live, Post, Remark, only
from tests.platforms.graph_rules import (
    COMMENT_FIELDS,
    IG_METRICS,
    LIVE_STATUSES,
    POST_METRICS,
    SCOPES,
    VIDEO_METRICS,
)

DAY = 24 * 3600


@dataclass(slots=True)
class Trouble:
    """What happens to the next call whose path ends with ``on``."""

    on: str = ""  # "feed": the end of the path; "" any
    bad: Bad | None = None
    taken: bool = False  # the call is done all the same
    hang_up: bool = False
    body: bytes | None = None  # in place of the answer
    hidden: bool = False  # 200 and an identifier, but nothing is shown


@dataclass
class GraphServer(FilmPart, LoopbackServer):
    page_id: str = "104862957381"
    account_id: str = "17841400008460056"
    token: str = "EAAGhalaman-untuk-loopback"
    app_secret: str = ""  # when set, every call must prove it
    version: str = "v25.0"
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    expires_at: int = 0
    data_access_expires_at: int = 0
    token_type: str = "PAGE"
    token_page: str = ""
    usage: dict[str, str] = field(default_factory=dict)  # headers of every answer
    streams: bool = True  # the event stream of comments opens
    quota: int = 100  # posts on Instagram in 24 hours
    container_checks: int = 0  # how often a container is still being prepared

    def __post_init__(self) -> None:
        FilmPart.__init__(self)
        self.posts: dict[str, Post] = {}
        self.lives: dict[str, Live] = {}
        self.remarks: dict[str, Remark] = {}
        self.containers: dict[str, Container] = {}
        self.media: dict[str, Post] = {}
        self.calls: list[tuple[str, str]] = []
        self._troubles: deque[Trouble] = deque()
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._serial = 4000
        self._closed = False

    @property
    def options(self) -> dict[str, str]:
        """What an outlet or a broadcaster on this server is configured with."""
        return {
            "page_id": self.page_id,
            "account_id": self.account_id,
            "token": self.token,
            "app_secret": self.app_secret,
            "server": self.url,
            "stream_server": self.url,
        }

    def fail_next(self, code: int, message: str = "It failed", *, on: str = "", **how: Any) -> None:
        """Answer the next call with an error. ``taken``: it is done all the same."""
        taken = how.pop("taken", False)
        self._troubles.append(Trouble(on=on, bad=Bad(code, message, **how), taken=taken))

    def lose_next(self, *, on: str = "") -> None:
        """Do the next call, but let the line break before the answer."""
        self._troubles.append(Trouble(on=on, taken=True, hang_up=True))

    def babble_next(self, body: bytes, *, on: str = "", taken: bool = False) -> None:
        """Answer the next call with 200 and ``body``."""
        self._troubles.append(Trouble(on=on, body=body, taken=taken))

    def hide_next(self, *, on: str = "") -> None:
        """Say yes to the next call that makes something, and show nothing."""
        self._troubles.append(Trouble(on=on, taken=True, hidden=True))

    # what people do ------------------------------------------------------------------------

    def visit(self, message: str) -> Post:
        """Let a visitor write on the Page."""
        post = Post(self._next(), message, by="555001", author="Tamu")
        self.posts[post.id] = post
        return post

    def write(
        self, message: str, *, name: str = "Maria", by: str = "5551", at: float | None = None
    ) -> Remark:
        """Let a viewer comment on the newest live video."""
        with self._news:
            live = list(self.lives)[-1]
            remark = Remark(f"{live}_{self._next()}", message, live, by, name, at or time.time())
            self.remarks[remark.id] = remark
            self._news.notify_all()
            return remark

    def close_streams(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify_all()

    # what the house does -------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        with self._lock:
            self.calls.append((request.method, request.path))
            trouble = self._trouble(request.path)
            try:
                result = None
                if trouble is None or trouble.taken:
                    result = self._answered(request, hidden=bool(trouble and trouble.hidden))
                if trouble and trouble.bad:
                    raise trouble.bad
            except Bad as bad:
                body = json.dumps({"error": bad.error}).encode()
                return Answer(bad.status, body, headers=self.usage)
        if isinstance(result, Answer):
            return result
        if trouble and trouble.body is not None:
            return Answer(200, trouble.body, "text/html", headers=self.usage)
        body = json.dumps(result).encode()
        return Answer(200, body, hang_up=bool(trouble and trouble.hang_up), headers=self.usage)

    def _trouble(self, path: str) -> Trouble | None:
        for trouble in self._troubles:
            if path.endswith(trouble.on):
                self._troubles.remove(trouble)
                return trouble
        return None

    def _answered(self, request: Request, *, hidden: bool) -> Any:
        streamed = re.fullmatch(r"/(\d+)/live_comments", request.path)
        if streamed:
            return self._stream(streamed[1], request)
        found = re.fullmatch(r"/(v\d+\.\d)/(\w+)(?:/(\w+))?", request.path)
        if not found:
            raise Bad(2500, "Unknown path components: " + request.path)
        if found[1] != self.version:
            raise Bad(2635, f"You are calling a deprecated version, {found[1]}")
        self._check_token(request.headers.get("Authorization") or "", request.query)
        query = {k: v for k, v in request.query.items() if k != "appsecret_proof"}
        values, files = self._form(request)
        node, edge = found[2], found[3] or ""
        if node == "debug_token":
            return self._debug(query)
        name = f"_{request.method.lower()}_{self._kind(node)}" + (f"_{edge}" if edge else "")
        handler = getattr(self, name, None)
        if handler is None:
            raise Bad(100, f"Unsupported {request.method.lower()} request", subcode=33)
        if request.method == "POST":
            if query:
                raise Bad(100, f"parameters in two places: {sorted(query)}")
            return handler(node, values, files, hidden)
        return handler(node, query)

    def _form(self, request: Request) -> tuple[dict[str, str], dict[str, bytes]]:
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            return request.form()
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True)), {}

    def _check_token(self, authorization: str, query: dict[str, str]) -> None:
        if authorization != f"Bearer {self.token}":
            given = authorization.removeprefix("Bearer ")
            raise Bad(190, f"Malformed access token {given}", subcode=467, status=401)
        self._check_proof(query)

    def _check_proof(self, query: dict[str, str]) -> None:
        if not self.app_secret:
            return
        key = self.app_secret.encode()
        wanted = hmac.new(key, self.token.encode(), sha256).hexdigest()
        if "appsecret_proof" not in query:
            raise Bad(100, "API calls from the server require an appsecret_proof argument")
        if query["appsecret_proof"] != wanted:
            raise Bad(100, "Invalid appsecret_proof provided in the API argument")

    def _kind(self, node: str) -> str:
        known = {self.page_id: "page", self.account_id: "account"}
        for nodes, kind in (
            (self.posts, "post"), (self.lives, "live"), (self.remarks, "remark"),
            (self.containers, "container"), (self.media, "media"), (self.films, "film"),
        ):  # fmt: skip
            if node in nodes and not getattr(nodes[node], "hidden", False):
                return kind
        if node.startswith("9") and node[1:] in self.lives:
            return "video"
        if node not in known:
            raise Bad(100, f"Object with ID '{node}' does not exist", subcode=33)
        return known[node]

    def _needs(self, *scopes: str) -> None:
        missing = [scope for scope in scopes if scope not in self.scopes]
        if missing:
            raise Bad(200, f"Requires {', '.join(missing)} permission", status=403)

    def _debug(self, query: dict[str, str]) -> dict[str, Any]:
        only(query, "input_token", needed=("input_token",))
        return {
            "data": {
                "app_id": "1", "type": self.token_type, "application": "Sasando",
                "data_access_expires_at": self.data_access_expires_at,
                "expires_at": self.expires_at, "is_valid": query["input_token"] == self.token,
                "profile_id": self.token_page or self.page_id, "scopes": sorted(self.scopes),
            }
        }  # fmt: skip

    # the Page's posts

    def _post_page_feed(self, page: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        only(values, "message", "link", "published", "scheduled_publish_time", files=files)
        self._needs("pages_manage_posts", "pages_read_engagement")
        if not values.get("message") and not values.get("link"):
            raise Bad(100, "The status must have a message or a link")
        return {
            "id": self._add(
                Post("", values.get("message", ""), link=values.get("link", ""), hidden=hidden)
            )
        }

    def _post_page_photos(self, page: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        only(values, "caption", "url", "published", "alt_text_custom", files=files, may=("source",))
        self._needs("pages_manage_posts", "pages_read_engagement", "pages_show_list")
        if not files.get("source", b"").startswith(b"\x89PNG"):
            raise Bad(324, "Missing or invalid image file")
        photo = Post("", values.get("caption", ""), picture=files["source"], hidden=hidden)
        photo.alt = values.get("alt_text_custom", "")
        return {"id": self._next(), "post_id": self._add(photo)}

    def _add(self, post: Post) -> str:
        if len(post.message) > 63_206:
            raise Bad(100, "The message is longer than 63206 characters")
        shown = [p for p in self.posts.values() if not p.hidden]
        if any((p.message, p.picture) == (post.message, post.picture) for p in shown):
            raise Bad(506, "Duplicate status message")
        post.id, post.by = f"{self.page_id}_{self._next()}", self.page_id
        self.posts[post.id] = post
        return post.id

    def _get_page_published_posts(self, page: str, query: dict[str, str]) -> Any:
        only(query, "fields", "limit", "since", "until", "after")
        self._needs("pages_read_engagement")
        shown = [p for p in self.posts.values() if not p.hidden and p.at >= int(query["since"])]
        shown.sort(key=lambda post: post.at, reverse=True)
        return self._paged([post.node(query["fields"]) for post in shown], query)

    def _get_post(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields")
        self._needs("pages_read_engagement")
        return self.posts[node].node(query["fields"])

    def _post_post(self, node: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        only(values, "message", files=files, needed=("message",))
        self._needs("pages_manage_posts")
        if not hidden:
            self.posts[node].message = values["message"]
        return {"success": True}

    def _delete_post(self, node: str, query: dict[str, str]) -> Any:
        only(query)
        self._needs("pages_manage_posts")
        del self.posts[node]
        return {"success": True}

    def _get_post_insights(self, node: str, query: dict[str, str]) -> Any:
        return self._insights(query, POST_METRICS, "read_insights")

    def _insights(self, query: dict[str, str], known: dict[str, int], scope: str) -> Any:
        only(query, "metric", "period", needed=("metric",))
        self._needs(scope)
        wanted = query["metric"].split(",")
        for name in wanted:
            if name not in known:
                raise Bad(100, "The value must be a valid insights metric")
        entries = [
            {"name": n, "period": "lifetime", "values": [{"value": known[n]}]} for n in wanted
        ]
        return {"data": entries}

    # live video

    def _post_page_live_videos(
        self, page: str, values: dict[str, str], files: Any, hidden: bool
    ) -> Any:
        self._live_values(values, files)
        self._needs("pages_manage_posts", "publish_video")
        live = Live(self._next(), values, hidden=hidden)
        if values.get("status") not in LIVE_STATUSES:
            raise Bad(100, "status must be one of " + ", ".join(sorted(LIVE_STATUSES)))
        scheduled = values["status"].startswith("SCHEDULED")
        if scheduled != ("event_params" in values):
            raise Bad(100, "event_params goes with a scheduled status")
        self.lives[live.id] = live
        urls = {"stream_url": live.url.replace("rtmps", "rtmp"), "secure_stream_url": live.url}
        return {"id": live.id, **urls, "secure_stream_secondary_urls": []}

    def _live_values(self, values: dict[str, str], files: Any) -> None:
        only(
            values, "title", "description", "status", "event_params", "end_live_video",
            "content_tags", "targeting", "enable_backup_ingest", "stop_on_delete_stream",
            files=files, may=("schedule_custom_profile_image",),
        )  # fmt: skip
        if len(values.get("title", "")) > 254:
            raise Bad(100, "title is longer than 254 characters")
        if "event_params" in values:
            params = json.loads(values["event_params"])
            start = params["start_time"] if isinstance(params, dict) else params
            ahead = start - time.time()
            if not isinstance(start, int) or not 0 < ahead <= 7 * DAY + 60:
                raise Bad(100, "start_time must be within seven days from now")

    def _get_live(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", needed=("fields",))
        self._needs("pages_read_engagement")
        return self.lives[node].node(query["fields"])

    def _post_live(self, node: str, values: dict[str, str], files: Any, hidden: bool) -> Any:
        self._live_values(values, files)
        self._needs("pages_manage_posts")
        live = self.lives[node]
        if values.get("status") == "LIVE_NOW":
            if not live.bitrate:
                raise Bad(100, "The video is not receiving data")
            live.status = live.status if hidden else "LIVE"
        elif values.get("end_live_video") == "true":
            if live.status != "LIVE" and not live.bitrate:
                raise Bad(100, "The broadcast is not live")
            live.status = "VOD"
        else:
            live.values |= values
        return {"id": node}

    def _delete_live(self, node: str, query: dict[str, str]) -> Any:
        only(query)
        self._needs("pages_manage_posts")
        del self.lives[node]
        return {"success": True}

    def _get_video_video_insights(self, node: str, query: dict[str, str]) -> Any:
        return self._insights(query, VIDEO_METRICS, "pages_read_engagement")

    def _get_film_video_insights(self, node: str, query: dict[str, str]) -> Any:
        return self._insights(query, VIDEO_METRICS, "pages_read_engagement")

    def _get_live_comments(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", "filter", "live_filter", "order", "since", "limit", "after")
        self._fields(query["fields"])
        if query.get("order") not in (None, "chronological", "reverse_chronological"):
            raise Bad(100, "order")
        since = int(query.get("since", "0"))
        found = [r for r in self.remarks.values() if r.on == node and r.at >= since]
        found.sort(key=lambda remark: remark.at)
        return self._paged([self._remark(remark) for remark in found], query)

    def _get_remark_comments(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", "limit", "after")
        found = [self._remark(r) for r in self.remarks.values() if r.on == node]
        return self._paged(found, query)

    def _post_remark_comments(
        self, node: str, values: dict[str, str], files: Any, hidden: bool
    ) -> Any:
        only(values, "message", files=files, needed=("message",))
        self._needs("pages_manage_engagement")
        answer = Remark(
            f"{node.split('_')[0]}_{self._next()}",
            values["message"],
            node,
            self.page_id,
            "Kota",
            time.time(),
        )
        self.remarks[answer.id] = answer
        return {"id": answer.id}

    def _remark(self, remark: Remark) -> dict[str, Any]:
        return remark.node(named="pages_read_user_content" in self.scopes)

    def _fields(self, fields: str) -> None:
        names = set(re.sub(r"\{[^}]*\}", "", fields).split(","))
        if strange := names - COMMENT_FIELDS:
            raise Bad(100, f"Tried accessing nonexisting field ({sorted(strange)})")

    def _stream(self, node: str, request: Request) -> Answer:
        if request.query.get("access_token") != self.token:
            raise Bad(190, "Error validating access token", status=401)
        self._check_proof(request.query)
        only(request.query, "access_token", "appsecret_proof", "comment_rate", "fields")
        if request.query.get("comment_rate") not in (
            "one_per_two_seconds", "ten_per_second", "one_hundred_per_second",
        ):  # fmt: skip
            raise Bad(100, "comment_rate")
        self._fields(request.query["fields"])
        if not self.streams or node not in self.lives:
            raise Bad(100, f"Object with ID '{node}' does not exist", subcode=33)
        return Answer(200, b"", "text/event-stream", stream=self._events(node))

    def _events(self, node: str) -> Iterator[bytes]:
        sent = set(self.remarks)  # only what comes from now on
        yield b": ping\n\n"
        while True:
            with self._news:
                new = [r for r in self.remarks.values() if r.id not in sent and r.on == node]
                if not new:
                    if self._closed:
                        return
                    self._news.wait(5)
                    continue
            for remark in new:
                sent.add(remark.id)
                event = f"data: {json.dumps(self._remark(remark))}\n\n".encode()
                yield event[:7]  # pieces have no regard for the borders of events
                yield event[7:]

    # Instagram

    def _post_account_media(
        self, node: str, values: dict[str, str], files: Any, hidden: bool
    ) -> Any:
        only(values, "image_url", "caption", "alt_text", files=files, needed=("image_url",))
        self._needs("instagram_basic", "instagram_content_publish", "pages_read_engagement")
        if len(values.get("caption", "")) > 2200:
            raise Bad(36004, "The caption was too long", subcode=2207010)
        if not values["image_url"].endswith(".jpg"):
            raise Bad(9004, "Only photo or video can be accepted as media type", subcode=2207052)
        container = Container(self._next(), values, self.container_checks)
        self.containers[container.id] = container
        return {"id": container.id}

    def _get_container(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields")
        return self.containers[node].node()

    def _post_account_media_publish(
        self, node: str, values: dict[str, str], files: Any, hidden: bool
    ) -> Any:
        only(values, "creation_id", files=files, needed=("creation_id",))
        self._needs("instagram_content_publish")
        container = self.containers.get(values["creation_id"])
        if container is None:
            raise Bad(24, "The requested resource does not exist", subcode=2207006)
        if len(self.media) >= self.quota:
            raise Bad(9, "Application request limit reached", subcode=2207042)
        if container.status != "FINISHED":
            raise Bad(9007, "Media ID is not available", subcode=2207027)
        container.status = "PUBLISHED"
        media = Post(self._next(), container.values["caption"], hidden=hidden)
        self.media[media.id] = media
        return {"id": media.id}

    def _get_account_content_publishing_limit(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", "since")
        config = {"quota_total": self.quota, "quota_duration": DAY}
        return {"data": [{"config": config, "quota_usage": len(self.media)}]}

    def _get_account_media(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields", "limit", "after")
        shown = [media.instagram() for media in self.media.values() if not media.hidden]
        return {"data": shown[::-1]}

    def _get_media(self, node: str, query: dict[str, str]) -> Any:
        only(query, "fields")
        return self.media[node].instagram()

    def _delete_media(self, node: str, query: dict[str, str]) -> Any:
        self._needs("instagram_manage_contents")
        del self.media[node]
        return {"success": True}

    def _get_media_insights(self, node: str, query: dict[str, str]) -> Any:
        return self._insights(query, IG_METRICS, "instagram_manage_insights")

    def _paged(self, entries: list[Any], query: dict[str, str]) -> dict[str, Any]:
        start, limit = int(query.get("after", "0")), int(query.get("limit", "25"))
        if not 0 < limit <= 100:
            raise Bad(100, "limit must be at most 100")
        paging: dict[str, Any] = {"cursors": {"after": str(start + limit)}}
        if start + limit < len(entries):
            paging["next"] = f"{self.url}/next"
        return {"data": entries[start : start + limit], "paging": paging}

    def _next(self) -> str:
        with self._lock:
            self._serial += 1
            return str(self._serial)
