"""Instagram: the card with a caption, on a professional account that belongs to a Page.

https://developers.facebook.com/documentation/instagram-platform/content-publishing
Instagram fetches the picture from the public site, and only JPEG. A container is made, looked at
until it is ready, and published; where that stands is noted, so that a repeat goes on from there.
A caption cannot be edited by program: a correction is a task for a person.
"""

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from sasando.channels.builtin.graph import (
    CALLS,
    ID,
    Gone,
    Graph,
    Uncertain,
    moment_of,
    web_address,
)
from sasando.channels.builtin.graph_access import (
    APP_SECRET,
    SERVER,
    TOKEN,
    VERSION,
    settings_problems,
    token_problems,
)
from sasando.channels.builtin.graph_measures import insights
from sasando.channels.builtin.messengers.payload import number, part, parts, text
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
from sasando.rendering.addresses import short_address
from sasando.rendering.cards import CardSize, card_alt, card_jpeg
from sasando.rendering.phrases import phrase
from sasando.rendering.posts import post_text

CAPTION = "instagram.txt"
STEPS = "langkah.txt"
CARD = f"kartu-{CardSize.SQUARE.label}.jpg"
LIMIT = 2_200  # characters of a caption
_ALT = 1_000  # characters of an alternative text
_TEXT = "text/plain; charset=utf-8"
_MEDIA_FIELDS = "id,caption,permalink,timestamp"
_BUSY = timedelta(seconds=30)
NEEDED = ("instagram_basic", "instagram_content_publish", "pages_read_engagement")
WISHED = ("instagram_manage_insights", "instagram_manage_contents")
_METRICS = {  # https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
    "views": MeasureKind.IMPRESSIONS,
    "reach": MeasureKind.REACH,
    "shares": MeasureKind.SHARES,
}
POSTS = Budget(name="posts", limit=100, label="posts on Instagram")


class Instagram(Channel):
    slug: ClassVar[str] = "instagram"
    label: ClassVar[str] = "Instagram"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="account_id",
            label="Instagram account ID",
            help="A number: of the professional account that is connected to the Page.",
            required=False,
        ),
        TOKEN,
        APP_SECRET,
        VERSION,
        SERVER,
    )
    access: ClassVar[tuple[str, ...]] = ("account_id", "token")
    budgets: ClassVar[tuple[Budget, ...]] = (CALLS, POSTS)
    can_withdraw: ClassVar[bool] = True
    can_measure: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        site_url, language = self.context.site_url, document.language
        caption = post_text(document, site_url=site_url, limit=LIMIT)
        steps = phrase("steps.instagram", language, headline=document.headline)
        card = card_jpeg(document, size=CardSize.SQUARE, site_url=site_url)
        return Rendition(
            files=(
                RenderedFile(STEPS, _TEXT, steps.encode()),
                RenderedFile(CAPTION, _TEXT, caption.encode()),
                RenderedFile(CARD, "image/jpeg", card),
            ),
            subject=document.headline,
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        self._graph.begin()
        noted = dict(self.context.notes.read(key))
        if noted.get("publishing"):  # tried before: what came of it is on the account or not
            media = self._found(document)
            if media is not None:
                return self._receipt(media)
        container = noted.get("container", "")
        if not container or self._expired(container):
            container = self._contain(document, rendition)
            noted = {"container": container}
            self.context.notes.write(key, noted)
        self._wait_for(container)
        self._leave_room()
        self.context.notes.write(key, {**noted, "publishing": "yes"})
        self.context.purse.spend(POSTS, 1)
        said = self._graph.post(f"{self._account}/media_publish", {"creation_id": container})
        media = self._shown(self._graph.identifier(said, "id"), document)
        if media is None:
            raise Uncertain(self._graph.says("not_shown"), timedelta(minutes=2))
        return self._receipt(media)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Delete the post: for tokens of Facebook Login, with ``instagram_manage_contents``."""
        self._graph.delete(self._own(receipt))
        words = self._graph.says("deleted", count=1)
        return Receipt(identifier=receipt.identifier, at=self.context.clock(), words=words)

    def measures(self, receipt: Receipt) -> tuple[Measure, ...]:
        identifier = self._own(receipt)
        node = self._graph.get(identifier, fields="like_count,comments_count").values
        plain = [
            Measure(kind=kind, value=value, source=name)
            for name, kind in (
                ("like_count", MeasureKind.REACTIONS),
                ("comments_count", MeasureKind.COMMENTS),
            )
            if (value := number(node, name)) is not None
        ]
        return (*insights(self._graph, f"{identifier}/insights", _METRICS), *plain)

    def check(self) -> list[Problem]:
        problems = settings_problems(self._graph, self.options, of="account_id")
        return [*super().check(), *problems]

    def diagnose(self) -> list[Problem]:
        problems = self.check()
        if not self.options["token"] or any(problem.fatal for problem in problems):
            return problems
        return problems + token_problems(self._graph, page="", needed=NEEDED, wished=WISHED)

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self.options, self.context, platform="Instagram")

    @property
    def _account(self) -> str:
        return self.options["account_id"]

    def _contain(self, document: Document, rendition: Rendition) -> str:
        address = short_address(document, self.context.site_url)
        values = {
            "image_url": f"{address}/{CardSize.SQUARE.label}.jpg",
            "caption": rendition.file(CAPTION).body.decode(),
            "alt_text": card_alt(document)[:_ALT],
        }
        return self._graph.identifier(self._graph.post(f"{self._account}/media", values), "id")

    def _expired(self, container: str) -> bool:
        """Whether a container was not published within its 24 hours."""
        try:
            return self._status(container)[0] in ("EXPIRED", "ERROR")
        except Gone:
            return True

    def _wait_for(self, container: str) -> None:
        """Pass when the container is ready. Raises ``TryLater`` until then, ``Refused`` if never."""
        code, words = self._status(container)
        if code == "IN_PROGRESS":
            raise TryLater(self._graph.says("container_busy", words=code), _BUSY)
        if code == "PUBLISHED":  # and yet not found on the account: shown a little later
            raise Uncertain(self._graph.says("not_shown"), timedelta(minutes=2))
        if code != "FINISHED":
            raise Refused(self._graph.says("container_failed", words=words or code))

    def _status(self, container: str) -> tuple[str, str]:
        node = self._graph.get(container, fields="status_code,status").values
        return text(node, "status_code"), text(node, "status")

    def _leave_room(self) -> None:
        """Ask how many posts are left of a day's. Raises ``TryLater`` when none is."""
        fields = "config,quota_usage"
        said = self._graph.get(f"{self._account}/content_publishing_limit", fields=fields)
        entry = next(iter(parts(said.values, "data")), {})
        used, total = number(entry, "quota_usage"), number(part(entry, "config"), "quota_total")
        if used is not None and total is not None and used >= total:
            words = self._graph.says("quota", words=f"{used}/{total}")
            raise TryLater(words, timedelta(hours=1))

    def _found(self, document: Document) -> dict[str, Any] | None:
        """Return the newest post of the account that carries this version's address."""
        said = self._graph.get(f"{self._account}/media", fields=_MEDIA_FIELDS, limit="50")
        own = (entry for entry in parts(said.values, "data") if self._carries(entry, document))
        return next(own, None)

    def _shown(self, identifier: str, document: Document) -> dict[str, Any] | None:
        try:
            media = self._graph.get(identifier, fields=_MEDIA_FIELDS).values
        except Gone:
            return None
        return media if self._carries(media, document) else None

    def _carries(self, media: dict[str, Any], document: Document) -> bool:
        address = short_address(document, self.context.site_url)
        return address in text(media, "caption").split()

    def _own(self, receipt: Receipt) -> str:
        if not ID.fullmatch(receipt.identifier):
            raise Refused(self._graph.says("by_hand", address=receipt.identifier))
        return receipt.identifier

    def _receipt(self, media: dict[str, Any]) -> Receipt:
        return Receipt(
            identifier=text(media, "id"),
            at=moment_of(text(media, "timestamp"), self.context.clock()),
            address=web_address(text(media, "permalink")),
            words=text(media, "id"),
        )
