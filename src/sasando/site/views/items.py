"""One item, one version of it, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.http import HttpResponsePermanentRedirect as MovedForGood

from sasando.desk.addresses import absolute, item_path, kind_of_section, section_path
from sasando.desk.models import State, Version
from sasando.documents import Document, Kind
from sasando.education.addresses import learn_path, quiz_path, read_in_path
from sasando.rendering.html import Airing, Door, Extras, StageDates, difference_page, item_page
from sasando.rendering.phrases import phrase
from sasando.site.addresses import code_path, difference_path, oembed_path, topic_path
from sasando.site.airing import airings_of
from sasando.site.copies import DOWNLOADS
from sasando.site.lesson_copies import LESSON_DOWNLOADS
from sasando.site.responses import in_language, page
from sasando.site.setting import setting_for, stage_dates


@in_language
def item(request: HttpRequest, language: str, section: str, slug: str) -> HttpResponse:
    """The newest published version of an item."""
    newest = newest_version(language, section, slug)
    if newest.number != max(v.number for v in newest.item.versions.all()):
        # The item moved to another slug with a later version.
        return MovedForGood(max(newest.item.versions.all(), key=lambda v: v.number).path)
    errata = errata_of([newest.item_id])
    airings = airings_of([newest])
    return page(version_page(newest, errata=errata, airings=airings), language=language)


@in_language
def read_in(
    request: HttpRequest, language: str, section: str, slug: str, further: str
) -> HttpResponse:
    """The version that stands today, in a further language it was approved with."""
    found = newest_version(language, section, slug)
    translated = {one.language for one in found.document.translations or ()}
    if found.state != State.CURRENT or further not in translated:
        raise Http404
    html = version_page(found, errata=errata_of([found.item_id]), further=further)
    return page(html, language=language)


def newest_version(language: str, section: str, slug: str) -> Version:
    """Return the newest published version at this address. Raises ``Http404``."""
    versions = Version.objects.public().filter(kind=kind_at(section, language), slug=slug)
    newest = versions.in_language(language).with_imprint().order_by("-number", "-pk").first()
    if newest is None:
        raise Http404
    return newest


@in_language
def version(
    request: HttpRequest, language: str, section: str, slug: str, number: int
) -> HttpResponse:
    """One published version, old or new."""
    found = _version(language, section, slug, number)
    errata = errata_of([found.item_id])
    return page(version_page(found, errata=errata, alone=True), language=language)


@in_language
def difference(
    request: HttpRequest, language: str, section: str, slug: str, number: int
) -> HttpResponse:
    """What version ``number`` changed against the published version before it."""
    after = _version(language, section, slug, number)
    earlier = [v for v in after.item.versions.all() if v.number < number]
    if not earlier or State.WITHDRAWN in (after.state, earlier[-1].state):
        raise Http404
    before = Version.objects.get(pk=earlier[-1].pk).content
    setting = setting_for(language, difference_path(after.own_path, language))
    html = difference_page(before, after.content, setting=setting, item_href=after.path)
    return page(html, language=language)


def errata_of(items: Iterable[int]) -> dict[int, Door]:
    """Return the current errata on ``items`` (keys), by the item they correct; one query."""
    corrects = "item__erratum__corrects__item_id"
    errata = (
        Version.objects.current()
        .of_kind(Kind.ERRATUM)
        .filter(**{f"{corrects}__in": items})
        .values_list(corrects, "kind", "language", "slug", "headline")
    )
    return {
        item: Door(item_path(Kind(kind), language, slug), headline)
        for item, kind, language, slug, headline in errata
    }


def version_page(
    version: Version,
    *,
    errata: Mapping[int, Door],
    airings: Mapping[int, Airing] | None = None,
    stages: Mapping[str, StageDates] | None = None,
    alone: bool = False,
    further: str = "",
) -> str:
    """Return the page of ``version`` (fetched ``with_imprint``); ``errata`` as of ``errata_of``.

    ``airings`` are those of ``airings_of``: how an episode stands, on its newest version's page.
    ``stages`` are today's dates of all stages, where the caller has them; else those that the
    Document shows are fetched. ``alone``: at the version's own address, which stays when newer
    versions come. ``further``: in this one of its translations.
    """
    document = version.document
    if stages is None:
        references = (block.code for block in document.stage_references)
        changes = (block.code for block in document.stage_changes)
        stages = stage_dates([*references, *changes])
    past = sorted(version.item.versions.all(), key=lambda v: v.number)
    newest = past[-1]
    languages = [(version.language, version.path)]
    languages += [(a.language, a.href) for a in document.alternates]
    languages.sort(key=lambda pair: (pair[0] != "id", pair[0]))
    if version.state == State.CURRENT:
        languages += [
            (one.language, read_in_path(version.path, one.language))
            for one in document.translations or ()
        ]
    path = version.own_path if alone else version.path
    setting = replace(
        setting_for(
            version.language,
            read_in_path(path, further) if further else path,
            languages=languages,
            calendar=stages,
        ),
        read_in=further,
    )
    extras = replace(_extras(version, document, past, newest), erratum=errata.get(version.item_id))
    airing = (airings or {}).get(version.item_id, Airing())
    return item_page(document, setting=setting, extras=extras, airing=airing)


def _extras(version: Version, document: Document, past: list[Version], newest: Version) -> Extras:
    language, kind = version.language, Kind(version.kind)
    gone = any(v.state == State.WITHDRAWN for v in past)
    return Extras(
        section=Door(section_path(kind, language), ""),
        learning=_learning(version) if kind is Kind.LESSON and not gone else (),
        qr=code_path(version.code, "qr.png"),
        image=code_path(version.code, "1200x630.png"),
        oembed=oembed_path(absolute(version.path)),
        card=code_path(version.code, "1080x1080.png"),
        downloads=tuple(
            Door(code_path(version.code, name), phrase(f"site.download_{key}", language))
            for key, name in (DOWNLOADS | (LESSON_DOWNLOADS if document.lesson else {})).items()
        ),
        tags=tuple(_tags(document, language)),
        places={tag.code: topic_path("place", tag.code, language) for tag in document.places},
        newest=newest.path if newest.pk != version.pk else "",
        compare={} if gone else {v.number: difference_path(v.own_path, language) for v in past[1:]},
    )


def _learning(version: Version) -> tuple[Door, ...]:
    language = version.language
    return (
        Door(quiz_path(version.path, language), phrase("learn.quiz", language)),
        Door(learn_path(language), phrase("learn.all", language)),
    )


def _tags(document: Document, language: str) -> Iterable[Door]:
    for tag in document.elections:
        yield Door(topic_path("election", tag.code, language), tag.name)
    for stage in document.stages:
        yield Door(topic_path("stage", stage.code, language), stage.name)
    for place in document.places:
        yield Door(topic_path("place", place.code, language), place.name)
    for audience in document.audiences:
        words = phrase(f"site.audience_{audience.value.replace('-', '_')}", language)
        yield Door(topic_path("audience", audience.value, language), words)


def _version(language: str, section: str, slug: str, number: int) -> Version:
    kind = kind_at(section, language)
    found = (
        Version.objects.public()
        .in_language(language)
        .filter(kind=kind, slug=slug, number=number)
        .with_imprint()
        .first()
    )
    if found is None:
        raise Http404
    return found


def kind_at(section: str, language: str) -> str:
    """Return the kind of the items in ``section``. Raises ``Http404``."""
    kind = kind_of_section(section, language)
    if kind is None:
        raise Http404
    return kind.value
