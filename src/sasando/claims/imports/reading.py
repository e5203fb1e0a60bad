"""Any bytes that fact-checks may come in, told apart by what they are and not by their name."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256

from django.utils.translation import gettext as _

from sasando.claims.imports.feeds import read_feed
from sasando.claims.imports.report import Problems
from sasando.claims.imports.rows import (
    MAX_TEXT,
    MAX_TITLE,
    ForeignRow,
    language_of,
    one_line,
    plain,
    shortened,
    web_address,
)
from sasando.claims.imports.tables import read_csv, read_jsonl
from sasando.plugins.claimreview import ReadClaimReview, read_with_report

MAX_BYTES = 100 * 2**20  # the Data Commons feed of the whole world is 70 MB
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf", b"<atom:feed")


def read_checks(content: bytes, problems: Problems, *, base_url: str = "") -> list[ForeignRow]:
    """Return the fact-checks in ``content``, each once, in order; never raises for bad content.

    CSV, JSONL, RSS, Atom, a page with ClaimReview, JSON-LD, or the Data Commons feed. ``base_url``
    is where it was found: relative addresses start there.
    """
    if len(content) > MAX_BYTES:
        size = {"size": MAX_BYTES // 2**20}
        problems.add(0, _("The file is larger than %(size)d MB.") % size)
        return []
    if content[:2] == b"PK":
        problems.add(0, _("This is a spreadsheet, not CSV. Save it as “CSV UTF-8” and try again."))
        return []
    head = content[:4000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head[:1] == b"<":
        if any(mark in head for mark in _FEEDS):
            return _once(list(read_feed(content, base_url, problems)), problems)
        return _reviewed(content, base_url, problems)
    if head[:1] in (b"{", b"["):
        if _is_jsonl(content):
            return _once(list(read_jsonl(content, problems)), problems)
        return _reviewed(content, base_url, problems)
    return _once(list(read_csv(content, problems)), problems)


def _is_jsonl(content: bytes) -> bool:
    """Whether the first lines are whole objects of their own that are no JSON-LD."""
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines()[:20]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return not any(str(name).startswith("@") for name in value) and (
                "dataFeedElement" not in value
            )
    return False


def _once(rows: list[ForeignRow], problems: Problems) -> list[ForeignRow]:
    """Return the rows, each key once: the first stands, the others are said to be repeats."""
    seen: dict[str, ForeignRow] = {}
    for row in rows:
        first = seen.setdefault(row.key, row)
        if first is not row:
            problems.add(row.line, _("The same as in line %(line)d.") % {"line": first.line})
    return list(seen.values())


def _reviewed(content: bytes, base_url: str, problems: Problems) -> list[ForeignRow]:
    reading = read_with_report(content, base_url)
    for words in reading.problems:
        problems.add(0, words)
    if not reading.reviews and not reading.problems:
        problems.add(0, _("There is no fact-check in it."))
    pages = Counter(review.url for review in reading.reviews)
    rows = []
    for number, review in enumerate(reading.reviews, start=1):
        url = web_address(review.url)
        if url:
            rows.append(_row(number, review, url, alone=pages[review.url] == 1))
        else:
            value = {"value": shortened(one_line(review.url), 80)}
            problems.add(number, _("“%(value)s” is no web address.") % value)
    return rows


def _row(number: int, review: ReadClaimReview, url: str, *, alone: bool) -> ForeignRow:
    """A page that reviews several claims gives several rows, told apart by the claim."""
    claim = plain(review.claim)[:MAX_TEXT]
    title = shortened(one_line(review.title) or one_line(claim), MAX_TITLE)
    row = ForeignRow(
        line=number,
        url=url,
        title=title or url[:MAX_TITLE],
        claim="" if claim == title else claim,
        rating=one_line(review.rating)[:100],
        language=language_of(review.language),
        published=review.published,
        publisher=one_line(review.publisher)[:150],
        links=tuple(filter(None, map(web_address, review.appearances[:50]))),
    )
    return row if alone else replace(row, part=sha256(claim.encode()).hexdigest()[:16])
