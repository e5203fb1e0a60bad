"""One fact-check by others as it is read: cleaned, judged cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sasando.claims.imports.report import Problems

MAX_TITLE, MAX_TEXT, MAX_URL = 500, 20_000, 1000  # characters; what is longer is cut
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they would turn the words around ours
_MARKUP = re.compile(r"<[^<>]{1,2000}>")
_LABEL = re.compile(r"\s*\[\s*([^\[\]]{3,40}?)\s*\]")  # "[SALAH] …", as in Indonesia
_NUMBERED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRow:
    """One fact-check. Texts are plain; what was not said is empty."""

    line: int
    title: str
    id: str = ""  # within its source
    url: str = ""
    claim: str = ""
    explanation: str = ""
    rating: str = ""
    language: str = "id"
    published: date | None = None
    publisher: str = ""  # "": the source itself
    links: tuple[str, ...] = ()
    part: str = ""  # tells apart the claims that one page reviews

    @property
    def key(self) -> str:
        """What makes it one fact-check within its source: its address, else its id."""
        address = f"{self.url}#{self.part}" if self.part else self.url
        return address or self.id


def make_row(line: int, said: Mapping[str, str], problems: Problems) -> ForeignRow | None:
    """Return the row of ``said`` (title, claim, text, rating, lang, date, url, id, publisher).

    ``None`` when it says too little to answer with; what is wrong goes to ``problems``.
    """
    claim = plain(said.get("claim", ""))[:MAX_TEXT]
    title = one_line(said.get("title", "")) or one_line(claim)
    if not title:
        problems.add(line, _("Neither a title nor a claim."))
        return None
    url = _url(line, said.get("url", ""), problems)
    named = one_line(said.get("id", ""))[:200]
    if not (url or named):
        problems.add(line, _("Neither an address nor an id: it could not be known again."))
        return None
    return ForeignRow(
        line=line,
        id=named,
        url=url,
        title=shortened(title, MAX_TITLE),
        claim="" if claim == title else claim,
        explanation=plain(said.get("text", ""))[:MAX_TEXT],
        rating=(one_line(said.get("rating", "")) or _label(title))[:100],
        language=language_of(said.get("lang", "")),
        published=_published(line, said.get("date", ""), problems),
        publisher=one_line(said.get("publisher", ""))[:150],
    )


def plain(text: str) -> str:
    """Return ``text`` without markup and without what no database or page should hold."""
    without = unescape(_MARKUP.sub(" ", text)) if "<" in text or "&" in text else text
    without = _BIDI.sub("", _CONTROL.sub("", without))
    return "\n".join(line for part in without.splitlines() if (line := " ".join(part.split())))


def one_line(text: str) -> str:
    """Return ``text`` plain and on one line."""
    return " ".join(plain(text).split())


def shortened(text: str, longest: int) -> str:
    """Return ``text``, cut with an ellipsis at ``longest`` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def language_of(said: str, otherwise: str = "id") -> str:
    """Return the two letters of a language tag ("id-ID"), or ``otherwise``."""
    code = re.split(r"[-_]", said.strip().lower())[0]
    code = "id" if code == "in" else code  # ISO 639 until 1989; Java and older CMS still write it
    return code if len(code) == 2 and code.isascii() and code.isalpha() else otherwise


def day_of(said: str) -> date | None:
    """Return the day that ``said`` names: ISO 8601, RFC 822, or day/month/year; else ``None``."""
    text = said.strip()
    with suppress(ValueError):
        return datetime.fromisoformat(text).date()
    numbered = _NUMBERED.fullmatch(text)
    try:
        if numbered:
            day, month, year = map(int, numbered.groups())
            return date(year, month, day)
        if re.match(r"\d{4}-\d\d-\d\d\D", text):
            return date.fromisoformat(text[:10])
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def web_address(said: str) -> str:
    """Return ``said`` when it is a whole http(s) address of usual length, else ``""``."""
    address = _CONTROL.sub("", said).strip()
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return address if good and len(address) <= MAX_URL and not re.search(r"\s", address) else ""


def _url(line: int, said: str, problems: Problems) -> str:
    address = web_address(said)
    if said.strip() and not address:
        words = _("“%(value)s” is no web address.") % {"value": shortened(one_line(said), 80)}
        problems.add(line, words, left_out=False)
    return address


def _published(line: int, said: str, problems: Problems) -> date | None:
    day = day_of(said) if said.strip() else None
    if said.strip() and day is None:
        words = _("“%(value)s” is no date: taken without one.")
        problems.add(line, words % {"value": shortened(one_line(said), 40)}, left_out=False)
    return day


def _label(title: str) -> str:
    found = _LABEL.match(title)
    return found.group(1) if found else ""
