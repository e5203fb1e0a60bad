"""Sections, their months, and tags."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse

from sasando.desk.addresses import SECTIONS, kind_of_section, section_path
from sasando.documents.vocabulary import Kind
from sasando.rendering.html import Door
from sasando.site.addresses import (
    CLAIM_REVIEWS,
    LANGUAGES,
    SCHEMES,
    WORDS,
    audiences,
    feed_path,
    month_path,
    topic_feed,
    topic_path,
)
from sasando.site.models import Entry, EntryTag
from sasando.site.responses import in_language, page
from sasando.site.setting import ZONE, render, setting_for

NEWEST = 20


@in_language
def section(request: HttpRequest, language: str, section: str) -> HttpResponse:
    """The newest items of a section, and a link to each month before."""
    kind = _kind(section, language)
    entries = Entry.objects.in_language(language).of_kind(kind)
    months = (
        entries.annotate(month=TruncMonth("first_published_at", tzinfo=ZONE))
        .order_by("-month")
        .values_list("month", flat=True)
        .distinct()
    )
    setting = setting_for(
        language,
        section_path(kind, language),
        languages=[(code, section_path(kind, code)) for code in LANGUAGES],
    )
    html = render(
        "section.html",
        setting,
        kind=kind.value,
        entry_list=list(entries.newest_first()[:NEWEST]),
        months=[(m.date(), month_path(kind, language, m.date())) for m in months],
        feed=feed_path(SECTIONS[kind][language], "atom"),
        claim_reviews=CLAIM_REVIEWS if kind is Kind.VERDICT else "",
    )
    return page(html, language=language)


@in_language
def month(request: HttpRequest, language: str, section: str, year: int, month: int) -> HttpResponse:
    """Everything a section first published in one month."""
    kind = _kind(section, language)
    try:
        first = date(year, month, 1)
    except ValueError:
        raise Http404 from None
    starts = datetime.combine(first, time.min, ZONE)
    after = date(year + month // 12, month % 12 + 1, 1)
    ends = datetime.combine(after, time.min, ZONE)
    entries = Entry.objects.in_language(language).of_kind(kind).first_published_in(starts, ends)
    found = list(entries.newest_first())
    if not found:
        raise Http404
    setting = setting_for(language, month_path(kind, language, first))
    html = render(
        "month.html",
        setting,
        kind=kind.value,
        first=first,
        entry_list=found,
        section=Door(section_path(kind, language), ""),
    )
    return page(html, language=language)


@in_language
def topic(request: HttpRequest, language: str, scheme: str, code: str) -> HttpResponse:
    """Everything with one tag: an election, a stage, an audience."""
    named = next((s for s in SCHEMES if WORDS[s][language] == scheme), None)
    if named is None:
        raise Http404
    entries = Entry.objects.in_language(language).tagged(named, code).newest_first()
    found = list(entries[: NEWEST * 5])
    name = (
        EntryTag.objects.filter(scheme=named, code=code, entry__language=language)
        .values_list("name", flat=True)
        .first()
    )
    if name is None and not (named == "audience" and code in audiences()):
        raise Http404
    setting = setting_for(language, topic_path(named, code, language))
    html = render(
        "topic.html",
        setting,
        name=name or code,
        scheme=named,
        entry_list=found,
        feed="" if named == "stage" else feed_path(topic_feed(named, code, language), "atom"),
    )
    return page(html, language=language)


def _kind(section: str, language: str) -> Kind:
    kind = kind_of_section(section, language)
    if kind is None:
        raise Http404
    return kind
