"""Charts as SVG that hide nothing: from zero, gaps drawn as gaps, the same numbers as a table.

A chart has one measure. Text and axes take the colour of the page around them (``currentColor``),
marks have the classes ``mark``, ``gap`` and ``target``, whose colours a style sheet may change; on
paper the colours written here hold. Nothing in it needs a style, a script or an identifier.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from sasando.rendering.dates import number
from sasando.rendering.phrases import phrase

Value = int | float | Decimal | None  # None: not known, which is not nothing

INK = "#2a3a86"  # indigo; a target is morinda red
_RED, _GREY = "#96281f", "#8a8572"
_WIDE = 360.0  # of a chart: the pixels of a phone
_LETTER = 12  # height of a letter; one is about half as wide
_HIGH, _TOP, _FOOT, _MARGIN = 132.0, 18.0, 20.0, 6.0  # of an upright chart's field, and around it
_WIDEST = 28.0  # of a column, where there are few
_LABELLED = 12  # columns that can carry their own number
_ROW, _BAR, _NAME = 38.0, 12.0, 16.0  # of lying bars: a row, its bar, and its name above
_LEAST = 0.01  # at the top of a scale: what is written has two decimals
_LONGEST = 48  # letters of a name; the table has it whole
_SPARK_WIDE, _SPARK_HIGH = 96, 24


class Svg(str):
    """A drawing that templates take as markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it as it is: all text in it is escaped."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Point:
    """One mark: what it stands for, and how much; ``None`` where nobody knows."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One drawn chart, and what it says as a table and in words."""

    title: str
    says: str  # the chart in a sentence: its text alternative
    svg: Svg  # complete; empty where there are no points
    header: tuple[str, str]
    rows: tuple[tuple[str, str], ...]  # label, number as it is written in the language
    note: str  # gaps and source, for under the chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands around the marks. ``unit`` names what is counted ("page views")."""

    title: str
    unit: str = ""
    of: str = ""  # names what the marks stand for, at the head of the table
    source: str = ""
    language: str = "id"


def bars(points: Sequence[Point], words: Words, *, target: Value = None) -> Chart:
    """Return lying bars, each under its name: for kinds of things, not for time.

    Raises ``ValueError`` for a value below zero or none at all (infinite).
    """
    top = _highest(points, target)
    room = _WIDE - 2 * _MARGIN - 64  # the number stands behind its bar
    drawn = []
    for at, point in enumerate(points):
        y = at * _ROW + _NAME + 2
        drawn.append(_text(_MARGIN + 4, y - 5, _cut(point.label)))
        if point.value is None:
            drawn.append(_gap(_MARGIN, y, room, _BAR, _said(point, words)))
            drawn.append(_text(_MARGIN + 6, y + 10, phrase("chart.no_data", words.language)))
        else:
            wide = _share(point.value, top, room)
            drawn.append(_mark(_MARGIN, y, wide, _BAR, _said(point, words)))
            value = number(_plain(point.value), words.language)
            drawn.append(_text(_MARGIN + wide + 5, y + 10, value))
    high = len(points) * _ROW + 4
    if target is not None:
        x = _MARGIN + _share(target, top, room)
        drawn.append(_line(x, 0, x, high, "target"))
        high += _FOOT
        drawn.append(_text(min(x, _WIDE - 90), high - 6, _aim(target, words)))
    drawn.append(_line(_MARGIN, 0, _MARGIN, len(points) * _ROW + 4, "axis"))
    return _chart(points, words, drawn, high, target)


def columns(points: Sequence[Point], words: Words, *, target: Value = None) -> Chart:
    """Return standing columns in the order of time; a gap is a broken outline, not an empty place.

    Raises ``ValueError`` as ``bars``.
    """
    field = _Field.of(points, target, words)
    step = field.wide / max(1, len(points))
    wide = min(step * 0.8, _WIDEST)
    drawn = [*field.axes()]
    for at, point in enumerate(points):
        x = field.left + (at + 0.5) * step - wide / 2
        if point.value is None:
            drawn.append(_gap(x, _TOP + _HIGH - 16, wide, 16, _said(point, words)))
            continue
        high = _share(point.value, field.top, _HIGH)
        drawn.append(_mark(x, _TOP + _HIGH - high, wide, high, _said(point, words)))
        if len(points) <= _LABELLED:
            value = number(_plain(point.value), words.language)
            y = _TOP + _HIGH - high - 3
            drawn.append(_text(x + wide / 2, y, value, "middle", small=True))
    drawn += [*field.feet([p.label for p in points]), *field.aim(target)]
    return _chart(points, words, drawn, _TOP + _HIGH + _FOOT, target)


def timeline(points: Sequence[Point], words: Words, *, target: Value = None) -> Chart:
    """Return a line through ``points`` in the order of time; it stops where a value is not known.

    Points stand at equal distances: give one for every day, also for a day without a value. Raises
    ``ValueError`` as ``bars``.
    """
    field = _Field.of(points, target, words)
    step = field.wide / max(1, len(points) - 1)
    drawn = [*field.axes()]
    for at, point in enumerate(points):
        if point.value is None:
            x = min(max(field.left, field.left + (at - 0.5) * step), _WIDE - _MARGIN - step)
            drawn.append(_gap(x, _TOP, step, _HIGH, _said(point, words)))
    for known, run in groupby(enumerate(points), lambda pair: pair[1].value is not None):
        if known:
            places = [(field.left + at * step, field.height(point)) for at, point in run]
            drawn.append(
                f'<polyline class="line" fill="none" stroke="{INK}" stroke-width="2" '
                f'points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
            )
    for at, point in enumerate(points):
        if point.value is not None:
            drawn.append(_dot(field.left + at * step, field.height(point), _said(point, words)))
    drawn += [*field.feet([p.label for p in points], over=True), *field.aim(target)]
    return _chart(points, words, drawn, _TOP + _HIGH + _FOOT, target)


def spark(values: Sequence[int], *, title: str) -> Svg:
    """Return a line the size of a word, of ``values`` in the order of time; "" if all are nothing."""
    if not any(values):
        return Svg()
    highest = max(values)
    step = _SPARK_WIDE / max(1, len(values) - 1)
    high = _SPARK_HIGH - 4
    line = " ".join(
        f"{at * step:.1f},{2 + high - high * value / highest:.1f}"
        for at, value in enumerate(values)
    )
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" viewBox="0 0 {_SPARK_WIDE} '
        f'{_SPARK_HIGH}" role="img" aria-label={quoteattr(_clean(title))}>'
        f'<polyline fill="none" stroke="{INK}" stroke-width="2" points="{line}"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """Where columns and lines stand: from zero at the foot to a round number at the top."""

    top: float
    ticks: tuple[float, ...]
    left: float
    words: Words

    @classmethod
    def of(cls, points: Sequence[Point], target: Value, words: Words) -> _Field:
        ticks = _ticks(_highest(points, target))
        widest = max(len(number(_plain(tick), words.language)) for tick in ticks)
        return cls(ticks[-1], ticks, _MARGIN + 4 + widest * _LETTER * 0.52, words)

    @property
    def wide(self) -> float:
        return _WIDE - _MARGIN - self.left

    def height(self, point: Point) -> float:
        return _TOP + _HIGH - float(point.value or 0) / self.top * _HIGH

    def axes(self) -> Iterator[str]:
        for tick in self.ticks:
            y = _TOP + _HIGH - tick / self.top * _HIGH
            yield _line(self.left, y, _WIDE - _MARGIN, y, "axis" if not tick else "grid")
            yield _text(self.left - 4, y + 4, number(_plain(tick), self.words.language), "end")
        if self.words.unit:
            yield _text(_MARGIN, 9, self.words.unit, small=True)

    def feet(self, labels: Sequence[str], *, over: bool = False) -> Iterator[str]:
        """Name as many marks as have room; with ``over`` the first and last stand at the edges."""
        if not labels:
            return
        longest = max(map(len, labels)) * _LETTER * 0.55 + 8
        room = max(1, int(self.wide / longest))
        every = math.ceil(len(labels) / room)
        step = self.wide / max(1, len(labels) - 1 if over else len(labels))
        for at in range(0, len(labels), every):
            x = self.left + (at if over else at + 0.5) * step
            anchor = "middle"
            if over and at == 0:
                anchor = "start"
            elif x + longest / 2 > _WIDE:
                anchor, x = "end", min(x + longest / 2, _WIDE - 1)
            yield _text(x, _TOP + _HIGH + 14, labels[at], anchor, small=True)

    def aim(self, target: Value) -> Iterator[str]:
        if target is not None:
            y = _TOP + _HIGH - float(target) / self.top * _HIGH
            yield _line(self.left, y, _WIDE - _MARGIN, y, "target")
            yield _text(_WIDE - _MARGIN, y - 4, _aim(target, self.words), "end", small=True)


def _chart(
    points: Sequence[Point], words: Words, drawn: Sequence[str], high: float, target: Value
) -> Chart:
    language = words.language
    unknown = phrase("chart.no_data", language)
    written = tuple(
        (p.label, unknown if p.value is None else number(_plain(p.value), language)) for p in points
    )
    missing = sum(point.value is None for point in points)
    notes = [f"{_aim(target, words)}."] if target is not None else []
    if missing:
        notes.append(phrase("chart.gaps", language, missing=missing, of=len(points)))
    if words.source:
        notes.append(phrase("chart.source", language, source=words.source))
    label = _clean(f"{words.title}: {_summary(points, words)}")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {_WIDE:g} {high:g}" '
        f'role="img" aria-label={quoteattr(label)} font-family="Libertinus Serif, sans-serif" '
        f'font-size="{_LETTER}" color="#1b2145">{"".join(drawn)}</svg>'
    )
    return Chart(
        title=words.title,
        says=label,
        svg=Svg(svg if points else ""),
        header=(
            words.of or phrase("chart.of", language),
            words.unit or phrase("chart.value", language),
        ),
        rows=written,
        note=" ".join(notes),
    )


def _summary(points: Sequence[Point], words: Words) -> str:
    """Say the chart in a sentence: how many marks, the highest and the lowest."""
    known = [point for point in points if point.value is not None]
    if not known:
        return phrase("chart.no_data", words.language)
    most, least = (pick(known, key=_known) for pick in (max, min))
    return phrase(
        "chart.summary",
        words.language,
        count=len(points),
        most=most.label,
        highest=number(_plain(most.value), words.language),
        least=least.label,
        lowest=number(_plain(least.value), words.language),
    )


def _known(point: Point) -> float:
    return float(point.value or 0)


def _said(point: Point, words: Words) -> str:
    if point.value is None:
        return f"{point.label}: {phrase('chart.no_data', words.language)}"
    return f"{point.label}: {number(_plain(point.value), words.language)} {words.unit}".rstrip()


def _aim(target: Value, words: Words) -> str:
    value = number(_plain(target), words.language)
    return phrase("chart.target", words.language, value=value)


def _highest(points: Sequence[Point], target: Value) -> float:
    values = [float(p.value) for p in points if p.value is not None]
    values += [] if target is None else [float(target)]
    for value in values:
        if not 0 <= value < math.inf:
            raise ValueError(f"a chart from zero cannot show {value:g}")
    return max(_LEAST, max(values, default=0.0) or 1.0)


def _ticks(highest: float) -> tuple[float, ...]:
    """Return round numbers from 0 to at least ``highest``, three to six of them."""
    power = 10.0 ** math.floor(math.log10(highest))
    step = next(s for s in (0.2, 0.5, 1.0, 2.0) if highest / (s * power) <= 5.0) * power
    if highest >= 1 and step < 1:
        step = 1.0  # what is counted comes whole
    return tuple(round(step * at, 10) for at in range(math.ceil(highest / step - 1e-9) + 1))


def _plain(value: Value) -> int | Decimal:
    """Return a value as it is written: whole, or with one decimal (two below one)."""
    exact = Decimal(str(value or 0))
    rounded = round(exact, 2 if 0 < exact < 1 else 1)
    return int(rounded) if rounded == int(rounded) else rounded.normalize()


def _share(value: Value, highest: float, room: float) -> float:
    """Return the length of a mark; what is not nothing can be seen."""
    return max(1.5, room * float(value) / highest) if value else 0.0


def _mark(x: float, y: float, wide: float, high: float, said: str) -> str:
    return _box(x, y, wide, high, f'class="mark" fill="{INK}"', said)


def _gap(x: float, y: float, wide: float, high: float, said: str) -> str:
    look = f'class="gap" fill="none" stroke="{_GREY}" stroke-dasharray="3 3"'
    return _box(x, y, wide, high, look, said)


def _box(x: float, y: float, wide: float, high: float, look: str, said: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f"<rect {look} {place}><title>{_safe(said)}</title></rect>"


def _dot(x: float, y: float, said: str) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="2.5"'
    return f'<circle class="mark" fill="{INK}" {place}><title>{_safe(said)}</title></circle>'


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    look = {
        "axis": 'stroke="currentColor"',
        "grid": f'stroke="{_GREY}" stroke-opacity="0.35"',
        "target": f'stroke="{_RED}" stroke-width="1.5" stroke-dasharray="6 3"',
    }[kind]
    place = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line class="{kind}" {look} {place}/>'


def _text(x: float, y: float, text: str, anchor: str = "start", *, small: bool = False) -> str:
    size = ' font-size="10.5"' if small else ""
    place = f'x="{x:.1f}" y="{y:.1f}"'
    return f'<text fill="currentColor" {place} text-anchor="{anchor}"{size}>{_safe(text)}</text>'


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _safe(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Return ``text`` without what XML cannot carry."""
    return "".join(c for c in text if c >= " " and c not in "\x7f\ufffe\uffff")
