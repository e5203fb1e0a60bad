"""Figures as charts and tables of one page: one measure an axis, and what is missing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sasando.plugins import MeasureKind
from sasando.reach.figures.answered import AnsweredMonth
from sasando.reach.figures.groups import Dimension
from sasando.reach.figures.out import OWN_COUNTER
from sasando.reach.figures.period import months
from sasando.reach.figures.reached import Reached
from sasando.rendering.charts import Chart, Point, Words, bars, columns
from sasando.rendering.dates import number
from sasando.rendering.phrases import phrase

SHOWN = 25  # rows of a table; the file has all
_DRAWN = 12  # bars of a chart
_ORDERED = (Dimension.STAGE, Dimension.AUDIENCE, Dimension.MONTH)  # others: the greatest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table, as it is written."""

    name: str
    value: str  # "" for a gap
    counted: int
    missing: int
    fell: int
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One kind of measure on the page."""

    kind: str
    name: str
    means: str
    chart: Chart
    rows: tuple[Row, ...]
    is_cut: bool
    missing: int
    of: int  # that should have the number
    fell: int


def named_dimension(by: Dimension) -> str:
    """Return what the parts of ``by`` are called, for the head of a table and the choice."""
    return {
        Dimension.STAGE: _("Stage"),
        Dimension.CHANNEL: _("Channel"),
        Dimension.PLACE: _("Place"),
        Dimension.AUDIENCE: _("Audience"),
        Dimension.KIND: _("Kind of item"),
        Dimension.ITEM: _("Item"),
        Dimension.MONTH: _("Month"),
    }[by]


def measured(
    rows: Sequence[Reached], by: Dimension, since: date, until: date, language: str
) -> Iterator[Measured]:
    """Yield one part a kind of measure, in the order of ``MeasureKind``."""
    for kind in MeasureKind:
        own = [row for row in rows if row.kind is kind]
        if own:
            yield _measured(kind, own, by, list(months(since, until)), language)


def uncounted(rows: Sequence[Reached], language: str) -> list[tuple[str, str]]:
    """Return the groups of which copies went where nobody counts, with how many."""
    return [
        (row.group.name_in(language), number(row.missing, language))
        for row in rows
        if row.kind is None
    ]


def _measured(
    kind: MeasureKind, own: list[Reached], by: Dimension, all_months: list[date], language: str
) -> Measured:
    if by not in _ORDERED:
        own = sorted(own, key=lambda row: (row.value is None, -(row.value or 0)))
    name = phrase(f"measure.{kind}", language)
    sources = sorted({source for row in own for source in row.sources})
    words = Words(
        title=name,
        unit=name.lower(),
        of=named_dimension(by),
        source=", ".join(map(_said, sources)),
        language=language,
    )
    if by is Dimension.MONTH:
        chart = columns(_by_month(own, all_months, language), words)
    else:
        points = [Point(row.group.name_in(language), row.value) for row in own[:_DRAWN]]
        chart = bars(points, words)
    missing, counted = sum(row.missing for row in own), sum(row.counted for row in own)
    return Measured(
        kind=kind.value,
        name=name,
        means=phrase(f"measure.{kind}_means", language),
        chart=chart,
        rows=tuple(_row(row, language) for row in own[:SHOWN]),
        is_cut=len(own) > SHOWN,
        missing=missing,
        of=missing + counted,
        fell=sum(row.fell for row in own),
    )


def _by_month(own: Sequence[Reached], all_months: Sequence[date], language: str) -> list[Point]:
    """One point a month; one in which nothing has the number is a gap."""
    values = {row.group.code: row.value for row in own}
    codes = [f"{month:%Y-%m}" for month in all_months]
    return [Point(code, values.get(code)) for code in codes]


def _row(row: Reached, language: str) -> Row:
    return Row(
        name=row.group.name_in(language),
        value="" if row.value is None else number(row.value, language),
        counted=row.counted,
        missing=row.missing,
        fell=row.fell,
        sources=", ".join(map(_said, row.sources)),
    )


def _said(source: str) -> str:
    return _("own counter") if source == OWN_COUNTER else source


def came_in(rows: Sequence[AnsweredMonth], language: str) -> Chart:
    """Return how many messages came, month by month."""
    return columns(
        [Point(f"{row.month:%Y-%m}", row.came) for row in rows],
        Words(
            title=_("Messages that came in"), unit=_("messages"), of=_("Month"), language=language
        ),
    )


def took(rows: Sequence[AnsweredMonth], language: str) -> Chart:
    """Return the median time to an answer, month by month; a month without one is a gap."""
    return columns(
        [Point(f"{row.month:%Y-%m}", row.hours_median) for row in rows],
        Words(
            title=_("Time from the first message to the answer"),
            unit=_("hours, median"),
            of=_("Month"),
            language=language,
        ),
    )
