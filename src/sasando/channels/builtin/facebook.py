"""Facebook Page: a post with the text, its link, card or film; corrected, withdrawn and measured.

https://developers.facebook.com/docs/pages-api/posts
Facebook knows no idempotency keys: an attempt is noted before it is made, and on a repeat the
Page's own posts are looked through for the one that carries this version's short address.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from sasando.channels.builtin.cards import sealed
from sasando.channels.builtin.facebook_films import Films
from sasando.channels.builtin.graph import (
    CALLS,
    ID,
    Gone,
    Graph,
    GraphRefused,
    moment_of,
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
from sasando.channels.builtin.graph_measures import counted, insights
from sasando.channels.builtin.messengers.payload import part, parts, text
from sasando.documents import Document
from sasando.plugins import (
    Budget,
    Channel,
    Field,
    Measure,
    MeasureKind,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.rendering.addresses import absolute, short_address
from sasando.rendering.cards import CardSize, card_alt, card_png
from sasando.rendering.phrases import phrase
from sasando.rendering.posts import post_text

POST = "facebook.txt"
STEPS = "langkah.txt"
CARD = f"kartu-{CardSize.SQUARE.label}.png"
FORMATS = ("link", "photo", "text", "video")
LIMIT = 63_206  # characters of a post, as Facebook says when there are more
_ROOM = 400  # for the notice above a corrected picture
_TEXT = "text/plain; charset=utf-8"
_DUPLICATE = 506
_POST_FIELDS = "id,message,permalink_url,created_time,is_published,from"
_PAGES = 5  # of a hundred posts each, looked through at most
_CLOCKS = timedelta(minutes=10)  # by which the platform's clock may differ from ours
NEEDED: tuple[str, ...] = ("pages_manage_posts", "pages_read_engagement")
NEEDED_FOR_MEDIA = (*NEEDED, "pages_show_list")
WISHED = ("read_insights", "pages_read_user_content")
_METRICS = {  # https://developers.facebook.com/docs/platforminsights/page
    "post_media_view": MeasureKind.IMPRESSIONS,
    "post_total_media_view_unique": MeasureKind.REACH,
    "post_clicks": MeasureKind.CLICKS,
}


class Facebook(Channel):
    slug: ClassVar[str] = "facebook"
    label: ClassVar[str] = "Facebook Page"
    fields: ClassVar[tuple[Field, ...]] = (
        PAGE_ID,
        TOKEN,
        APP_SECRET,
        Field(
            name="format",
            label="Kind of post",
            help="link (with a preview), photo (the card), text (the whole text) or video (the "
            "recording of an episode that has one; a link otherwise).",
            default="link",
            choices=FORMATS,
        ),
        VERSION,
        SERVER,
    )
    access: ClassVar[tuple[str, ...]] = ("page_id", "token")
    budgets: ClassVar[tuple[Budget, ...]] = (CALLS,)
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    can_measure: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        """Return the post, its card if it has one, and the steps for who posts it by hand."""
        site_url, as_photo = self.context.site_url, self.options["format"] == "photo"
        whole = self.options["format"] == "text"
        post = post_text(document, site_url=site_url, limit=LIMIT - _ROOM, whole=whole)
        key = "facebook_photo" if as_photo else "facebook"
        film = ""
        if self._as_film(document):
            key, film = "facebook_video", absolute(document.recordings[0].href, site_url)
        steps = phrase(f"steps.{key}", document.language, headline=document.headline, film=film)
        files = [
            RenderedFile(STEPS, _TEXT, steps.encode()),
            RenderedFile(POST, _TEXT, post.encode()),
        ]
        if as_photo:
            card = card_png(document, size=CardSize.SQUARE, site_url=site_url)
            files.append(RenderedFile(CARD, "image/png", card))
        return Rendition(files=tuple(files), subject=document.headline)

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        self._graph.begin()
        if self._as_film(document):
            return self._films.deliver(document, rendition.file(POST).body.decode(), key=key)
        notes, now = self.context.notes, self.context.clock()
        noted = notes.read(key)
        post = self._earlier(document, noted)
        if post is None:
            began = noted.get("at") or now.isoformat()
            notes.write(key, {"at": began})
            try:
                identifier = self._publish(document, rendition)
            except GraphRefused as error:
                # Twice the same text: the first may be this very one, under an older key.
                post = self._found(document, now) if error.code == _DUPLICATE else None
                if post is None:
                    raise
            else:
                notes.write(key, {"at": began, "post": identifier})
                post = self._shown(identifier, document)
        if post is None:
            raise TryLater(self._graph.says("not_shown"), timedelta(minutes=2))
        return self._receipt(post, self._kind)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Put the new text into the post. A picture stays what it was: then the text says so.

        Where there is a film now and was none, it comes out as well: an announcement that was a link.
        """
        self._graph.begin()
        identifier = self._own(receipt)
        message = rendition.file(POST).body.decode()
        was = receipt.extra.get("format", "link")
        if was == "video":
            new = self._films.correct(document, message, receipt=receipt, key=key)
            return replace(new, extra={**receipt.extra, **new.extra})
        if was == "photo":
            address = short_address(document, self.context.site_url)
            old = phrase("steps.old_picture", document.language, address=address)
            message = f"{old}\n\n{message}"
        self._graph.post(identifier, {"message": message})
        post = self._shown(identifier, document)
        if post is None:
            raise TryLater(self._graph.says("not_shown"), timedelta(minutes=2))
        if self._as_film(document):
            film = self._films.deliver(document, rendition.file(POST).body.decode(), key=key)
            return replace(film, extra={**film.extra, "post": identifier})
        return self._receipt(post, was)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Delete the post; without an identifier, every post of this Page about the item."""
        self._graph.begin()
        if receipt.identifier:
            found = [self._own(receipt), *filter(None, [receipt.extra.get("post", "")])]
        else:
            href = absolute(document.href, self.context.site_url)
            posts = self._posts(self._since(document))
            # On a line of its own: a text about something else may name it, too.
            found = [text(p, "id") for p in posts if href in text(p, "message").splitlines()]
            if self.options["format"] == "video":
                found += self._films.all_of(document)
        for identifier in found:
            self._graph.delete(identifier)
        name = receipt.identifier or " ".join(found) or self.options["page_id"]
        words = self._graph.says("deleted" if found else "none_found", count=len(found))
        return Receipt(identifier=name, at=self.context.clock(), words=words)

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        identifier = self._own(receipt)
        if receipt.extra.get("format") == "video":
            return self._films.measures(receipt)
        wanted = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
        said = self._graph.get(identifier, fields=f"{wanted},shares")
        return (*insights(self._graph, f"{identifier}/insights", _METRICS), *counted(said.values))

    def check(self) -> list[Problem]:
        problems = [*super().check()]
        problems += settings_problems(self._graph, self.options, of="page_id")
        if self.options["format"] not in FORMATS:
            message = self._graph.says("choose", names=", ".join(FORMATS))
            problems.append(Problem(field="format", message=message))
        return problems

    def diagnose(self) -> list[Problem]:
        problems = self.check()
        if not self.options["token"] or any(problem.fatal for problem in problems):
            return problems
        page = self.options["page_id"]
        media = self.options["format"] in ("photo", "video")
        needed = NEEDED_FOR_MEDIA if media else NEEDED
        return problems + token_problems(self._graph, page=page, needed=needed, wished=WISHED)

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self.options, self.context, platform="Facebook")

    @cached_property
    def _films(self) -> Films:
        return Films(self._graph, self.context, page=self.options["page_id"])

    @property
    def _kind(self) -> str:
        """What a post that is no film is here."""
        return "link" if self.options["format"] == "video" else self.options["format"]

    def _as_film(self, document: Document) -> bool:
        return self.options["format"] == "video" and bool(document.recordings)

    def _publish(self, document: Document, rendition: Rendition) -> str:
        """Make the post and return its identifier. Raises ``Uncertain`` for an answer without."""
        page, message = self.options["page_id"], rendition.file(POST).body.decode()
        if self.options["format"] == "photo":
            card = sealed(rendition, document, self.context).file(CARD)
            values = {"caption": message, "alt_text_custom": card_alt(document)}
            picture = {"source": (card.name, card.body, card.content_type)}
            said = self._graph.post(f"{page}/photos", values, files=picture)
            return self._graph.identifier(said, "post_id")
        values = {"message": message}
        if self._kind == "link":
            values["link"] = absolute(document.href, self.context.site_url)
        return self._graph.identifier(self._graph.post(f"{page}/feed", values), "id")

    def _earlier(self, document: Document, noted: Any) -> dict[str, Any] | None:
        """Return the post that an earlier attempt with this key made, if it did."""
        if not noted:
            return None
        shown = self._shown(noted["post"], document) if noted.get("post") else None
        return shown or self._found(document, moment_of(noted["at"], self.context.clock()))

    def _found(self, document: Document, at: datetime) -> dict[str, Any] | None:
        address = short_address(document, self.context.site_url)
        return next((p for p in self._posts(at - _CLOCKS) if _names(p, address)), None)

    def _shown(self, identifier: str, document: Document) -> dict[str, Any] | None:
        """Read the post back; ``None`` when it is not there, or not with this version's text."""
        try:
            post = self._graph.get(identifier, fields=_POST_FIELDS).values
        except Gone:
            return None
        address = short_address(document, self.context.site_url)
        shown = post.get("is_published") is not False and _names(post, address)
        return post if shown else None

    def _posts(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the Page's own posts since then, the newest first."""
        page = self.options["page_id"]
        query = {"fields": _POST_FIELDS, "limit": "100", "since": str(int(since.timestamp()))}
        for _ in range(_PAGES):
            values = self._graph.get(f"{page}/published_posts", **query).values
            for post in parts(values, "data"):
                if text(part(post, "from"), "id") == page:  # a visitor may write our address too
                    yield post
            after = text(part(part(values, "paging"), "cursors"), "after")
            if not after or not text(part(values, "paging"), "next"):
                return
            query["after"] = after

    def _since(self, document: Document) -> datetime:
        imprint = document.imprint
        began = imprint.first_published_at if imprint else self.context.clock()
        return began - timedelta(days=1)

    def _own(self, receipt: Receipt) -> str:
        """Return the post's identifier. Raises ``Refused`` for what a person posted by hand."""
        if not ID.fullmatch(receipt.identifier):
            raise Refused(self._graph.says("by_hand", address=receipt.identifier))
        return receipt.identifier

    def _receipt(self, post: dict[str, Any], kind: str) -> Receipt:
        return Receipt(
            identifier=text(post, "id"),
            at=moment_of(text(post, "created_time"), self.context.clock()),
            address=web_address(text(post, "permalink_url")),
            words=text(post, "id"),
            extra={"format": kind},
        )


def _names(post: dict[str, Any], address: str) -> bool:
    """Whether ``address`` stands in the post by itself, not as the beginning of another."""
    return any(word.strip(".,;:()") == address for word in text(post, "message").split())
