"""What partners frame on their own pages, and oEmbed, by which their editors find it.

A frame always shows what stands now: an item that is corrected is corrected everywhere it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from lxml import etree

from sasando.desk.addresses import absolute, home_path, item_path
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Stage
from sasando.live.addresses import blog_path
from sasando.live.models import LiveBlog
from sasando.rendering.phrases import phrase
from sasando.rendering.verdicts import rated
from sasando.site.addresses import LANGUAGES, code_path, embed_path, page_path
from sasando.site.models import Entry
from sasando.site.responses import data, in_language, json_data, page
from sasando.site.setting import render, setting_for
from sasando.site.views.calendars import calendar_of
from sasando.site.views.home import next_stages
from sasando.site.views.items import kind_at, newest_version

_WIDTH, _HEIGHT = 640, 420  # of a frame, pixels, where nothing else is asked for
_THINNEST, _LONGEST = 240, 2000  # pixels; characters of an address
XML = "text/xml; charset=utf-8"  # as oembed.com 2.3 names it


@in_language
def item(request: HttpRequest, language: str, section: str, slug: str) -> HttpResponse:
    """An item on one card: what it says now, how it stands, and where the whole of it is."""
    version = newest_version(language, section, slug)
    document = version.document
    html = render(
        "framed-item.html",
        setting_for(language, embed_path(version.path, language)),
        document=document,
        imprint=document.imprint,
        href=absolute(version.path),
        short=absolute(code_path(version.code)),
        rated=rated(document.verdict.rating, language) if document.verdict else "",
    )
    return page(html, language=language, framed=True)


@in_language
def countdown(request: HttpRequest, language: str) -> HttpResponse:
    """The days until the next stage of any election."""
    path = embed_path(page_path("calendar", language), language)
    stages = next_stages(Stage.objects.select_related("election"), language)
    html = render(
        "framed-countdown.html",
        setting_for(language, path),
        calendar_href=page_path("calendar", language),
        **stages,
    )
    return page(html, language=language, framed=True)


@in_language
def calendar(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The whole calendar of one election."""
    found = calendar_of(code, language)
    html = render(
        "framed-calendar.html",
        setting_for(language, embed_path(found.href, language)),
        calendar=found,
    )
    return page(html, language=language, framed=True)


@dataclass(frozen=True, slots=True)
class _Found:
    """A page that has a frame."""

    title: str
    path: str  # of the frame
    author: str = ""
    picture: str = ""  # of the share card, 1200×630


def oembed(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed 1.0 (oembed.com): how to show one of our pages on another site.

    404 for an address that is none of ours or has no frame, 501 for a format we do not speak.
    """
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return HttpResponse(status=501)
    found = _found(request.GET.get("url", "")[:_LONGEST])
    width = _at_most(request.GET.get("maxwidth"), _WIDTH)
    height = _at_most(request.GET.get("maxheight"), _HEIGHT)
    values: dict[str, str | int] = {
        "version": "1.0",
        "type": "rich",
        "title": found.title,
        "provider_name": settings.SITE_NAME,
        "provider_url": absolute(home_path("id")),
        "cache_age": 3600,
        "html": frame(found.path, found.title, width=width, height=height),
        "width": width,
        "height": height,
    }
    if found.author:
        values["author_name"] = found.author
    if found.picture:
        values |= {"thumbnail_url": absolute(found.picture)}
        values |= {"thumbnail_width": 1200, "thumbnail_height": 630}
    return json_data(values) if form == "json" else data(_as_xml(values), XML)


def frame(path: str, title: str, *, width: int, height: int) -> str:
    """Return the element that shows the frame at ``path``."""
    return (
        f'<iframe src="{escape(absolute(path))}" title="{escape(title)}" width="{width}" '
        f'height="{height}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def _found(url: str) -> _Found:
    """Return the frame of the page at ``url``. Raises ``Http404``."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError as error:
        raise Http404 from error
    if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
        raise Http404
    found = _short(asked.path) or _calendar(asked.path) or _blog(asked.path) or _item(asked.path)
    if found is None:
        raise Http404
    return found


def _short(path: str) -> _Found | None:
    """The item of a short address, as it stands now."""
    if not path.startswith("/v/"):
        return None
    code = path.removeprefix("/v/").strip("/")
    version = Version.objects.public().filter(code=code).first()
    return _item(version.path) if version else None


def _calendar(path: str) -> _Found | None:
    for language in LANGUAGES:
        start = page_path("calendar", language)
        if path == start:
            return _Found(phrase("site.next_stage", language), embed_path(start, language))
        if path.startswith(start):
            found = calendar_of(path.removeprefix(start).strip("/"), language)
            return _Found(found.name, embed_path(found.href, language))
    return None


def _blog(path: str) -> _Found | None:
    slug = path.rstrip("/").rpartition("/")[2]
    for language in LANGUAGES:
        if path != blog_path(slug, language):
            continue
        blog = LiveBlog.objects.public().select_related("owner").filter(slug=slug).first()
        if blog is not None:
            title, frame = blog.title_in(language), embed_path(path, language)
            return _Found(title, frame, author=blog.owner.name)
    return None


def _item(path: str) -> _Found | None:
    parts = path.strip("/").split("/")
    language = "en" if parts[0] == "en" else "id"
    if len(parts) != (3 if language == "en" else 2):
        return None
    section, slug = parts[-2:]
    kind = kind_at(section, language)
    entry = Entry.objects.in_language(language).filter(kind=kind, slug=slug)
    found = entry.select_related("version").first()
    if found is None:
        return None
    return _Found(
        title=found.headline,
        path=embed_path(item_path(Kind(found.kind), language, found.slug), language),
        author=found.publisher,
        picture=code_path(found.version.code, "1200x630.png"),
    )


def _at_most(asked: str | None, usual: int) -> int:
    """Return ``usual`` pixels, or fewer where that is asked for."""
    if asked is None or not asked.isascii() or not asked.isdigit():
        return usual
    return max(_THINNEST, min(int(asked[:6]), usual))


def _as_xml(values: dict[str, str | int]) -> bytes:
    root = etree.Element("oembed")
    for name, value in values.items():
        etree.SubElement(root, name).text = str(value)
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True)
    return body
