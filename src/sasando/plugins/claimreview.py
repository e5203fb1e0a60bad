"""Reading other fact-checkers' ClaimReview: from their pages and from feeds. Nothing is fetched.

Sources: schema.org ``ClaimReview``; JSON-LD 1.1 ``@graph``; the Data Commons fact-check feed, a
``DataFeed`` whose ``dataFeedElement`` are ``DataFeedItem`` with one or more ``item``; its older text
form, one script element after the other. What is broken is named and stepped over.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

_LONGEST = 5000  # characters of one text; more is no claim, but a page pasted into a field
_DEEPEST = 12  # levels of nesting; a feed has five
_MARKUP = re.compile(r"<[^>]{1,200}>")
# What a browser forgives in a script and a JSON reader does not.
_FORGIVEN = (
    re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)"),
    re.compile(r"(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClaimReview:
    """One foreign fact-check. Texts are plain and on one line; what was not said is empty."""

    url: str  # of the fact-check, absolute
    claim: str
    title: str = ""
    rating: str = ""  # in the publisher's own words
    rating_value: float | None = None
    worst_rating: float | None = None
    best_rating: float | None = None
    publisher: str = ""
    publisher_url: str = ""
    published: date | None = None
    language: str = ""  # "id"; regions are cut off
    claimant: str = ""
    appearances: tuple[str, ...] = ()  # addresses where the claim was seen


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and one sentence for each thing that could not be."""

    reviews: tuple[ReadClaimReview, ...]
    problems: tuple[str, ...]


def read_claim_reviews(content: bytes, base_url: str) -> list[ReadClaimReview]:
    """Return the fact-checks in ``content``, in order, each once. See ``read_with_report``."""
    return list(read_with_report(content, base_url).reviews)


def read_with_report(content: bytes, base_url: str) -> Reading:
    """Return the fact-checks in ``content`` (a page, JSON-LD, or a Data Commons feed), with a report.

    ``base_url`` is where it was found: relative addresses start there, and a page that names no
    address or language of its own gets this one and that of its ``html`` element. Never raises for
    bad content: what cannot be read is named in ``problems``.
    """
    text = content.decode("utf-8-sig", errors="replace")
    page = _Page()
    if text.lstrip()[:1] in ("{", "["):
        page.scripts.append(text)
    else:
        page.feed(text)
        page.close()
    problems: list[str] = []
    found: dict[tuple[str, str], ReadClaimReview] = {}
    for number, script in enumerate(page.scripts, start=1):
        value = _parsed(script, number, problems)
        for node, around in _claim_reviews(value, {}, 0):
            review = _review(node, around, base_url, page.language)
            if review is None:
                problems.append(f"script {number}: a ClaimReview without a claim or an address")
            else:
                found.setdefault((review.url, review.claim), review)
    return Reading(tuple(found.values()), tuple(problems))


class _Page(HTMLParser):
    """Collects the JSON-LD scripts of a page and its language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.language = ""
        self._inside: list[str] | None = None

    def parse_html_declaration(self, i: int) -> int:
        """Pass over ``<![…`` as browsers do; Python's own reader gives up on an unknown one."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "script" and given.get("type", "").split(";")[0].strip() == "application/ld+json":
            self._inside = []

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside is not None:
            self.scripts.append("".join(self._inside))
            self._inside = None

    def close(self) -> None:
        super().close()
        if self._inside:  # the page was cut off inside a script
            self.scripts.append("".join(self._inside))


def _parsed(script: str, number: int, problems: list[str]) -> Any:
    """Return the value of a script, mended where browsers and search engines mend it too."""
    for mark in _FORGIVEN:
        script = mark.sub("", script)
    try:
        # strict=False: line breaks inside of strings, the commonest fault of hand-made JSON-LD.
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError) as error:
        problems.append(f"script {number}: not JSON ({error})"[:300])
        return None


def _claim_reviews(
    value: Any, around: dict[str, Any], depth: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each ClaimReview with the node that holds it, wherever it stands."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _claim_reviews(one, around, depth + 1)
    elif isinstance(value, dict):
        if "ClaimReview" in _types(value):
            yield value, around
            return
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _claim_reviews(inner, value, depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    return {str(name).rsplit("/", 1)[-1].removeprefix("schema:") for name in _each(node, "@type")}


def _review(
    node: dict[str, Any], around: dict[str, Any], base_url: str, language: str
) -> ReadClaimReview | None:
    claimed = _first(node, "itemReviewed")
    claim = _text(node.get("claimReviewed")) or _text(claimed.get("text"))
    # A page that reviews itself may leave its address out; a feed must say whose each item is.
    here = "" if "DataFeedItem" in _types(around) else base_url
    url = _address(node.get("url") or around.get("url") or here, base_url)
    if not claim or not url:
        return None
    rating, author = _first(node, "reviewRating"), _first(node, "author", "publisher")
    appearances = [*_each(claimed, "firstAppearance"), *_each(claimed, "appearance")]
    seen = [_address(one, base_url) for one in [*appearances, *_each(claimed, "sameAs")]]
    spoken = _text(node.get("inLanguage") or around.get("inLanguage")) or language
    return ReadClaimReview(
        url=url,
        claim=claim,
        title=_text(node.get("headline") or node.get("name") or around.get("headline")),
        rating=_text(rating.get("alternateName") or rating.get("name")),
        rating_value=_number(rating.get("ratingValue")),
        worst_rating=_number(rating.get("worstRating")),
        best_rating=_number(rating.get("bestRating")),
        publisher=_text(author.get("name")),
        publisher_url=_address(author.get("url") or author.get("@id"), base_url),
        published=_day(node.get("datePublished") or around.get("dateCreated")),
        language=re.split(r"[-_]", spoken.lower())[0][:8],
        claimant=_text(_first(claimed, "author").get("name")),
        appearances=tuple(dict.fromkeys(address for address in seen if address)),
    )


def _each(node: dict[str, Any], name: str) -> list[Any]:
    """JSON-LD: one value and a list of one value are the same."""
    value = node.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first(node: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the first object under one of ``names``; a bare string is its name."""
    for name in names:
        for value in _each(node, name):
            if isinstance(value, dict):
                return value
            if isinstance(value, str) and value.strip():
                return {"name": value}
    return {}


def _text(value: Any) -> str:
    """Return a text without markup, on one line: many publishers escape HTML into JSON."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str | dict)), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    return " ".join(_MARKUP.sub(" ", unescape(value[:_LONGEST])).split())


def _address(value: Any, base_url: str) -> str:
    """Return a whole http(s) address, "" for anything else."""
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("contentUrl")
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        address = urljoin(base_url, value.strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(str(value).replace(",", "."))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e6 else None


def _day(value: Any) -> date | None:
    """Return the day as the publisher wrote it; no time zone is guessed."""
    text = _text(value)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
