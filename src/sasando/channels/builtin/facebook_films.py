"""Recordings of ours as videos of a Facebook Page.

Facebook fetches the film from the site, where it is public by then: nothing large is sent, and a
fetch that breaks is Facebook's own to repeat. It says yes before it has the film; the receipt waits
until the film is shown. Looked up on 29 November 2026, https://developers.facebook.com

- ``file_url``, its permissions, error 389: /docs/graph-api/reference/page/videos
- reading back: /docs/graph-api/reference/video, …/video-status, /docs/video-api/guides/get-videos

A film cannot be exchanged: another one is another video, and the old one is deleted.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sasando.channels.builtin.graph import ID, Gone, Graph, moment_of, web_address
from sasando.channels.builtin.graph_measures import film_insights
from sasando.channels.builtin.messengers.payload import part, parts, text
from sasando.documents import Document
from sasando.plugins.channel import Context, Receipt, Refused, TryLater
from sasando.plugins.measures import Measure
from sasando.rendering.addresses import absolute, short_address

MAX_TITLE = 254
_FIELDS = "id,description,permalink_url,created_time,published,status"
_PAGES = 5  # of a hundred videos each, looked through at most
_CLOCKS = timedelta(minutes=10)  # by which the platform's clock may differ from ours
_SOON = timedelta(minutes=2)
_SITE = "https://www.facebook.com"


class Films:
    """The videos of one Page. Whoever calls has begun the hand-over (``Graph.begin``)."""

    def __init__(self, graph: Graph, context: Context, *, page: str) -> None:
        self._graph, self._context, self._page = graph, context, page

    def deliver(self, document: Document, message: str, *, key: str) -> Receipt:
        """Publish the first recording of ``document``; once for each ``key``.

        Raises ``TryLater`` until the film is shown, ``Refused`` for one that Facebook cannot use.
        """
        notes, now = self._context.notes, self._context.clock()
        noted = notes.read(key)
        began = noted.get("at") or now.isoformat()
        video = noted.get("video") or (
            self._found(document, moment_of(began, now)) if noted else ""
        )
        if not video:
            notes.write(key, {"at": began})
            values = {
                "file_url": absolute(document.recordings[0].href, self._context.site_url),
                "title": document.headline[:MAX_TITLE],
                "description": message,
            }
            said = self._graph.post(f"{self._page}/videos", values)
            video = self._graph.identifier(said, "id")
            notes.write(key, {"at": began, "video": video})
        try:
            return self._shown(video, document)
        except Refused:
            notes.write(key, {})  # who tries again begins anew
            raise

    def correct(self, document: Document, message: str, *, receipt: Receipt, key: str) -> Receipt:
        """Replace the text; another film is another video, and the old one goes when it is there."""
        had, films = receipt.extra.get("sha256"), document.recordings
        if films and films[0].sha256 != had:
            new = self.deliver(document, message, key=key)
            self._graph.delete(receipt.identifier)
            return new
        self._graph.post(receipt.identifier, {"description": message})
        return self._shown(receipt.identifier, document, sha256=had or "")

    def all_of(self, document: Document) -> list[str]:
        """Return the Page's videos that name the item on a line of its own."""
        href = absolute(document.href, self._context.site_url)
        videos = self._videos()
        return [text(v, "id") for v in videos if href in text(v, "description").splitlines()]

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        """Return what the Page's insights counted of the video."""
        return film_insights(self._graph, receipt.identifier)

    def _shown(self, video: str, document: Document, *, sha256: str = "") -> Receipt:
        """Return the receipt of a video that readers see, with this version's text."""
        try:
            node = self._graph.get(video, fields=_FIELDS).values
        except Gone as error:
            raise TryLater(self._graph.says("not_shown"), _SOON) from error
        state = part(node, "status")
        if text(state, "video_status") == "error":
            raise Refused(self._graph.says("film_failed", words=_complaints(state)))
        if text(state, "video_status") != "ready":
            raise TryLater(self._graph.says("film_busy"), _SOON)
        address = short_address(document, self._context.site_url)
        if node.get("published") is False or not _names(node, address):
            raise TryLater(self._graph.says("not_shown"), _SOON)
        films = document.recordings
        return Receipt(
            identifier=video,
            at=moment_of(text(node, "created_time"), self._context.clock()),
            address=_address(text(node, "permalink_url")),
            words=video,
            extra={"format": "video", "sha256": films[0].sha256 if films else sha256},
        )

    def _found(self, document: Document, began: datetime) -> str:
        """Return the video that an earlier attempt made, ``""`` when none did."""
        address, now = short_address(document, self._context.site_url), self._context.clock()
        for node in self._videos():
            made = moment_of(text(node, "created_time"), now)
            if made >= began - _CLOCKS and _names(node, address):
                return text(node, "id")
        return ""

    def _videos(self) -> Iterator[dict[str, Any]]:
        """Yield the Page's videos, the newest first."""
        query = {"fields": _FIELDS, "limit": "100"}
        for _ in range(_PAGES):
            values = self._graph.get(f"{self._page}/videos", **query).values
            yield from (node for node in parts(values, "data") if ID.fullmatch(text(node, "id")))
            after = text(part(part(values, "paging"), "cursors"), "after")
            if not after or not text(part(values, "paging"), "next"):
                return
            query["after"] = after


def _names(node: dict[str, Any], address: str) -> bool:
    """Whether ``address`` stands in the description by itself, not as the beginning of another."""
    return any(word.strip(".,;:()") == address for word in text(node, "description").split())


def _address(permalink: str) -> str:
    """Return where the video is watched; Facebook gives a path without its host."""
    return web_address(f"{_SITE}{permalink}" if permalink.startswith("/") else permalink)


def _complaints(state: dict[str, Any]) -> str:
    """Return what each phase of a video says went wrong, in the platform's words."""
    said = [
        text(error, "message")
        for phase in ("uploading_phase", "processing_phase", "publishing_phase")
        for error in parts(part(state, phase), "errors")
    ]
    return "; ".join(word for word in said if word)[:300] or "error"
