"""A live blog: pinned facts, the newest posts, older ones page by page, and what changed lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static

from sasando.live.addresses import (
    blog_path,
    blogs_path,
    new_posts_path,
    older_posts_path,
    push_url,
)
from sasando.live.blogs import (
    blog_setting,
    blog_topic,
    live_posts,
    news_of,
    pins_html,
)
from sasando.live.models import BlogPost, LiveBlog, Stream
from sasando.rendering.html.item import script_json
from sasando.rendering.html.live_blog import LivePost, live_post
from sasando.rendering.live_blog import LiveBlogFacts, live_blog_posting
from sasando.site.addresses import (
    LANGUAGES,
    calendar_path,
    embed_path,
    feed_path,
    oembed_path,
    topic_feed,
)
from sasando.site.live_blogs import CHANGED, FRAMED, PER_PAGE, listed, older_pages
from sasando.site.responses import in_language, json_data, page
from sasando.site.setting import render, setting_for


@in_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All live blogs: those on now first."""
    languages = [(code, blogs_path(code)) for code in LANGUAGES]
    setting = setting_for(language, blogs_path(language), languages=languages)
    return page(render("live_blogs.html", setting, blogs=listed(language)), language=language)


@in_language
def newest(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The live blog as it stands now."""
    blog = _blog(slug)
    number = _number(blog, language)  # before what is shown: what comes meanwhile is sent again
    count = blog.posts.shown().count()
    last = older_pages(count)
    rows = blog.posts.shown().newest_first()[: count - last * PER_PAGE]
    return _page(blog, language, list(rows), number=number, older=last)


@in_language
def older(request: HttpRequest, language: str, slug: str, number: int) -> HttpResponse:
    """One page of posts that are not among the newest; it keeps its posts for ever."""
    blog = _blog(slug)
    last = older_pages(blog.posts.shown().count())
    if not 1 <= number <= last:
        raise Http404
    start = (number - 1) * PER_PAGE
    rows = blog.posts.shown().order_by("at", "pk")[start : start + PER_PAGE]
    return _page(blog, language, list(rows)[::-1], older=number - 1, newer=number + 1, last=last)


@in_language
def changed(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """What changed lately, in its order, for pages that cannot listen: the same words as the news."""
    blog = _blog(slug)
    seen = (BlogPost.State.SHOWN, BlogPost.State.LEFT_OUT)
    rows = list(blog.posts.filter(state__in=seen).order_by("-changed_at", "-pk")[:CHANGED])[::-1]
    return json_data(
        {
            "open": blog.is_open,
            "pins": str(pins_html(blog, language)),
            "posts": news_of(rows, language),
        }
    )


@in_language
def framed(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The newest posts, for the page of a partner."""
    blog = _blog(slug)
    number = _number(blog, language)
    rows = list(blog.posts.shown().newest_first()[:FRAMED])
    path = blog_path(blog.slug, language)
    html = render(
        "framed-live-blog.html",
        setting_for(language, embed_path(path, language)),
        href=path,
        **_shown(blog, language, live_posts(rows, language), number),
    )
    return page(html, language=language, framed=True)


def _blog(slug: str) -> LiveBlog:
    found = LiveBlog.objects.public().with_parties().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _number(blog: LiveBlog, language: str) -> int:
    return Stream.objects.number_of(blog_topic(blog, language))


def _page(
    blog: LiveBlog,
    language: str,
    rows: Sequence[BlogPost],
    *,
    older: int,
    number: int | None = None,
    newer: int = 0,
    last: int = 0,
) -> HttpResponse:
    path = blog_path(blog.slug, language)
    own = older_posts_path(blog.slug, language, newer - 1) if newer else path
    languages = [(code, own.replace(path, blog_path(blog.slug, code), 1)) for code in LANGUAGES]
    setting = setting_for(language, own, languages=languages)
    posts = live_posts(rows, language)
    structured = live_blog_posting(
        _facts(blog, language), posts, site_url=settings.SITE_URL, site_name=settings.SITE_NAME
    )
    html = render(
        "live_blog.html",
        setting,
        **_shown(blog, language, posts, number, pinned=not newer),
        structured="" if newer else script_json(structured),
        election=blog.election.name_in(language),
        blogs=blogs_path(language),
        calendar=calendar_path(blog.election.code, language),
        keepers=", ".join(party.name for party in (blog.owner, *blog.partners.all())),
        older=older_posts_path(blog.slug, language, older) if older else "",
        newer=_newer(blog, language, newer, last),
        feed=feed_path(topic_feed("election", blog.election.code, language), "atom"),
        oembed=oembed_path(f"{settings.SITE_URL}{path}"),
    )
    return page(html, language=language)


def _newer(blog: LiveBlog, language: str, number: int, last: int) -> str:
    if not number:
        return ""
    return (
        older_posts_path(blog.slug, language, number)
        if number <= last
        else blog_path(blog.slug, language)
    )


def _shown(
    blog: LiveBlog,
    language: str,
    posts: Sequence[LivePost],
    number: int | None,
    *,
    pinned: bool = True,
) -> dict[str, Any]:
    """What page and frame have in common; ``number`` is how far they have heard, None: no news."""
    house = blog_setting(language)
    listens = blog.is_open and number is not None
    return {
        "title": blog.title_in(language),
        "is_open": blog.is_open,
        "begins_at": blog.begins_at,
        "ends_at": blog.ends_at,
        "posts": [live_post(post, setting=house) for post in posts],
        "pins": pins_html(blog, language) if pinned else "",
        "news": push_url(blog_topic(blog, language), after=number) if listens else "",
        "changed": new_posts_path(blog.slug, language),
        "live_script": static("sasando_site/langsung.js"),
    }


def _facts(blog: LiveBlog, language: str) -> LiveBlogFacts:
    return LiveBlogFacts(
        title=blog.title_in(language),
        href=blog_path(blog.slug, language),
        language=language,
        election=blog.election.name_in(language),
        begins_at=blog.begins_at,
        ends_at=blog.ends_at,
        changed_at=max(blog.changed_at, blog.begins_at),
        keepers=[blog.owner.party, *(partner.party for partner in blog.partners.all())],
    )
