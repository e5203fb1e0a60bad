"""A film on its way to YouTube: in pieces, over many turns, and never twice.

https://developers.google.com/youtube/data/guides/using_resumable_upload_protocol
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, BinaryIO

import httpx

from sasando.channels.builtin.google_api import Declined
from sasando.channels.builtin.youtube_api import YouTube
from sasando.channels.builtin.youtube_errors import UPLOADS, error_of
from sasando.plugins.budgets import Notes
from sasando.plugins.channel import TryLater, Underway
from sasando.plugins.outbound import Answer

STEP = 256 * 1024  # bytes: pieces are multiples of it
_FIRST, _LARGEST = 4 * STEP, 64 * STEP
_RECEIVED = re.compile(r"bytes=0-(\d{1,15})")
_MB = 1_000_000


class Kept:
    """What is noted of one hand-over."""

    def __init__(self, notes: Notes, key: str) -> None:
        self._notes, self._key = notes, key
        self.values = dict(notes.read(key))

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def put(self, **values: str) -> None:
        """Note ``values``; they are kept when this returns."""
        self.values.update(values)
        self._notes.write(self._key, self.values)

    def forget(self) -> None:
        """Note nothing any more: whoever comes next begins anew."""
        self.values.clear()
        self._notes.write(self._key, {})


@dataclass(frozen=True, slots=True)
class _Far:
    """How far YouTube is: so many bytes, or done with the id of the video."""

    offset: int = 0
    video: str = ""
    lost: bool = False  # the session is not known any more


class Upload:
    """One film, resumed where an earlier turn or a killed worker left it.

    ``seen`` looks for the video on the channel: asked where a session is gone that may have ended
    well.
    """

    def __init__(
        self, youtube: YouTube, kept: Kept, *, size: int, seen: Callable[[], str | None]
    ) -> None:
        self.youtube, self.kept, self.size, self.seen = youtube, kept, size, seen

    def go_on(self, film: BinaryIO, resource: Mapping[str, Any], *, until: float) -> str:
        """Send what fits before ``until`` (a time of ``monotonic``); return the id of the video.

        Raises ``Underway`` with how far it is, ``TryLater``, ``Refused``.
        """
        far = self._how_far(resource)
        piece = int(self.kept.get("piece") or _FIRST)
        while not far.video:
            film.seek(far.offset)
            content = film.read(piece)
            if not content:  # it has all, and does not say that it has
                raise TryLater(self.youtube.says("unreadable", words=f"{far.offset} B"))
            began = monotonic()
            try:
                reached = self._send(content, far.offset)
            except TryLater:
                self.kept.put(piece=str(max(STEP, piece // 2 // STEP * STEP)))
                raise
            took = monotonic() - began
            if reached.video:
                return reached.video
            if reached.lost or reached.offset <= far.offset:
                raise TryLater(self.youtube.says("unreadable", words=f"{reached.offset} B"))
            far = reached
            quick = took < self.youtube.context.timeout_s / 4
            piece = min(piece * 2, _LARGEST) if quick else piece
            if monotonic() + took >= until:
                raise Underway(self.youtube.says("uploading", **self._in_mb(far.offset)))
        return far.video

    def _in_mb(self, offset: int) -> dict[str, str]:
        return {"done": f"{offset / _MB:.1f}", "size": f"{self.size / _MB:.1f}"}

    def _how_far(self, resource: Mapping[str, Any]) -> _Far:
        """Return where to go on: in the session that is noted, or at the beginning of a new one."""
        session = self.kept.get("session")
        if not session:
            self.kept.put(session=self._begin(resource))
            return _Far()
        far = self._read(self._put(b"", f"bytes */{self.size}"))
        if not far.lost:
            return far
        # A session ends after a week, or when its film is whole. Then the video is there.
        if video := self.seen():
            return _Far(video=video)
        self.kept.put(session="")
        raise TryLater(self.youtube.says("upload_lost"), after=timedelta())

    def _begin(self, resource: Mapping[str, Any]) -> str:
        """Start a session, for which nothing appears anywhere yet; return its address."""
        google, context = self.youtube.google, self.youtube.context
        context.purse.spend(UPLOADS, 1)
        request = httpx.Request(
            "POST",
            f"{google.server}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={
                "Content-Type": "application/json; charset=UTF-8",
                "X-Upload-Content-Length": str(self.size),
                "X-Upload-Content-Type": "video/mp4",
            },
            content=json.dumps(resource, ensure_ascii=False).encode(),
        )
        answer = self._asked(request)
        session = str(answer.headers.get("Location", ""))
        if answer.status != 200 or not google.may_have_token(session):
            self._decline(answer)
            raise TryLater(self.youtube.says("unreadable", words=answer.words))
        return session

    def _send(self, content: bytes, offset: int) -> _Far:
        last = offset + len(content) - 1
        return self._read(self._put(content, f"bytes {offset}-{last}/{self.size}"))

    def _put(self, content: bytes, content_range: str) -> Answer:
        headers = {"Content-Range": content_range, "Content-Length": str(len(content))}
        if content:
            headers["Content-Type"] = "video/mp4"
        session = self.kept.get("session")
        return self._asked(httpx.Request("PUT", session, headers=headers, content=content))

    def _asked(self, request: httpx.Request) -> Answer:
        try:
            return self.youtube.google.send(request)
        except Declined as declined:  # of the token
            raise error_of(declined, self.youtube.context) from declined

    def _read(self, answer: Answer) -> _Far:
        if answer.status == 308:
            received = _RECEIVED.fullmatch(answer.headers.get("Range", "").strip())
            return _Far(offset=min(int(received.group(1)) + 1, self.size) if received else 0)
        if answer.status in (404, 410):
            return _Far(lost=True)
        self._decline(answer)
        said = answer.json()
        return _Far(video=self.youtube.proven(said if isinstance(said, dict) else {}))

    def _decline(self, answer: Answer) -> None:
        if not 200 <= answer.status < 300:
            declined = Declined(answer, clock=self.youtube.context.clock())
            raise error_of(declined, self.youtube.context) from declined


def size_of(film: BinaryIO) -> int:
    """Return how many bytes an opened film has, and go back to its beginning."""
    size = film.seek(0, 2)
    film.seek(0)
    return size
