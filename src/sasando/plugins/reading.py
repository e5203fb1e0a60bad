"""A web page as words: what it says, without menus, and what it says of itself.

The page is data of a stranger. Its own "canonical" address counts only inside its own site: a hoax
must not pass itself off as a page of the commission.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import trafilatura
from lxml import etree, html

from sasando.plugins.channel import Context
from sasando.plugins.claimreview import ReadClaimReview, read_claim_reviews
from sasando.plugins.fetching import Fetched, fetch_page
from sasando.plugins.links import MAX_LINK, normal_link, site_of

MAX_TEXT = 50_000  # characters of a page that go on to matching
_MAX_ELEMENTS = 50_000  # opening tags; newspapers have 5,000
_MAX_FIELD = 1_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile("<[a-zA-Z]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was read."""

    url: str  # where it stood in the end
    canonical: str  # in normal form (``sasando.plugins.links``)
    links: tuple[str, ...]  # all its addresses in normal form: asked for, on the way, own
    title: str = ""
    text: str = ""  # the main text, paragraphs between line breaks
    description: str = ""
    site_name: str = ""
    language: str = ""  # as the page says
    published: str = ""  # ISO date, as far as the page gives one
    picture: str = ""  # address of its picture (og:image)
    reviews: tuple[ReadClaimReview, ...] = ()
    cut: bool = False  # the page was longer than what is read


def read_link(url: str, *, context: Context) -> Page:
    """Fetch and read the page behind ``url``.

    Raises ``LinkRefused`` or ``TryLater``; see ``sasando.plugins.fetching``.
    """
    return read_page(fetch_page(url, context=context))


def read_page(fetched: Fetched) -> Page:
    """Read a page that was fetched. A page nobody could read has empty fields, not an error."""
    text = _decoded(fetched)
    on_the_way = [normal_link(address) for address in (*fetched.hops, fetched.url)]
    tree = _tree(text) if fetched.mime != "text/plain" else None
    if tree is None:
        plain = _clean(text)[:MAX_TEXT] if fetched.mime == "text/plain" else ""
        return Page(
            url=fetched.url,
            canonical=on_the_way[-1],
            links=_once(on_the_way),
            text=plain,
            cut=fetched.cut,
        )
    own = _own_address(tree, fetched.url)
    return Page(
        url=fetched.url,
        canonical=own or on_the_way[-1],
        links=_once([*on_the_way, own]),
        title=_meta(tree, "og:title") or _title(tree),
        description=_meta(tree, "og:description") or _meta(tree, "description"),
        site_name=_meta(tree, "og:site_name"),
        language=_field(tree.get("lang") or "")[:20],
        published=_meta(tree, "article:published_time")[:40],
        picture=_web(_meta(tree, "og:image")),
        reviews=tuple(read_claim_reviews(text.encode("utf-8", "replace"), fetched.url)),
        cut=fetched.cut,
        text=_main_text(tree, fetched.url),  # last: it takes the tree apart
    )


def _decoded(fetched: Fetched) -> str:
    """Return the page as text: by its mark, the server's word, its own word, UTF-8, Windows."""
    body = fetched.body
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    named = _CHARSET.search(body[:2_000])
    own = named.group(1).decode("ascii") if named else ""
    for charset in (fetched.charset, own, "utf-8-sig"):
        try:
            # A page that was cut may end inside a character.
            return body.decode(charset, "ignore" if fetched.cut else "strict")
        except (LookupError, UnicodeError):
            continue
    return body.decode("cp1252", "replace")


def _tree(text: str) -> html.HtmlElement | None:
    """Return the page as a tree, ``None`` when it is none or built to choke a reader."""
    clean = _UNPRINTABLE.sub(" ", text)
    if not clean.strip() or len(_TAG.findall(clean)) > _MAX_ELEMENTS:
        return None
    try:
        return html.document_fromstring(clean.encode("utf-8", "replace"), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _own_address(tree: html.HtmlElement, url: str) -> str:
    """Return the canonical address the page gives, if it is on the page's own site."""
    values = tree.xpath("(//link[@rel='canonical']/@href)[1]")
    if not values or len(values[0]) > MAX_LINK:
        return ""
    try:
        named = normal_link(urljoin(url, str(values[0])))
    except ValueError:
        return ""
    return named if named and site_of(named) == site_of(url) else ""


def _main_text(tree: html.HtmlElement, url: str) -> str:
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, fast=True)
    return _clean(getattr(found, "text", None) or "")[:MAX_TEXT]


def _meta(tree: html.HtmlElement, name: str) -> str:
    values = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return _field(str(values[0])) if values else ""


def _title(tree: html.HtmlElement) -> str:
    titles = tree.xpath("//title")
    return _field(titles[0].text_content()) if titles else ""


def _field(text: str) -> str:
    return " ".join(_clean(text).split())[:_MAX_FIELD]


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).encode("utf-8", "ignore").decode().strip()


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _once(addresses: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address))
