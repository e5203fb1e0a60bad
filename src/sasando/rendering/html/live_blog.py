"""A post of a live blog as a fragment: the same bytes on the page, in its news, and for who asks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from sasando.documents import Document, Standing
from sasando.documents.blocks import Image, Paragraph
from sasando.documents.digest import sha256_hex
from sasando.rendering.html.environment import page_environment
from sasando.rendering.html.setting import Door, Setting
from sasando.rendering.text import body_text
from sasando.rendering.verdicts import rated

_BLANK = "@@stamp@@"
_WHOLE = 1000  # characters: a longer text is summed up by its key message


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePost:
    """One post: a Document in its place. ``key`` names it in its blog, whatever its version."""

    key: int
    at: datetime  # when it came into the blog
    document: Document  # with its imprint
    confirming: bool = False  # an urgent notice whose second officer has not confirmed it yet
    erratum: Door | None = None  # another item that puts it right

    @property
    def is_whole(self) -> bool:
        """Whether the post shows the whole text; otherwise it shows what readers must know."""
        document = self.document
        plain = all(isinstance(block, Paragraph | Image) for block in document.body)
        return plain and document.verdict is None and len(body_text(document)) <= _WHOLE

    @property
    def words(self) -> str:
        """What the post says under its headline, as plain text; "" when it was withdrawn."""
        imprint = self.document.imprint
        if imprint is not None and imprint.standing is Standing.WITHDRAWN:
            return ""
        return body_text(self.document) if self.is_whole else self.document.key_message


def live_post(post: LivePost, *, setting: Setting, level: int = 3, pinned: bool = False) -> Markup:
    """Return ``post`` as one ``article``; its headline stands at heading ``level``.

    ``pinned``: it is a fact on top of the blog, named apart from a post of the same key.

    ``data-stamp`` differs as soon as anything in it does. The language of the words around it is
    ``setting``'s, that of the text its own. Raises ``ValueError`` for a text that is not public.
    """
    document = post.document
    if document.imprint is None:
        raise ValueError("a Document without an imprint is not public and is no post")
    verdict = document.verdict
    html = (
        page_environment(setting.language)
        .get_template("live_post.html")
        .render(
            post=post,
            document=document,
            imprint=document.imprint,
            absolute=setting.absolute,
            level=level,
            name=f"{'f' if pinned else 'p'}{post.key}",
            rated=rated(verdict.rating, setting.language) if verdict else "",
            change=_change(document),
            at=post.at.astimezone(UTC).isoformat(timespec="microseconds"),
            stamp=_BLANK,
        )
    )
    return Markup(html.replace(_BLANK, sha256_hex(html.encode())[:12]))  # noqa: S704 - escaped


def _change(document: Document) -> str:
    """What this version put right, in one sentence."""
    assert document.imprint is not None  # noqa: S101 - its callers looked
    for past in document.imprint.history:
        if past.version == document.version > 1:
            return past.change
    return ""
