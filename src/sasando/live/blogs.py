"""A live blog as readers get it: its posts as they stand now, and the news of what changes.

Each language is a topic of its own. News of a post carries the post ready to be shown, so that two
thousand readers who hear of it ask for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from markupsafe import Markup

from sasando.desk.addresses import item_path
from sasando.desk.models import State, Version
from sasando.documents.vocabulary import Kind
from sasando.live import telling
from sasando.live.models import BlogPin, BlogPost, LiveBlog
from sasando.rendering.html import Door, Setting
from sasando.rendering.html.live_blog import LivePost, live_post
from sasando.rendering.phrases import LANGUAGES

POST, PINS, STATE = "post", "pins", "state"


def blog_topic(blog: LiveBlog, language: str) -> str:
    """Return the topic that readers of ``blog`` in ``language`` follow."""
    return f"langsung-{blog.pk}-{language}"


def blog_setting(language: str) -> Setting:
    """Return what a post must know of the house to be shown anywhere."""
    return Setting(
        site_url=settings.SITE_URL, site_name=settings.SITE_NAME, language=language, path=""
    )


def live_posts(rows: Sequence[BlogPost | BlogPin], language: str) -> list[LivePost]:
    """Return the posts (or pins) as they stand now, in their order; eight queries for any number.

    A row whose item was never published is left out.
    """
    versions = _standing(rows, language)
    errata = _errata(versions.values())
    posts = []
    for row in rows:
        version = versions.get(row.translation_key)
        if version is None:
            continue
        posts.append(
            LivePost(
                key=row.pk,
                at=row.at if isinstance(row, BlogPost) else version.imprint.first_published_at,
                document=version.document,
                confirming=version.state == State.CURRENT
                and not version.confirmed
                and not version.overdue,
                erratum=errata.get(version.item_id),
            )
        )
    return posts


def _standing(rows: Iterable[BlogPost | BlogPin], language: str) -> dict[UUID, Version]:
    """Return the newest public version of each row's item, by its key: of its twin in ``language``
    where that is public, of the item itself otherwise.
    """
    items = {row.translation_key: row.item_id for row in rows}
    newer = Version.objects.public().filter(
        item_id=OuterRef("item_id"), number__gt=OuterRef("number")
    )
    found = (
        Version.objects.public()
        .filter(~Exists(newer), item__translation_key__in=list(items))
        .with_imprint()
        .select_related("publisher", "item")
    )
    versions: dict[UUID, Version] = {}
    for version in found:
        key = version.item.translation_key
        known = versions.get(key)
        if known is None or _rank(version, language, items[key]) > _rank(
            known, language, items[key]
        ):
            versions[key] = version
    return versions


def _rank(version: Version, language: str, item: int) -> tuple[bool, bool]:
    return version.language == language, version.item_id == item


def _errata(versions: Iterable[Version]) -> dict[int, Door]:
    """Return the current errata on what these versions are of, by the item they correct."""
    corrects = "item__erratum__corrects__item_id"
    rows = (
        Version.objects.current()
        .of_kind(Kind.ERRATUM)
        .filter(**{f"{corrects}__in": [version.item_id for version in versions]})
        .values_list(corrects, "language", "slug", "headline")
    )
    return {
        item: Door(item_path(Kind.ERRATUM, language, slug), headline)
        for item, language, slug, headline in rows
    }


def news_of(rows: Sequence[BlogPost], language: str) -> list[dict[str, Any]]:
    """Return ``rows`` as news has them; of a post that readers do not see any more, that it is gone."""
    there = [row for row in rows if row.state == BlogPost.State.SHOWN]
    setting = blog_setting(language)
    made = {post.key: live_post(post, setting=setting) for post in live_posts(there, language)}
    return [{"id": row.pk, "at": _stamp(row.at), "html": str(made.get(row.pk, ""))} for row in rows]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# --- News ----------------------------------------------------------------------------------------
def tell_post(post: BlogPost, *, at: datetime) -> None:
    """Tell readers how ``post`` stands: its words, or that it is not there any more."""
    for language in LANGUAGES:
        [news] = news_of([post], language)
        telling.put(blog_topic(post.blog, language), POST, news, at=at, state=False)


def tell_pins(blog: LiveBlog, *, at: datetime) -> None:
    """Tell readers what is pinned now."""
    for language in LANGUAGES:
        value = {"html": str(pins_html(blog, language))}
        telling.put(blog_topic(blog, language), PINS, value, at=at)


def pins_html(blog: LiveBlog, language: str) -> Markup:
    """Return the pinned facts, one after the other; "" without any."""
    made = live_posts(list(blog.pins.all()), language)
    setting = blog_setting(language)
    return Markup().join(live_post(pin, setting=setting, pinned=True) for pin in made)


def tell_state(blog: LiveBlog, *, at: datetime) -> None:
    """Tell readers whether it is open. Whoever listens from now on finds the topics."""
    for language in LANGUAGES:
        telling.put(blog_topic(blog, language), STATE, {"open": blog.is_open}, at=at)
