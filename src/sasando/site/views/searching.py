"""Search: every word must be there; what is in the headline comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup, escape

from sasando.desk.addresses import SECTIONS
from sasando.site.addresses import page_path
from sasando.site.models import Entry
from sasando.site.responses import in_language, page
from sasando.site.setting import both_languages, render, setting_for

PAGE = 20
_MOST_TERMS = 8
_AROUND = 90  # characters of text shown either side of the first find


@dataclass(frozen=True, slots=True)
class Found:
    """One result with its finds marked."""

    entry: Entry
    headline: Markup
    excerpt: Markup


@in_language
def search(request: HttpRequest, language: str) -> HttpResponse:
    """Results for ``?q=``, optionally within one section, page by page."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    section = request.GET.get("bagian", "")
    kinds = {names[language]: kind for kind, names in SECTIONS.items()}
    terms = terms_of(query)
    count, results, number, pages = 0, [], 1, 1
    if terms:
        entries = Entry.objects.filter(language=language).matching(terms)
        if section in kinds:
            entries = entries.of_kind(kinds[section])
        count = entries.count()
        pages = max(1, -(-count // PAGE))
        number = min(max(_number(request.GET.get("hal", "1")), 1), pages)
        results = [_found(entry, terms) for entry in entries[(number - 1) * PAGE : number * PAGE]]
    setting = setting_for(
        language, page_path("search", language), languages=both_languages("search")
    )
    html = render(
        "search.html",
        setting,
        query=query,
        section=section if section in kinds else "",
        sections=list(kinds.items()),
        count=count,
        results=results,
        number=number,
        pages=pages,
        more=lambda n: "?" + urlencode({"q": query, "bagian": section, "hal": n}),
    )
    return page(html, language=language)


def terms_of(query: str) -> list[str]:
    """Return the words to look for, case-folded, each once, at most eight."""
    return list(dict.fromkeys(query.casefold().split()))[:_MOST_TERMS]


def highlight(text: str, terms: list[str]) -> Markup:
    """Return ``text`` escaped, with every term in ``<mark>``."""
    pattern = re.compile("|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True)), re.I)
    pieces, position = [], 0
    for match in pattern.finditer(text):
        pieces.append(escape(text[position : match.start()]))
        pieces.append(Markup("<mark>{}</mark>").format(match[0]))
        position = match.end()
    return Markup("").join([*pieces, escape(text[position:])])


def _found(entry: Entry, terms: list[str]) -> Found:
    return Found(entry, highlight(entry.headline, terms), highlight(_excerpt(entry, terms), terms))


def _excerpt(entry: Entry, terms: list[str]) -> str:
    """The key message where it holds a find, else the text around the first one."""
    if any(term in entry.key_message.casefold() for term in terms):
        return entry.key_message
    text = " ".join(entry.text.split())
    lowered = text.lower()  # as long as the text, so that places in it are places in the text
    if len(lowered) != len(text):
        return entry.key_message
    finds = [place for term in terms if (place := lowered.find(term, len(entry.headline))) >= 0]
    if not finds:
        return entry.key_message
    start = text.rfind(" ", 0, max(0, min(finds) - _AROUND)) + 1
    end = text.find(" ", min(finds) + _AROUND)
    whole = end < 0
    return f"{'… ' if start else ''}{text[start : None if whole else end]}{'' if whole else ' …'}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
