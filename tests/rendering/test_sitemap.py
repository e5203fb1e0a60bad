"""Sitemaps, read back by lxml."""

from datetime import timedelta

import pytest
from hypothesis import given
from lxml import etree

from sasando.rendering.exceptions import TooMany
from sasando.rendering.sitemap import (
    SitemapPage,
    news_sitemap,
    sitemap,
    sitemap_index,
    sitemap_page,
)
from tests.documents.builders import PUBLISHED
from tests.rendering.published import any_text, current, hostile, withdrawn

SITE = "https://sasando.example"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def test_a_page_names_its_languages_itself_included() -> None:
    root = etree.fromstring(sitemap([sitemap_page(current(), site_url=SITE)]))
    assert root.findtext("s:url/s:loc", namespaces=NAMES) == current().href
    assert root.findtext("s:url/s:lastmod", namespaces=NAMES) == "2024-09-20T01:30:00Z"
    links = [(e.get("hreflang"), e.get("href")) for e in root.iterfind("s:url/x:link", NAMES)]
    assert links == [("en", f"{SITE}/en/releases/dpt/"), ("id", current().href)]


def test_too_many_pages_are_refused() -> None:
    pages = (SitemapPage(href=f"{SITE}/{n}") for n in range(50_001))
    with pytest.raises(TooMany):
        sitemap(pages)


def test_the_index() -> None:
    root = etree.fromstring(sitemap_index([(f"{SITE}/sitemap-1.xml", PUBLISHED)]))
    assert root.findtext("s:sitemap/s:loc", namespaces=NAMES) == f"{SITE}/sitemap-1.xml"


def test_news_is_what_was_published_in_the_last_two_days() -> None:
    def addresses(**age: int) -> list[str | None]:
        now = PUBLISHED + timedelta(**age)
        news = news_sitemap([current(), withdrawn()], publication="Sasando", site_url=SITE, now=now)
        return [e.text for e in etree.fromstring(news).iterfind("s:url/s:loc", NAMES)]

    assert addresses(hours=48) == [current().href]
    assert addresses(hours=49) == []
    assert addresses(hours=-1) == []


@given(any_text)
def test_any_headline_gives_valid_xml(text: str) -> None:
    document = hostile(text)
    imprint = document.imprint
    assert imprint is not None
    fresh = document.with_imprint(imprint.model_copy(update={"standing": "current"}))
    now = PUBLISHED + timedelta(hours=1)
    etree.fromstring(news_sitemap([fresh], publication=text, site_url=SITE, now=now))
