"""Places: districts, villages, polling stations, and official figures with their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from sasando.documents.vocabulary import PlaceLevel
from sasando.elections.consistency import Discrepancy, Rule
from sasando.elections.models import Election, Figure, Place, PollingStations
from sasando.rendering.dates import number
from sasando.rendering.html import Door
from sasando.rendering.phrases import phrase
from sasando.site.addresses import LANGUAGES, page_path, place_path
from sasando.site.models import Entry
from sasando.site.responses import in_language, page
from sasando.site.setting import both_languages, render, setting_for

_ENTRIES = 10


@dataclass(frozen=True, slots=True)
class Branch:
    """A place and what lies in it."""

    door: Door
    inside: tuple[Door, ...]


@in_language
def index(request: HttpRequest, language: str) -> HttpResponse:
    """All districts with their villages."""
    rows = Place.objects.order_by("name").values_list("pk", "parent_id", "code", "name", "level")
    inside: dict[int | None, list[Door]] = defaultdict(list)
    for _pk, parent, code, name, _level in rows:
        inside[parent].append(Door(place_path(code, language), name))
    above = (PlaceLevel.PROVINCE.value, PlaceLevel.CITY.value)
    wider = [Door(place_path(c, language), n) for _k, _p, c, n, level in rows if level in above]
    branches = [
        Branch(Door(place_path(code, language), name), tuple(inside[pk]))
        for pk, _parent, code, name, level in rows
        if level == PlaceLevel.DISTRICT.value
    ]
    setting = setting_for(
        language, page_path("places", language), languages=both_languages("places")
    )
    html = render("places.html", setting, branches=branches, wider=wider)
    return page(html, language=language)


@in_language
def place(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """One place: what lies in it, its stations and figures by source, what was written on it."""
    found = Place.objects.select_related("parent__parent__parent").filter(code=code).first()
    if found is None:
        raise Http404
    above: list[Door] = []
    up = found.parent
    while up is not None:
        above.insert(0, Door(place_path(up.code, language), up.name))
        up = up.parent
    inside = [
        Door(place_path(code, language), name)
        for code, name in found.children.order_by("name").values_list("code", "name")
    ]
    setting = setting_for(
        language,
        place_path(code, language),
        languages=[(other, place_path(code, other)) for other in LANGUAGES],
    )
    entries = Entry.objects.in_language(language).tagged("place", code).newest_first()
    html = render(
        "place.html",
        setting,
        place=found,
        level=phrase(f"site.level_{found.level}", language),
        above=[Door(page_path("places", language), phrase("site.places", language)), *above],
        inside=inside,
        stations=list(PollingStations.objects.filter(place=found).select_related("election")),
        figures=_figures(found),
        doubts=doubts_about(found, language),
        entry_list=list(entries[:_ENTRIES]),
    )
    return page(html, language=language)


def _figures(place: Place) -> list[Figure]:
    return list(Figure.objects.filter(place=place).select_related("election"))


def doubts_about(place: Place, language: str) -> list[str]:
    """Return, in sentences, where the official figures on ``place`` do not add up.

    They are compared with those of the places in it too: a city's with the sum of its districts'.
    """
    inside = Figure.objects.filter(place__in=Place.objects.within(place))
    found = [doubt for doubt in inside.discrepancies() if doubt.whole.place == place.code]
    if not found:
        return []
    names = dict(Figure.Measure.choices)
    elections = {e.code: e.name_in(language) for e in Election.objects.all()}
    return [_sentence(doubt, elections[doubt.whole.election], names, language) for doubt in found]


def _sentence(doubt: Discrepancy, election: str, names: Mapping[str, object], language: str) -> str:
    sexes = dict(Figure.Sex.choices)
    what = str(names.get(doubt.whole.measure, doubt.whole.measure))
    if doubt.whole.sex:
        what = f"{what}, {str(sexes[doubt.whole.sex]).lower()}"
    key = "site.doubt_sources" if doubt.rule is Rule.SOURCES else "site.doubt_sum"
    return phrase(
        key,
        language,
        election=election,
        what=what,
        whole=number(doubt.whole.value, language),
        total=number(doubt.total, language),
        difference=number(abs(doubt.difference), language),
        source=doubt.whole.source,
        other=doubt.parts[0].source,
    )
