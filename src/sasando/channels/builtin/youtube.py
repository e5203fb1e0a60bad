"""YouTube: a recording of ours as a video, with chapters, captions, thumbnail and playlists.

https://developers.google.com/youtube/data/reference/rest/v3

What is taken is not yet seen: the receipt is written when YouTube has processed the video and shows
it as it was asked to. A film cannot be exchanged: where a correction brings another one it is a new
video, and the old one becomes private.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, ClassVar

from sasando.channels.builtin.google_api import (
    ACCESS,
    FIELDS,
    Declined,
    project_of,
    server_problems,
)
from sasando.channels.builtin.messengers.payload import part, text
from sasando.channels.builtin.youtube_api import WRITE, YouTube
from sasando.channels.builtin.youtube_dressing import Dressing
from sasando.channels.builtin.youtube_errors import UNITS, UPLOADS, error_of
from sasando.channels.builtin.youtube_text import description_of, tags_of, title_of
from sasando.channels.builtin.youtube_upload import Kept, Upload, size_of
from sasando.documents import Document
from sasando.documents.blocks import Recording
from sasando.plugins import (
    Budget,
    Channel,
    ChannelError,
    Context,
    Field,
    Measure,
    MeasureKind,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
    Underway,
)
from sasando.plugins.outbound import EXCHANGE_STEPS
from sasando.rendering.addresses import absolute, short_address
from sasando.rendering.phrases import phrase

STEPS, TITLE, DESCRIPTION = "langkah.txt", "judul.txt", "keterangan.txt"
PRIVACY = ("public", "unlisted", "private")
ON_WITHDRAWAL = ("private", "delete")
_TEXT = "text/plain; charset=utf-8"
_LOOK_AGAIN = timedelta(seconds=30)  # at what YouTube is processing
_APPEARS_IN = timedelta(hours=1)  # what was taken; later it was deleted there
_PATIENCE = timedelta(hours=24)  # with its processing
_MEASURES = {
    "viewCount": MeasureKind.VIEWS,
    "likeCount": MeasureKind.REACTIONS,
    "commentCount": MeasureKind.COMMENTS,
}
_KEPT_STATUS = ("embeddable", "license", "publicStatsViewable", "selfDeclaredMadeForKids")


class YouTubeChannel(Channel):
    slug: ClassVar[str] = "youtube"
    label: ClassVar[str] = "YouTube"
    fields: ClassVar[tuple[Field, ...]] = (
        *FIELDS[:3],
        Field(
            name="privacy",
            label="Who sees it",
            help="public, unlisted (only who has the address) or private.",
            default="public",
            choices=PRIVACY,
        ),
        Field(
            name="on_withdrawal",
            label="When withdrawn",
            help="private keeps the video and its numbers for yourselves; delete is final.",
            default="private",
            choices=ON_WITHDRAWAL,
        ),
        Field(
            name="playlists",
            label="Playlist for each election",
            default="yes",
            choices=("yes", "no"),
        ),
        Field(
            name="category",
            label="Category",
            help="Its number at YouTube; 25 is News & Politics.",
            default="25",
        ),
        *FIELDS[3:],
    )
    access: ClassVar[tuple[str, ...]] = ACCESS
    budgets: ClassVar[tuple[Budget, ...]] = (UNITS, UPLOADS)
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True
    can_measure: ClassVar[bool] = True

    @classmethod
    def pays_as(cls, options: Mapping[str, str]) -> str:
        return project_of(options)

    def __init__(self, *, options: Mapping[str, str], context: Context) -> None:
        super().__init__(options=options, context=context)
        self.youtube = YouTube(options=self.options, context=context)

    @classmethod
    def wants(cls, document: Document) -> bool:
        return bool(document.recordings)

    def render(self, document: Document) -> Rendition:
        """Return title, description, and the files that go with the film, which is no part of it."""
        title = title_of(document.headline)
        description = description_of(document, site_url=self.context.site_url)
        files = [
            RenderedFile(TITLE, _TEXT, f"{title}\n".encode()),
            RenderedFile(DESCRIPTION, _TEXT, f"{description}\n".encode()),
        ]
        for film in document.recordings[:1]:
            href = absolute(film.href, self.context.site_url)
            steps = phrase("steps.youtube", document.language, headline=title, film=href)
            files.insert(0, RenderedFile(STEPS, _TEXT, steps.encode()))
            for track in film.captions:
                if body := self._media(track.sha256):
                    files.append(RenderedFile(f"takarir-{track.language}.vtt", "text/vtt", body))
            if film.poster and (body := self._media(film.poster)):
                png = body.startswith(b"\x89PNG")
                name, mime = ("sampul.png", "image/png") if png else ("sampul.jpg", "image/jpeg")
                files.append(RenderedFile(name, mime, body))
        return Rendition(files=tuple(files), subject=title)

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        until = self._until()
        film = self._film(document)
        kept = Kept(self.context.notes, key)
        video = kept.get("video")
        if not video:
            video = self._uploaded(document, film, rendition, kept, until)
            kept.put(video=video, taken=self.context.clock().isoformat())
        seen = self._seen(video, kept)
        dressing = self._dressing(kept, {}, until)
        dressing.dress(video, document, film)
        words = self.youtube.says("published", privacy=text(part(seen, "status"), "privacyStatus"))
        return self._receipt(seen, film, dressing, words)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Change title, description, captions and thumbnail; another film is another video."""
        film = next(iter(document.recordings), None)
        had = receipt.extra.get("sha256")
        if film is not None and had and film.sha256 != had:
            new = self.deliver(document, rendition, key=key)
            self._make_private(receipt.identifier)
            return new
        until = self._until()
        video = receipt.identifier
        snippet = self._snippet(document, rendition)
        answer = self.youtube.call(
            "PUT", "/videos", {"part": "snippet"}, body={"id": video, "snippet": snippet}
        )
        self.youtube.proven(answer, video)
        seen = self.youtube.one("/videos", video, "snippet,status")
        if seen is None:
            raise Refused(self.youtube.says("deleted", video=video))
        shown = text(part(seen, "snippet"), "title")
        if shown != snippet["title"]:
            raise TryLater(self.youtube.says("unreadable", words=shown))
        dressing = self._dressing(Kept(self.context.notes, key), receipt.extra, until)
        if film is not None:
            dressing.dress(video, document, film)
        return self._receipt(seen, film, dressing, self.youtube.says("updated"))

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Make the video private, or delete it. Without a receipt, all videos of the item."""
        videos = [receipt.identifier]
        if not receipt.identifier:
            address = absolute(document.href, self.context.site_url)
            videos = self.youtube.videos_naming(address)
        act = self._delete if self.options["on_withdrawal"] == "delete" else self._make_private
        words = [act(video) for video in videos] or [self.youtube.says("none_there")]
        return Receipt(
            identifier=" ".join(videos) or f"{self.slug}:{document.code}",
            at=self.context.clock(),
            address=_watch(videos[0]) if videos else "",
            words=" ".join(words),
            extra=receipt.extra,
        )

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        video = self.youtube.one("/videos", receipt.identifier, "id,statistics")
        if video is None:
            raise Refused(self.youtube.says("deleted", video=receipt.identifier))
        counted = part(video, "statistics")
        return tuple(
            Measure(kind=kind, value=int(text(counted, name)), source=name)
            for name, kind in _MEASURES.items()
            if text(counted, name).isdecimal()
        )

    def check(self) -> list[Problem]:
        problems = [*super().check(), *server_problems(self.options, self.context)]
        for name, choices in (("privacy", PRIVACY), ("on_withdrawal", ON_WITHDRAWAL)):
            if self.options[name] not in choices:
                words = self.youtube.says("bad_choice", choices=", ".join(choices))
                problems.append(Problem(field=name, message=words))
        return problems

    def diagnose(self) -> list[Problem]:
        return self.youtube.problems(self.check())

    def _until(self) -> float:
        """Return when to stop beginning new things: an exchange may last as long as it may."""
        return monotonic() + self.context.hand_over_s - EXCHANGE_STEPS * self.context.timeout_s

    def _film(self, document: Document) -> Recording:
        for film in document.recordings:
            return film
        raise Refused(self.youtube.says("nothing"))

    def _snippet(self, document: Document, rendition: Rendition) -> dict[str, Any]:
        return {
            "title": rendition.file(TITLE).body.decode().strip(),
            "description": rendition.file(DESCRIPTION).body.decode().strip(),
            "tags": tags_of(document),
            "categoryId": self.options["category"],
            "defaultLanguage": document.language,
            "defaultAudioLanguage": document.language,
        }

    def _uploaded(
        self,
        document: Document,
        film: Recording,
        rendition: Rendition,
        kept: Kept,
        until: float,
    ) -> str:
        status = {"privacyStatus": self.options["privacy"], "selfDeclaredMadeForKids": False}
        resource = {"snippet": self._snippet(document, rendition), "status": status}
        address = short_address(document, self.context.site_url)

        def seen() -> str | None:
            return next(iter(self.youtube.videos_naming(address)), None)

        try:
            file = self.context.media.open(film.sha256)
        except KeyError:
            raise Refused(self.youtube.says("no_file", name=film.title)) from None
        with file:
            upload = Upload(self.youtube, kept, size=size_of(file), seen=seen)
            return upload.go_on(file, resource, until=until)

    def _seen(self, video: str, kept: Kept) -> dict[str, Any]:
        """Return the video as viewers find it. Raises ``Underway``, ``Refused``, ``TryLater``."""
        seen = self.youtube.one("/videos", video, "snippet,status,processingDetails")
        if seen is None:
            raise self._missing(video, kept)
        status = part(seen, "status")
        state = text(status, "uploadStatus")
        if state in ("rejected", "failed", "deleted"):
            why = text(status, "rejectionReason") or text(status, "failureReason") or state
            name = "failed" if state == "failed" else "rejected"
            raise Refused(self.youtube.says(name, video=video, why=why))
        processing = text(part(seen, "processingDetails"), "processingStatus")
        if processing in ("failed", "terminated"):
            details = part(seen, "processingDetails")
            why = text(details, "processingFailureReason") or processing
            raise Refused(self.youtube.says("failed", video=video, why=why))
        if state != "processed":
            raise self._waiting(video, kept)
        shown, wanted = text(status, "privacyStatus"), self.options["privacy"]
        if shown == "private" != wanted:
            raise Refused(self.youtube.says("kept_private", video=video, wanted=wanted))
        return seen

    def _missing(self, video: str, kept: Kept) -> ChannelError:
        """Return what to say of a video that was taken and is not there: it may yet appear."""
        if self.context.clock() - self._since(kept) < _APPEARS_IN:
            return TryLater(self.youtube.says("not_there", video=video), after=_LOOK_AGAIN)
        kept.forget()  # somebody deleted it there: whoever asks again wants it anew
        return Refused(self.youtube.says("deleted", video=video))

    def _waiting(self, video: str, kept: Kept) -> TryLater:
        if self.context.clock() - self._since(kept) < _PATIENCE:
            return Underway(self.youtube.says("processing"), after=_LOOK_AGAIN)
        hours = round(_PATIENCE / timedelta(hours=1))
        return TryLater(self.youtube.says("processing_long", video=video, hours=hours))

    def _since(self, kept: Kept) -> datetime:
        """Return when YouTube had taken the whole film."""
        return _moment(kept.get("taken")) or self.context.clock()

    def _dressing(self, kept: Kept, had: Mapping[str, str], until: float) -> Dressing:
        def in_time() -> None:
            if monotonic() >= until:
                raise Underway(self.youtube.says("processing"))

        playlists = self.options["playlists"] == "yes"
        return Dressing(
            self.youtube, kept, had=had, media=self._media, playlists=playlists, in_time=in_time
        )

    def _receipt(
        self, seen: Mapping[str, Any], film: Recording | None, dressing: Dressing, words: str
    ) -> Receipt:
        video = text(seen, "id")
        lacking = "; ".join(dressing.not_taken)
        told = f"{words} {self.youtube.says('not_taken', what=lacking)}" if lacking else words
        return Receipt(
            identifier=video,
            at=_moment(text(part(seen, "snippet"), "publishedAt")) or self.context.clock(),
            address=_watch(video),
            words=told,
            extra=dressing.worn | ({"sha256": film.sha256} if film else {}),
        )

    def _make_private(self, video: str) -> str:
        """Make ``video`` private and return what to say of it; what is gone is said to be."""
        seen = self.youtube.one("/videos", video, "status")
        if seen is None:
            return self.youtube.says("deleted", video=video)
        status = part(seen, "status")
        # What a written part does not name falls back to YouTube's own default.
        kept = {name: status[name] for name in _KEPT_STATUS if name in status}
        body = {"id": video, "status": {**kept, "privacyStatus": "private"}}
        answer = self.youtube.call("PUT", "/videos", {"part": "status"}, body=body)
        self.youtube.proven(answer, video)
        shown = text(part(answer, "status"), "privacyStatus")
        if shown != "private":
            raise TryLater(self.youtube.says("unreadable", words=shown))
        return self.youtube.says("made_private", video=video)

    def _delete(self, video: str) -> str:
        try:
            self.youtube.ask("DELETE", "/videos", {"id": video}, cost=WRITE)
        except Declined as declined:
            if declined.status != 404:
                raise error_of(declined, self.context) from declined
            return self.youtube.says("deleted", video=video)
        return self.youtube.says("removed", video=video)

    @property
    def _media(self) -> Callable[[str], bytes]:
        def read(sha256: str) -> bytes:
            try:
                return self.context.media.read(sha256)
            except KeyError:
                return b""

        return read


def _watch(video: str) -> str:
    return f"https://www.youtube.com/watch?v={video}"


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
