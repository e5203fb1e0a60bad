"""The house as pages see it: navigation, languages, styles, today's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.timezone import get_default_timezone
from jinja2 import Environment, PackageLoader

from sasando.accounts.addresses import transparency_path
from sasando.desk.addresses import SECTIONS, home_path, section_path
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Stage
from sasando.openness.addresses import openness_path
from sasando.rendering.html import Door, Setting, StageDates, page_environment
from sasando.rendering.phrases import phrase
from sasando.site.addresses import (
    ALL,
    LANGUAGES,
    beside_check,
    counter_address,
    feed_path,
    page_path,
)

_TEMPLATES = PackageLoader("sasando.site", "templates")
ZONE = get_default_timezone()


def environment(language: str) -> Environment:
    """Return the Jinja environment of the public pages."""
    return page_environment(language, _TEMPLATES)


def render(template: str, setting: Setting, **context: object) -> str:
    """Return the page ``template`` makes of ``context`` in the house ``setting``."""
    page = environment(setting.language).get_template(template)
    framed_script = static("sasando_site/framed.js")
    return page.render(setting=setting, framed_script=framed_script, **context)


def setting_for(
    language: str,
    path: str,
    *,
    languages: Iterable[tuple[str, str]] = (),
    calendar: Mapping[str, StageDates] | None = None,
) -> Setting:
    """Return the Setting of the page at ``path``; ``languages`` are its (language, path) pairs."""
    navigation, footer, feeds = _doors(language)
    return Setting(
        site_url=settings.SITE_URL,
        site_name=settings.SITE_NAME,
        tagline=phrase("site.tagline", language),
        language=language,
        path=path,
        stylesheet=static("sasando_site/sasando.css"),
        script=static("sasando_site/sasando.js"),
        live_script=static("sasando_site/siaran.js"),
        hls_script=static("sasando_site/hls/hls.light.min.js"),
        learn_script=static("sasando_site/belajar.js"),
        icon=static("sasando_site/icon.svg"),
        counter=counter_address(path),
        home=home_path(language),
        search=page_path("search", language),
        verify=page_path("verify", language),
        check=page_path("check", language),
        policy=f"{page_path('about', language)}#kebijakan",
        navigation=navigation,
        footer=footer,
        feeds=feeds,
        languages=tuple(languages),
        calendar=calendar or {},
        zone=ZONE,
    )


@cache
def _doors(language: str) -> tuple[tuple[Door, ...], tuple[Door, ...], tuple[Door, ...]]:
    def named(word: str) -> Door:
        return Door(page_path(word, language), phrase(f"site.{word}", language))

    sections = [
        Door(section_path(kind, language), phrase(f"site.section_{kind.value}", language))
        for kind in SECTIONS
        if kind is not Kind.ERRATUM
    ]
    errata = Door(section_path(Kind.ERRATUM, language), phrase("site.section_erratum", language))
    feed = Door(feed_path(ALL[language], "atom"), phrase("site.feed_all", language))
    figures = Door(beside_check("figures", language), phrase("site.check_figures", language))
    letter = Door(page_path("subscribe", language), phrase("site.newsletter", language))
    tools = Door(page_path("tools", language), phrase("tools.title", language))
    openness = Door(openness_path(language), phrase("openness.title", language))
    accounts = Door(transparency_path(language), phrase("accounts.title", language))
    ics = Door("/kalender.ics", phrase("site.subscribe", language))
    return (
        (named("check"), tools, *sections, named("calendar"), named("places")),
        (named("about"), accounts, openness, named("verify"), figures, errata, letter, feed, ics),
        (feed,),
    )


def both_languages(word: str) -> tuple[tuple[str, str], ...]:
    """Return the (language, path) pairs of a page that stands in every language."""
    return tuple((code, page_path(word, code)) for code in LANGUAGES)


def stage_dates(codes: Iterable[str]) -> dict[str, StageDates]:
    """Return today's dates of these stages, one query, none for no codes."""
    wanted = set(codes)
    if not wanted:
        return {}
    rows = Stage.objects.filter(code__in=wanted).values_list("code", "name", "starts", "ends")
    return {code: StageDates(code, name, starts, ends) for code, name, starts, ends in rows}


def local_day(moment: datetime) -> date:
    """Return the day ``moment`` falls on where the desk is."""
    return moment.astimezone(ZONE).date()
