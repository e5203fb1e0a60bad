"""Small charts as SVG: made on the server, readable without colour, with a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT, _FOOT = 360, 110, 18  # of a chart: the pixels of a phone
_WIDEST = 28  # of a bar, where there are few
_ROW, _NAME = 22, 120  # the height of a line of ``rows``, and the width of its label
_SPARK_WIDTH, _SPARK_HEIGHT = 96, 24


@dataclass(frozen=True, slots=True)
class Point:
    """One bar: what it stands for, and how much."""

    label: str
    value: int


def bars(points: Sequence[Point], *, title: str) -> SafeString:
    """Return a bar chart of ``points``; each bar says its own value to who points at it."""
    if not points:
        return SafeString("")
    highest = max(1, *(point.value for point in points))
    step = _WIDTH / len(points)
    width = min(step * 0.8, _WIDEST)
    drawn = format_html_join(
        "\n",
        '<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>',
        (
            (
                _number((i + 0.5) * step - width / 2),
                _number(_HEIGHT - _share(point.value, highest, _HEIGHT)),
                _number(width),
                _number(_share(point.value, highest, _HEIGHT)),
                point.label,
                point.value,
            )
            for i, point in enumerate(points)
        ),
    )
    return format_html(
        '<svg class="claims-chart" viewBox="0 -14 {} {}" role="img" aria-label="{}">'
        '<line x1="0" y1="{}" x2="{}" y2="{}"/>{}'
        '<text x="0" y="-3">{}</text><text x="0" y="{}">{}</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        _WIDTH,
        _HEIGHT + _FOOT + 14,
        f"{title}: {_summary(points)}",
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        drawn,
        highest,
        _HEIGHT + 13,
        points[0].label,
        _WIDTH,
        _HEIGHT + 13,
        points[-1].label if len(points) > 1 else "",
    )


def rows(points: Sequence[Point], *, title: str) -> SafeString:
    """Return lying bars, each with its label and value: for kinds of things, not for time."""
    if not points:
        return SafeString("")
    highest = max(1, *(point.value for point in points))
    room = _WIDTH - _NAME - 50
    drawn = format_html_join(
        "\n",
        '<text x="0" y="{}">{}</text><rect x="{}" y="{}" width="{}" height="14"/>'
        '<text x="{}" y="{}">{}</text>',
        (
            (
                i * _ROW + 15,
                point.label,
                _NAME,
                i * _ROW + 4,
                _number(_share(point.value, highest, room)),
                _number(_NAME + _share(point.value, highest, room) + 5),
                i * _ROW + 15,
                point.value,
            )
            for i, point in enumerate(points)
        ),
    )
    return format_html(
        '<svg class="claims-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH,
        len(points) * _ROW,
        f"{title}: {_summary(points)}",
        drawn,
    )


def spark(values: Sequence[int], *, title: str) -> SafeString:
    """Return a line the size of a word, of ``values`` in the order of time."""
    if not any(values):
        return SafeString("")
    highest = max(values)
    step = _SPARK_WIDTH / max(1, len(values) - 1)
    high = _SPARK_HEIGHT - 4
    line = " ".join(
        f"{_number(i * step)},{_number(2 + high - high * value / highest)}"
        for i, value in enumerate(values)
    )
    return format_html(
        '<svg class="claims-spark" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polyline points="{}"/></svg>',
        _SPARK_WIDTH,
        _SPARK_HEIGHT,
        title,
        line,
    )


def _summary(points: Sequence[Point]) -> str:
    top = max(points, key=lambda point: point.value)
    return (
        f"{len(points)} × · Σ {sum(point.value for point in points)} · ↑ {top.label}: {top.value}"
    )


def _share(value: int, highest: int, room: float) -> float:
    """Return the length of a bar; what is not nothing can be seen."""
    return max(1.5, room * value / highest) if value else 0


def _number(value: float) -> str:
    """Return ``value`` as SVG reads it, whatever the language of the page writes."""
    return f"{value:.1f}"
