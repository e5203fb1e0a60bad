"""What was reached: one row a group and kind of measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sasando.plugins import MeasureKind, channel_classes
from sasando.reach.figures.groups import (
    NEWSLETTER,
    OWN_SITE,
    Dimension,
    Group,
    groups_named,
    tags_of,
)
from sasando.reach.figures.out import (
    Out,
    Published,
    broadcasts,
    copies,
    issues,
    pages,
    published,
)

_KINDS = [*MeasureKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One kind of measure of one group.

    ``value`` is ``None`` where nothing of the group has a number: a gap, and no zero. Where
    ``kind`` is ``None`` the row tells how many went out to where nobody counts at all.
    """

    group: Group
    kind: MeasureKind | None
    value: int | None
    sources: tuple[str, ...]  # the names that who counted has for it, sorted
    counted: int  # copies, broadcasts, pages or issues that have a number
    missing: int  # that went out, should have this number, and have none
    fell: int  # of those counted: a later reading is lower, the platform corrected itself


def reached(since: date, until: date, *, by: Dimension, public: bool) -> list[Reached]:
    """Return what was reached of what went out from ``since`` to ``until``, both included.

    Of each copy and broadcast the last reading counts, also one that was taken later; of pages the
    views of these days; of issues the addresses that took them; of print the copies of each edition
    once, however many items it carried. With ``public`` items that were withdrawn are left out;
    nothing that was never published is ever in it. Groups of an overlapping dimension (see
    ``Dimension.overlaps``) have no sum. A fixed number of queries.
    """
    items = published()
    outs = [
        *copies(since, until),
        *broadcasts(since, until),
        *issues(since, until),
        *pages(since, until, items.values(), by_month=by is Dimension.MONTH),
    ]
    given = _given(outs)
    if public:
        outs = [out for out in outs if out.item is None or _stands(out, items)]
    cells: dict[tuple[str, str], _Cell] = defaultdict(_Cell)
    tags = tags_of(by)
    for out in outs:
        for code in _codes(out, by, items, tags):
            for kind in out.numbers or given[out.channel] or ("",):
                cells[code, kind].add(out, kind)
    groups = groups_named(by, {code for code, _kind in cells}, _headlines(items))
    kinds = [*(kind.value for kind in _KINDS), ""]
    return [
        cells[group.code, kind].row(group, kind)
        for kind in kinds
        for group in groups
        if (group.code, kind) in cells
    ]


@dataclass(slots=True)
class _Cell:
    """What adds up to one row."""

    value: int = 0
    counted: int = 0
    missing: int = 0
    fell: int = 0
    sources: set[str] = field(default_factory=set)
    editions: set[tuple[int, date]] = field(default_factory=set)

    def add(self, out: Out, kind: str) -> None:
        number = out.numbers.get(kind)
        if number is None:
            self.missing += 1
            return
        self.counted += 1
        self.fell += number.fell
        self.sources.add(number.source)
        if out.edition is None or out.edition not in self.editions:
            self.value += number.value
        if out.edition is not None:
            self.editions.add(out.edition)

    def row(self, group: Group, kind: str) -> Reached:
        return Reached(
            group=group,
            kind=MeasureKind(kind) if kind else None,
            value=self.value if self.counted else None,
            sources=tuple(sorted(self.sources)),
            counted=self.counted,
            missing=self.missing,
            fell=self.fell,
        )


def _given(outs: Collection[Out]) -> Mapping[str, tuple[str, ...]]:
    """Which kinds each channel gives: what a copy there without any number has a gap in."""
    found: dict[str, set[str]] = defaultdict(set)
    for out in outs:
        found[out.channel] |= out.numbers.keys()
    for slug, channel in channel_classes().items():
        if channel.is_printed:
            found[slug] = {MeasureKind.COPIES.value}
    found[OWN_SITE] = {MeasureKind.PAGE_VIEWS.value}
    found[NEWSLETTER] = {MeasureKind.RECIPIENTS.value}
    return defaultdict(tuple, {channel: tuple(sorted(kinds)) for channel, kinds in found.items()})


def _stands(out: Out, items: Mapping[int, Published]) -> bool:
    item = items.get(out.item or 0)
    return item is not None and item.stands


def _codes(
    out: Out,
    by: Dimension,
    items: Mapping[int, Published],
    tags: Mapping[int, frozenset[str]],
) -> Collection[str]:
    if by is Dimension.CHANNEL:
        return (out.channel,)
    if by is Dimension.MONTH:
        return (f"{out.day:%Y-%m}",)
    item = items.get(out.item or 0)
    if item is None:
        return ("",)
    if by is Dimension.KIND:
        return (item.kind,)
    if by is Dimension.ITEM:
        return (str(item.key),)
    return tags.get(item.item) or ("",)


def _headlines(items: Mapping[int, Published]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items.values():
        found[str(item.key)][item.language] = item.headline
    return found
