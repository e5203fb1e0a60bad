"""Live blogs as the public site divides them: the newest posts, older pages that never shift, doors.

Older pages are counted from the first post on, so that a new post changes the newest page alone: an
older page holds ``PER_PAGE`` posts for ever, the newest all that came after the last older page but
one, at most twice as many less one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from sasando.desk.addresses import absolute
from sasando.documents.document import Alternate
from sasando.live.addresses import blog_path, blogs_path, new_posts_path, older_posts_path
from sasando.live.models import BlogPost, LiveBlog
from sasando.rendering.html import Door
from sasando.rendering.sitemap import SitemapPage
from sasando.site.addresses import LANGUAGES, embed_path

PER_PAGE = 50  # so the newest page shows 50 to 99
FRAMED = 10  # posts in a frame
SITEMAP = "/sitemap/pages.xml"  # of the pages that are always there
CHANGED = 20  # posts that one asks for who cannot listen


def older_pages(count: int) -> int:
    """Return how many older pages a blog of ``count`` posts has."""
    return max(0, count // PER_PAGE - 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A live blog as other pages name it."""

    title: str
    path: str
    is_open: bool


def shown(blogs: Iterable[LiveBlog], language: str) -> list[Shown]:
    """Return ``blogs`` as pages in ``language`` name them."""
    return [
        Shown(blog.title_in(language), blog_path(blog.slug, language), blog.is_open)
        for blog in blogs
    ]


@dataclass(frozen=True, slots=True)
class Listed(Shown):
    """A live blog as the list names it."""

    election: str
    begins_at: datetime


def listed(language: str) -> list[Listed]:
    """Return all live blogs that readers can open, those on now first, then the newest; one query."""
    blogs = LiveBlog.objects.public().select_related("election").order_by("-opened_at", "-pk")
    rows = [
        Listed(
            title=blog.title_in(language),
            path=blog_path(blog.slug, language),
            is_open=blog.is_open,
            election=blog.election.name_in(language),
            begins_at=blog.begins_at,
        )
        for blog in blogs
    ]
    return sorted(rows, key=lambda row: not row.is_open)


def sitemap_pages() -> list[SitemapPage]:
    """Return every live blog in every language, with its last change; two queries."""
    pages = []
    posts = BlogPost.objects.order_by().values_list("blog").annotate(at=Max("changed_at"))
    newest = dict(posts)
    for blog in LiveBlog.objects.public().order_by("opened_at", "pk"):
        hrefs = {code: absolute(blog_path(blog.slug, code)) for code in LANGUAGES}
        modified = max(blog.changed_at, newest.get(blog.pk, blog.changed_at))
        pages += [
            SitemapPage(
                href=href,
                modified=modified,
                language=code,
                alternates=tuple(
                    Alternate(language=other, href=hrefs[other])
                    for other in LANGUAGES
                    if other != code
                ),
            )
            for code, href in hrefs.items()
        ]
    return pages


def blogs_by_stage(language: str) -> dict[tuple[str, str], Door]:
    """Return the newest live blog of each election and stage, by their codes; two queries.

    With "" for a stage stands the newest one that is about the whole election.
    """
    rows = LiveBlog.objects.public().select_related("election").order_by("opened_at", "pk")
    found = {}
    for blog in rows.prefetch_related("stages"):
        door = Door(blog_path(blog.slug, language), blog.title_in(language))
        for code in [stage.code for stage in blog.stages.all()] or [""]:
            found[blog.election.code, code] = door
    return found


def paths_of(blog: LiveBlog, *, post: BlogPost | None = None) -> Iterator[str]:
    """Yield every page that shows something of ``blog``; of its older pages, those from ``post`` on.

    The list of live blogs and the sitemap name no posts: with ``post`` they are not among them.

    The page after the last is named as well: where a post was taken out it may be gone.
    """
    count = blog.posts.shown().count()
    last = older_pages(count)
    first = 1 if post is None else BlogPost.objects.before(post) // PER_PAGE + 1
    if count % PER_PAGE == 0:
        first = min(first, max(1, last))  # a new post has just filled it
    if post is None:
        yield from (*map(blogs_path, LANGUAGES), SITEMAP)
    for language in LANGUAGES:
        path = blog_path(blog.slug, language)
        yield path
        yield embed_path(path, language)
        yield new_posts_path(blog.slug, language)
        for number in {*range(first, last + 1), last + 1}:
            yield older_posts_path(blog.slug, language, number)


def every_path() -> Iterator[str]:
    """Yield the pages of all live blogs, and their lists."""
    yield from map(blogs_path, LANGUAGES)
    for blog in LiveBlog.objects.public():
        yield from paths_of(blog)
