"""WordPress: an item becomes a post of the outlet's own site, by its REST API.

WordPress knows no idempotency keys. A post is found again by its slug, which ends in the item's code
and is the same for every version; so a repeat changes the post that is there. A picture is found again
by its slug, which holds its SHA-256.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from sasando.channels.builtin import wordpress_post as posts
from sasando.channels.builtin import wordpress_shelf as shelf
from sasando.channels.builtin.cards import sealed
from sasando.channels.builtin.wordpress_access import access_problems
from sasando.channels.builtin.wordpress_api import Said, WordPressApi
from sasando.channels.builtin.wordpress_fields import FIELDS
from sasando.channels.builtin.wordpress_library import drop_media, media, term
from sasando.channels.builtin.wordpress_pictures import (
    alt_of,
    caption_of,
    featured,
    picture_in,
)
from sasando.documents import Document, Imprint, Standing
from sasando.plugins import (
    Channel,
    ChannelError,
    Field,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
)
from sasando.plugins.addresses import address_problem
from sasando.rendering.phrases import phrase

TEXT, NOTES = "isi.html", "keterangan.txt"
_HIDDEN = {"private", "trash"}


class WordPress(Channel):
    slug: ClassVar[str] = "wordpress"
    label: ClassVar[str] = "WordPress"
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    access: ClassVar[tuple[str, ...]] = ("password",)

    def render(self, document: Document) -> Rendition:
        """Return the text, the featured image, and the rest as lines a person can copy."""
        picture = featured(document, self.context, wanted=self.options["picture"])
        notes = posts.kit_lines(
            document,
            categories=self._categories.of(document),
            alt=alt_of(document, picture),
            caption=caption_of(document, picture),
        )
        text = posts.content(document, self.context)
        return Rendition(
            files=(
                RenderedFile(TEXT, "text/html; charset=utf-8", text.encode()),
                RenderedFile(NOTES, "text/plain; charset=utf-8", notes.encode()),
                *((picture,) if picture else ()),
            ),
            subject=document.headline,
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        """Create the post, or bring the one that is there up to date."""
        api = self._api()
        noted = self.context.notes.read(key).get("post", "")
        there = shelf.noted(api, noted) or shelf.find(api, posts.slug(document))
        values, told = self._values(api, document, rendition)
        if there is None:
            post = shelf.created(api, document, values, status=self.options["status"])
        else:
            if there["status"] in _HIDDEN:  # it was taken back once, and is wanted again
                values["status"] = self.options["status"]
            post = api.post(f"/wp/v2/posts/{there['id']}", values)
        self.context.notes.write(key, {"post": str(post["id"])})
        return self._receipt(post, told)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        """Change the post in place. Its status and its categories are the site's own by now."""
        api = self._api()
        post_id = shelf.id_of(api, document, receipt)
        values, told = self._values(api, document, rendition, placed=False)
        post = api.post(f"/wp/v2/posts/{post_id}", values)
        was = receipt.extra.get("media", "")
        if was and was != str(values.get("featured_media", "")):
            told += drop_media(api, was)
        return self._receipt(post, told)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Take the post out of readers' sight, or leave a notice; what is gone already is fine.

        A text that is only over stays, with the sentence that says so on top.
        """
        api = self._api()
        try:
            post_id = shelf.id_of(api, document, receipt)
            return self._taken_back(api, post_id, document, receipt, reason)
        except Said as said:
            if not said.is_gone:
                raise
        return Receipt(
            identifier=receipt.identifier or posts.slug(document),
            at=self.context.clock(),
            words=self._says("nothing_there"),
        )

    def check(self) -> list[Problem]:
        problems = super().check()
        url = self.options["url"].strip()
        wrong = address_problem(url, allow_loopback=self.context.allow_loopback) if url else None
        if wrong:
            problems.append(Problem(field="url", message=wrong))
        elif url.startswith("http://") and not self.context.allow_loopback:
            problems.append(Problem(field="url", message=self._says("needs_https")))
        try:
            unknown = self._categories.unknown()
        except Refused as refused:
            problems.append(Problem(field="categories", message=refused.words))
        else:
            problems += [
                Problem(field="categories", message=self._says("no_kind", word=word), fatal=False)
                for word in unknown
            ]
        return problems

    def diagnose(self) -> list[Problem]:
        problems = self.check()
        if any(problem.fatal for problem in problems) or not self.options["password"]:
            return problems
        api = self._api()
        try:
            found = access_problems(api, status=self.options["status"])
            if not found and self.options["create_terms"] == "no":
                found = [
                    Problem(
                        field="categories",
                        message=self._says("no_category", names=name),
                        fatal=False,
                    )
                    for name in self._categories.names
                    if term(api, "categories", name, make=False) is None
                ]
        except ChannelError as error:
            found = [Problem(field="url", message=error.words)]
        return [*problems, *found]

    def _taken_back(
        self, api: WordPressApi, post_id: int, document: Document, receipt: Receipt, reason: str
    ) -> Receipt:
        route, how = f"/wp/v2/posts/{post_id}", self.options["withdrawal"]
        if document.imprint is not None and document.imprint.standing is Standing.EXPIRED:
            return self._receipt(api.post(route, self._text(document)), [], receipt.extra)
        told = drop_media(api, receipt.extra.get("media", ""))
        if how == "notice":
            now = self.context.clock()
            imprint = document.imprint or Imprint(published_at=now, first_published_at=now)
            notice = posts.as_withdrawn(document, reason, imprint)
            sentence = phrase("standing.withdrawn_sentence", document.language)
            post = api.post(route, {**self._text(notice), "excerpt": sentence})
        elif how == "trash":
            post = api.delete(route, force=False)
        else:
            post = api.post(route, {"status": how})
        return self._receipt(post, told)

    def _values(
        self,
        api: WordPressApi,
        document: Document,
        rendition: Rendition,
        *,
        placed: bool = True,
    ) -> tuple[dict[str, Any], list[str]]:
        """Return what to write, and what a person should know about it."""
        values: dict[str, Any] = {
            "title": posts.title(document),
            "content": rendition.file(TEXT).body.decode(),
            "excerpt": posts.excerpt(document),
        }
        told: list[str] = []
        if placed:
            told += self._place(api, document, values)
        picture = picture_in(rendition)
        if picture is not None:
            leaving = sealed(rendition, document, self.context).file(picture.name).body
            words = {
                "title": document.headline,
                "alt_text": alt_of(document, picture),
                "caption": caption_of(document, picture),
            }
            values["featured_media"] = media(api, picture=picture, leaves_as=leaving, words=words)
        return values, told

    def _text(self, document: Document) -> dict[str, Any]:
        return {
            "title": posts.title(document),
            "content": posts.content(document, self.context),
            "excerpt": posts.excerpt(document),
        }

    def _place(self, api: WordPressApi, document: Document, values: dict[str, Any]) -> list[str]:
        """Put the categories and tags into ``values``; return what a person should know."""
        make = self.options["create_terms"] == "yes"
        wanted = {"categories": (self._categories.of(document), make)}
        if self.options["tags"] == "yes":
            wanted["tags"] = (posts.tags(document), True)
        missing = []
        for taxonomy, (names, may_make) in wanted.items():
            found = {name: term(api, taxonomy, name, make=may_make) for name in names}
            missing += [name for name, number in found.items() if number is None]
            terms = [number for number in found.values() if number is not None]
            values |= {taxonomy: terms} if terms else {}
        return [self._says("no_category", names=", ".join(missing))] if missing else []

    def _receipt(
        self, post: Mapping[str, Any], told: list[str], extra: Mapping[str, str] | None = None
    ) -> Receipt:
        status, shown = str(post.get("status", "")), post.get("featured_media")
        words = [self._says(f"status_{status}") if status in _STATUSES else status, *told]
        return Receipt(
            identifier=str(post["id"]),
            at=self.context.clock(),
            address=str(post.get("link") or ""),
            words=" ".join(words),
            extra=extra or ({"media": str(shown)} if shown else {}),
        )

    @property
    def _categories(self) -> posts.Categories:
        try:
            return posts.Categories.read(self.options["categories"])
        except ValueError as error:
            raise Refused(self._says("bad_categories", line=error)) from error

    def _api(self) -> WordPressApi:
        return WordPressApi(
            url=self.options["url"],
            username=self.options["username"],
            password=self.options["password"],
            context=self.context,
        )

    def _says(self, name: str, **values: object) -> str:
        return phrase(f"wordpress.{name}", self.context.language, **values)


_STATUSES = {"publish", "future", "draft", "pending", "private", "trash"}
