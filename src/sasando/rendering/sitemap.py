"""Sitemaps (sitemaps.org 0.9), with languages side by side and the news sitemap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from sasando.documents import Document, Standing
from sasando.documents.document import Alternate
from sasando.rendering.addresses import absolute
from sasando.rendering.exceptions import TooMany
from sasando.rendering.feeds.feed import imprint_of, utc_text
from sasando.rendering.xml_text import add, xml_bytes

MOST_PAGES = 50_000  # sitemaps.org: in one file
MOST_NEWS = 1_000  # Google: in one news sitemap
NEWS_AGE = timedelta(days=2)  # Google: older articles are not news

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """One address. ``language`` and ``alternates`` say which other pages say the same."""

    href: str  # absolute
    modified: datetime | None = None
    language: str = "id"
    alternates: tuple[Alternate, ...] = ()


def sitemap_page(document: Document, *, site_url: str) -> SitemapPage:
    """Return the page of a published Document. Raises ``NotPublished``."""
    return SitemapPage(
        href=absolute(document.href, site_url),
        modified=imprint_of(document).modified_at,
        language=document.language,
        alternates=tuple(
            Alternate(language=other.language, href=absolute(other.href, site_url))
            for other in document.alternates
        ),
    )


def sitemap(pages: Iterable[SitemapPage]) -> bytes:
    """Return a sitemap of at most 50,000 pages; raises ``TooMany`` beyond."""
    root = etree.Element(_name("urlset"), nsmap={None: _SITEMAP, "xhtml": _XHTML})
    for count, page in enumerate(pages, start=1):
        if count > MOST_PAGES:
            raise TooMany(f"a sitemap holds at most {MOST_PAGES} pages: split it")
        url = add(root, _name("url"))
        add(url, _name("loc"), page.href)
        if page.modified is not None:
            add(url, _name("lastmod"), utc_text(page.modified))
        if page.alternates:
            itself = Alternate.model_construct(language=page.language, href=page.href)
            for other in sorted([itself, *page.alternates], key=lambda a: a.language):
                attributes = {"rel": "alternate", "hreflang": other.language, "href": other.href}
                add(url, f"{{{_XHTML}}}link", attributes=attributes)
    return xml_bytes(root)


def sitemap_index(sitemaps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return the index of ``sitemaps``: absolute address and time of the last change of each."""
    root = etree.Element(_name("sitemapindex"), nsmap={None: _SITEMAP})
    for count, (href, modified) in enumerate(sitemaps, start=1):
        if count > MOST_PAGES:
            raise TooMany(f"a sitemap index holds at most {MOST_PAGES} sitemaps")
        entry = add(root, _name("sitemap"))
        add(entry, _name("loc"), href)
        if modified is not None:
            add(entry, _name("lastmod"), utc_text(modified))
    return xml_bytes(root)


def news_sitemap(
    documents: Iterable[Document], *, publication: str, site_url: str, now: datetime
) -> bytes:
    """Return the news sitemap: what was first published in the two days before ``now``.

    ``publication`` is the name of the site as readers know it. Only current and corrected
    documents are news; of more than 1,000 the first are taken. Raises ``NotPublished``.
    """
    root = etree.Element(_name("urlset"), nsmap={None: _SITEMAP, "news": _NEWS})
    fresh = [d for d in documents if _is_news(d, now)]
    for document in fresh[:MOST_NEWS]:
        url = add(root, _name("url"))
        add(url, _name("loc"), absolute(document.href, site_url))
        news = add(url, f"{{{_NEWS}}}news")
        source = add(news, f"{{{_NEWS}}}publication")
        add(source, f"{{{_NEWS}}}name", publication)
        add(source, f"{{{_NEWS}}}language", document.language)
        published = imprint_of(document).first_published_at
        add(news, f"{{{_NEWS}}}publication_date", utc_text(published))
        add(news, f"{{{_NEWS}}}title", document.headline)
    return xml_bytes(root)


def _is_news(document: Document, now: datetime) -> bool:
    imprint = imprint_of(document)
    age = now - imprint.first_published_at
    in_force = imprint.standing in (Standing.CURRENT, Standing.CORRECTED)
    return in_force and timedelta(0) <= age <= NEWS_AGE


def _name(tag: str) -> str:
    return f"{{{_SITEMAP}}}{tag}"
