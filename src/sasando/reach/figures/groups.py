"""By what figures are told apart, and what the parts are called in each language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from sasando.desk.models import Item
from sasando.documents import Kind
from sasando.education.audiences import segments
from sasando.elections.models import Place, Stage
from sasando.plugins import UnknownChannel, channel_named
from sasando.plugins.registry import UnknownBroadcaster, broadcaster_named
from sasando.rendering.phrases import LANGUAGES, phrase

OWN_SITE = "site"  # the channel of the own pages: they are counted as pages, not as copies
NEWSLETTER = "newsletter"  # no channel of the registry: the house sends it itself


class Dimension(StrEnum):
    """By what figures are told apart."""

    STAGE = "stage"
    CHANNEL = "channel"
    PLACE = "place"
    AUDIENCE = "audience"
    KIND = "kind"
    ITEM = "item"
    MONTH = "month"

    @property
    def overlaps(self) -> bool:
        """Whether one item may stand in several groups: then the groups have no sum."""
        return self in (Dimension.STAGE, Dimension.PLACE, Dimension.AUDIENCE)


@dataclass(frozen=True, slots=True)
class Group:
    """One part: its code ("" for what belongs to none) and its name by language."""

    code: str
    names: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """The name in ``language``."""
        return self.names[language]


def tags_of(by: Dimension) -> Mapping[int, frozenset[str]]:
    """Return the codes of each item (by primary key) that has any; one query, none if not by tags."""
    names = {Dimension.STAGE: "stages__code", Dimension.PLACE: "places__code"}
    found: dict[int, set[str]] = defaultdict(set)
    if by is Dimension.AUDIENCE:
        rows = Item.objects.exclude(audiences=[]).order_by().values_list("pk", "audiences")
        return {item: frozenset(audiences) for item, audiences in rows}
    if by in names:
        tagged = Item.objects.filter(**{f"{names[by]}__isnull": False}).order_by()
        for item, code in tagged.values_list("pk", names[by]):
            found[item].add(code)
    return {item: frozenset(codes) for item, codes in found.items()}


def groups_named(
    by: Dimension, codes: Collection[str], headlines: Mapping[str, Mapping[str, str]]
) -> list[Group]:
    """Return the groups called ``codes``, in the order they are listed. At most one query.

    ``headlines``: of items, by their code and language.
    """
    if by is Dimension.ITEM:
        known = {code: _whole(headlines.get(code, {}), code) for code in sorted(codes) if code}
    else:
        known = _NAMES[by](codes)
    known |= {code: dict.fromkeys(LANGUAGES, code) for code in codes if code and code not in known}
    found = [Group(code, names) for code, names in known.items() if code in codes]
    return [*found, Group("", _in_both(_NONE[by]))] if "" in codes else found


_NONE: Mapping[Dimension, Promise] = {
    Dimension.STAGE: _("In no stage"),
    Dimension.CHANNEL: _("No channel"),
    Dimension.PLACE: _("For no place of its own"),
    Dimension.AUDIENCE: _("For everybody"),
    Dimension.KIND: _("No single item"),
    Dimension.ITEM: _("No single item"),
    Dimension.MONTH: _("No month"),
}

Names = dict[str, dict[str, str]]  # code → language → name


def _stages(codes: Collection[str]) -> Names:
    rows = Stage.objects.filter(code__in=codes).order_by("starts", "ends", "code")
    return {
        stage.code: {language: stage.name_in(language) for language in LANGUAGES}
        for stage in rows.only("code", "name", "name_en")
    }


def _places(codes: Collection[str]) -> Names:
    rows = Place.objects.filter(code__in=codes).order_by("code").values_list("code", "name")
    return {code: dict.fromkeys(LANGUAGES, name) for code, name in rows}


def _audiences(codes: Collection[str]) -> Names:
    return {segment.code.value: dict(segment.names) for segment in segments()}


def _kinds(codes: Collection[str]) -> Names:
    return {kind.value: {one: phrase(f"kind.{kind}", one) for one in LANGUAGES} for kind in Kind}


def _channels(codes: Collection[str]) -> Names:
    return {code: _in_both(_label(code)) for code in sorted(codes) if code}


def _months(codes: Collection[str]) -> Names:
    found: Names = {}
    for code in sorted(codes):
        month = date.fromisoformat(f"{code}-01")
        found[code] = {}
        for language in LANGUAGES:
            with override(language):
                found[code][language] = date_format(month, "F Y")
    return found


_NAMES: Mapping[Dimension, Callable[[Collection[str]], Names]] = {
    Dimension.STAGE: _stages,
    Dimension.CHANNEL: _channels,
    Dimension.PLACE: _places,
    Dimension.AUDIENCE: _audiences,
    Dimension.KIND: _kinds,
    Dimension.MONTH: _months,
}


def _label(code: str) -> str:
    """The English name of a channel or a live platform; its code when it is not installed."""
    if code == NEWSLETTER:
        return "Newsletter"
    try:
        return channel_named(code).label
    except UnknownChannel:
        pass
    try:
        return broadcaster_named(code).label
    except UnknownBroadcaster:
        return code


def _in_both(words: str | Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = gettext(str(words)) if isinstance(words, str) else str(words)
    return found


def _whole(names: Mapping[str, str], code: str) -> dict[str, str]:
    """An item's names in all languages: one that is not there is called as in another."""
    known: Iterable[str] = [*(names[one] for one in LANGUAGES if one in names), code]
    first = next(iter(known))
    return {language: names.get(language, first) for language in LANGUAGES}
