"""What a video at YouTube has besides its film: thumbnail, captions, places in playlists.

None of it is worth the whole: what YouTube does not take is said in the receipt, and the video
stands. Each is done once for each hand-over, and noted.
"""

import json
from collections.abc import Callable, Mapping

from sasando.channels.builtin.google_api import Declined
from sasando.channels.builtin.messengers.payload import part, parts, text
from sasando.channels.builtin.youtube_api import LIST, Query, YouTube
from sasando.channels.builtin.youtube_errors import error_of
from sasando.channels.builtin.youtube_text import title_of
from sasando.channels.builtin.youtube_upload import Kept
from sasando.documents import Document
from sasando.documents.blocks import Captions, Recording
from sasando.plugins.channel import Refused

CAPTIONS_LIST, CAPTIONS_INSERT, CAPTIONS_UPDATE, CAPTIONS_DELETE = 50, 400, 450, 50  # units
_NOT = "!"  # before the words of what was not taken
_BOUNDARY = "sasando-takarir-7e1b"
_PAGES = 4  # of 50 playlists


class Dressing:
    """Brings one video to what its Document says. ``had`` is what it wore before.

    ``in_time`` raises when the turn is over; ``media`` gives a file by its SHA-256, or nothing.
    """

    def __init__(
        self,
        youtube: YouTube,
        kept: Kept,
        *,
        had: Mapping[str, str],
        media: Callable[[str], bytes],
        playlists: bool,
        in_time: Callable[[], None],
    ) -> None:
        self.youtube, self.kept, self.media, self.in_time = youtube, kept, media, in_time
        self.playlists = playlists
        self.had = {name: value for name, value in had.items() if name != "sha256"}

    @property
    def worn(self) -> dict[str, str]:
        """What the video wears now, by names that the next correction knows."""
        now = {n: v for n, v in self.kept.values.items() if n.partition(".")[0] in _NAMES}
        return {n: v for n, v in (self.had | now).items() if v and not v.startswith(_NOT)}

    @property
    def not_taken(self) -> list[str]:
        """What YouTube did not take, with its words."""
        return [v.removeprefix(_NOT) for v in self.kept.values.values() if v.startswith(_NOT)]

    def dress(self, video: str, document: Document, film: Recording) -> None:
        """Set thumbnail, captions and playlists where they are not as they should be."""
        if film.poster:
            poster = film.poster
            self._once("thumbnail", poster, lambda: self._thumbnail(video, poster), "thumbnail")
        for track in film.captions:
            name = f"captions.{track.language}"
            self._once(name, track.sha256, self._caption(video, track), "captions", track.language)
        for name in self.had:
            language = name.removeprefix("captions.")
            if language != name and all(track.language != language for track in film.captions):
                self._once(name, "", self._without(name), "captions", language)
        for tag in document.elections if self.playlists else ():
            act = self._playlist(video, title_of(tag.name))
            self._once(f"playlist.{tag.code}", "", act, "playlist", tag.name)

    def _once(
        self, name: str, digest: str, act: Callable[[], str], what: str, named: str = ""
    ) -> None:
        """Do ``act`` unless it is done, and note what it gives with the digest it was done for."""
        if name in self.kept.values:
            return
        worn = self.had.get(name, "")
        if worn and worn.partition(" ")[2] == digest and (digest or what == "playlist"):
            return
        self.in_time()
        try:
            done = act()
            value = f"{done} {digest}".rstrip() if done else ""
        except Refused as refused:
            told = self.youtube.says(what, words=refused.words, spoken=named, name=named)
            value = f"{_NOT}{told}"
        self.kept.put(**{name: value})

    def _thumbnail(self, video: str, sha256: str) -> str:
        self.youtube.set_thumbnail(video, self._file(sha256))
        return video

    def _caption(self, video: str, track: Captions) -> Callable[[], str]:
        def act() -> str:
            file = self._file(track.sha256)
            known = self.had.get(f"captions.{track.language}", "").partition(" ")[0]
            if known:
                return self._update(known, file)
            try:
                return self._insert(video, track.language, file)
            except Declined as declined:
                if declined.reason != "captionExists":
                    raise error_of(declined, self.youtube.context) from declined
            return self._update(self._existing(video, track.language), file)

        return act

    def _insert(self, video: str, language: str, file: bytes) -> str:
        snippet = {"videoId": video, "language": language, "name": "", "isDraft": False}
        answer = self.youtube.ask(
            "POST",
            "/captions",
            {"part": "snippet", "uploadType": "multipart"},
            cost=CAPTIONS_INSERT,
            upload=_related({"snippet": snippet}, file),
        )
        return self.youtube.proven(answer)

    def _update(self, identifier: str, file: bytes) -> str:
        answer = self.youtube.call(
            "PUT",
            "/captions",
            {"part": "id", "uploadType": "multipart"},
            cost=CAPTIONS_UPDATE,
            upload=_related({"id": identifier}, file),
        )
        return self.youtube.proven(answer, identifier)

    def _existing(self, video: str, language: str) -> str:
        """Return the captions that an attempt which was cut off has left there."""
        query = {"part": "id,snippet", "videoId": video}
        answer = self.youtube.call("GET", "/captions", query, cost=CAPTIONS_LIST)
        for item in parts(answer, "items"):
            snippet = part(item, "snippet")
            if text(snippet, "language") == language and text(snippet, "trackKind") != "asr":
                return self.youtube.proven(item)
        raise Refused(self.youtube.says("gone", words="captionNotFound"))

    def _without(self, name: str) -> Callable[[], str]:
        def act() -> str:
            identifier = self.had[name].partition(" ")[0]
            try:
                self.youtube.ask("DELETE", "/captions", {"id": identifier}, cost=CAPTIONS_DELETE)
            except Declined as declined:
                if declined.status != 404:
                    raise error_of(declined, self.youtube.context) from declined
            return ""

        return act

    def _playlist(self, video: str, title: str) -> Callable[[], str]:
        def act() -> str:
            playlist = self._playlist_called(title) or self._new_playlist(title)
            there = {"part": "id", "playlistId": playlist, "videoId": video}
            if not self.youtube.found("/playlistItems", there):
                resource = {"kind": "youtube#video", "videoId": video}
                snippet = {"playlistId": playlist, "resourceId": resource}
                answer = self.youtube.call(
                    "POST", "/playlistItems", {"part": "snippet"}, body={"snippet": snippet}
                )
                self.youtube.proven(answer)
            return playlist

        return act

    def _playlist_called(self, title: str) -> str:
        page = ""
        for _ in range(_PAGES):
            query: Query = {"part": "id,snippet", "mine": "true", "maxResults": 50}
            query |= {"pageToken": page} if page else {}
            answer = self.youtube.call("GET", "/playlists", query, cost=LIST)
            for item in parts(answer, "items"):
                if text(part(item, "snippet"), "title") == title:
                    return text(item, "id")
            page = text(answer, "nextPageToken")
            if not page:
                break
        return ""

    def _new_playlist(self, title: str) -> str:
        body = {"snippet": {"title": title}, "status": {"privacyStatus": "public"}}
        answer = self.youtube.call("POST", "/playlists", {"part": "snippet,status"}, body=body)
        return self.youtube.proven(answer)

    def _file(self, sha256: str) -> bytes:
        if body := self.media(sha256):
            return body
        raise Refused(self.youtube.says("no_file", name=sha256[:12]))


_NAMES = ("thumbnail", "captions", "playlist")


def _related(resource: Mapping[str, object], file: bytes) -> tuple[str, bytes]:
    """Return a resource and its file as one body of the type multipart/related (RFC 2387)."""
    head = (
        f"--{_BOUNDARY}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
        f"{json.dumps(resource)}\r\n"
        f"--{_BOUNDARY}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + file + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return f"multipart/related; boundary={_BOUNDARY}", body
