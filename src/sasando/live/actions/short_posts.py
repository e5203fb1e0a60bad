"""A short post: one headline and one paragraph become an item, and its approvers are asked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale

from sasando.desk import actions as desk
from sasando.desk.models import (
    Item,
    NewsStory,
    Notice,
    Picture,
    Release,
    SectionPage,
    Version,
    seats_of,
)
from sasando.desk.policy import POLICY, may_write
from sasando.documents.vocabulary import Kind
from sasando.live.actions.blogging import put_in
from sasando.live.exceptions import WrongState
from sasando.live.models import LiveBlog
from sasando.parties.models import Organisation, Person

_CLASSES: dict[Kind, type[Item]] = {
    Kind.NOTICE: Notice,
    Kind.RELEASE: Release,
    Kind.NEWS: NewsStory,
}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortPost:
    """What somebody wrote on their phone."""

    once: UUID  # of the form: pressed twice, it is one post
    kind: Kind
    party: str  # the organisation's code
    language: str
    headline: str
    text: str
    picture: Any = None  # an uploaded file
    alt: str = ""
    credit: str = ""
    translates: UUID | None = None  # the translation key of the post whose twin this is


def voices_of(person: Person, blog: LiveBlog) -> list[tuple[Kind, Organisation]]:
    """Return as what, and for whom, ``person`` may write in ``blog``: the first is the usual one."""
    seats = seats_of(person)
    parties = {party.code: party for party in (blog.owner, *blog.partners.all())}
    return [
        (kind, party)
        for kind in _CLASSES
        for code, party in sorted(parties.items())
        if may_write(POLICY[kind], seats, code)
    ]


def first_sentence(text: str) -> str:
    """Return what readers must know of ``text``: its first sentence."""
    return _SENTENCE.split(" ".join(text.split()), maxsplit=1)[0]


@transaction.atomic
def write_post(*, blog: LiveBlog, post: ShortPost, by: Person, at: datetime) -> Version:
    """Write the item, propose it, and let it come into ``blog`` as soon as it is published.

    Raises ``WrongState`` while the blog is closed or where ``by`` may not write this, and what
    ``desk.actions.propose`` raises; then nothing was written.
    """
    known = Item.objects.filter(uuid=post.once).first()
    if known is not None:
        return Version.objects.filter(item_id=known.pk).latest("pk")
    party = next(
        (p for k, p in voices_of(by, blog) if (k, p.code) == (post.kind, post.party)), None
    )
    if party is None:
        raise WrongState(_("You may not write this kind of post here."))
    item = _item(blog, post, party, by)
    put_in(blog=blog, item=item, by=by, at=at)
    return desk.propose(item=item, by=by, at=at)


def _item(blog: LiveBlog, post: ShortPost, party: Organisation, by: Person) -> Item:
    section = SectionPage.objects.get(kind=post.kind.value, locale__language_code=post.language)
    item = _CLASSES[post.kind](
        uuid=post.once,
        locale=Locale.objects.get(language_code=post.language),
        owner=by,
        publisher=party,
        title=" ".join(post.headline.split()),
        key_message=first_sentence(post.text),
        byline=by.display_name if post.kind is Kind.NEWS else "",
        body=_body(post, by),
    )
    if post.translates is not None:
        item.translation_key = post.translates
    if not slugify(item.title):
        item.slug = f"kabar-{post.once.hex[:8]}"
    section.add_child(instance=item)
    item.elections.set([blog.election])
    item.stages.set(blog.stages.all())
    item.places.set(blog.places.all())
    item.save_revision(user=by)
    return item


def _body(post: ShortPost, by: Person) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = [
        ("paragraph", f"<p>{escape(' '.join(part.split()))}</p>")
        for part in post.text.split("\n\n")
        if part.strip()
    ]
    if post.picture:
        picture = Picture(
            title=post.headline[:100],
            description=post.alt,
            credit=post.credit or by.display_name,
            file=post.picture,
            uploaded_by_user=by,
        )
        picture.save()
        value = {"picture": picture, "caption": post.alt, "credit": "", "alt": ""}
        body.append(("image", value))
    return body
