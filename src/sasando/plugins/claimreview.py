"""Fact-checks marked up as schema.org ClaimReview: found in a page's JSON-LD, read leniently.

Pages in the wild put one object, a list, or an ``@graph`` into the script; give ratings as text or
numbers; and name authors as objects or strings. What cannot be read is left out, never guessed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

_MAX_DEPTH = 12
_MAX_TEXT = 5_000  # characters of one field


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One ClaimReview."""

    claim: str  # ``claimReviewed``
    rating: str  # ``reviewRating.alternateName``, else "2/5"
    url: str = ""  # of the review
    title: str = ""
    author: str = ""
    published: str = ""  # as written, ISO 8601 mostly
    language: str = ""
    claimed_by: str = ""  # ``itemReviewed.author``
    appearances: tuple[str, ...] = ()  # where the claim was seen


def reviews_in(page: bytes | str) -> tuple[Review, ...]:
    """Return the fact-checks marked up in an HTML page, in order."""
    if not page.strip():
        return ()
    try:
        tree = html.document_fromstring(page)
    except (ValueError, etree.LxmlError):
        return ()
    found: list[Review] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += reviews_from(_json(script.text or ""))
    return tuple(dict.fromkeys(found))


def reviews_from(data: object) -> list[Review]:
    """Return the fact-checks in JSON-LD data already read, however deep they stand."""
    found = []
    for node in _nodes(data, 0):
        claim = _text(node.get("claimReviewed"))
        rating = _rating(node.get("reviewRating"))
        if claim and rating:
            found.append(_review(node, claim, rating))
    return found


def _review(node: dict[str, Any], claim: str, rating: str) -> Review:
    item = _one(node.get("itemReviewed"))
    return Review(
        claim=claim,
        rating=rating,
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")),
        title=_text(node.get("name")) or _text(node.get("headline")),
        author=_name(node.get("author")) or _name(node.get("publisher")),
        published=_text(node.get("datePublished")),
        language=_text(node.get("inLanguage")),
        claimed_by=_name(item.get("author")),
        appearances=_appearances(item),
    )


def _json(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->")
    text = text.replace("//<![CDATA[", "").replace("//]]>", "").replace("<![CDATA[", "")
    try:
        return json.loads(text.replace("]]>", "").strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if "ClaimReview" in (kinds if isinstance(kinds, list) else [kinds]):
            yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _nodes(value, depth + 1)


def _rating(value: object) -> str:
    rating = _one(value)
    words = _text(rating.get("alternateName")) or _text(rating.get("name"))
    if words:
        return words
    given, best = _text(rating.get("ratingValue")), _text(rating.get("bestRating"))
    return f"{given}/{best}" if given and best else given


def _appearances(item: dict[str, Any]) -> tuple[str, ...]:
    places = [item.get("firstAppearance"), item.get("appearance"), item.get("url")]
    flat = [entry for place in places for entry in (place if isinstance(place, list) else [place])]
    return tuple(dict.fromkeys(address for entry in flat if (address := _address(entry))))[:20]


def _one(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        value = next((entry for entry in value if isinstance(entry, dict)), None)
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str:
    return _text(_one(value).get("name")) or _text(value)


def _address(value: object) -> str:
    found = _text(value) or _text(_one(value).get("url")) or _text(_one(value).get("@id"))
    return found if found.startswith(("https://", "http://")) else ""


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next((entry for entry in value if isinstance(entry, str)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    words = value if isinstance(value, str) else ""
    clean = "".join(c if c.isprintable() or c.isspace() else " " for c in words)
    return " ".join(clean.encode("utf-8", "replace").decode().split())[:_MAX_TEXT]
