"""Charts begin at zero, show gaps as gaps, and say the same as their table."""

from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.rendering.charts import Chart, Point, Words, bars, columns, spark, timeline

_SVG = "{http://www.w3.org/2000/svg}"
_LABELS = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=80)
_VALUES = st.none() | st.integers(0, 10**9) | st.floats(0, 10**6, allow_subnormal=False)
_POINTS = st.lists(st.builds(Point, _LABELS, _VALUES), min_size=1, max_size=60)
_WORDS = Words(title="Tayangan", unit="tayangan halaman", of="Kanal", source="situs sendiri")
_DRAWN = pytest.mark.parametrize("draw", [bars, columns, timeline])


Draw = Callable[..., Chart]


def drawn(chart: Chart, tag: str, kind: str) -> list[ET.Element]:
    found = ET.fromstring(chart.svg).iter(f"{_SVG}{tag}")
    return [one for one in found if one.get("class") == kind]


@_DRAWN
@given(points=_POINTS)
def test_every_mark_stands_in_the_frame_and_says_its_value(draw: Draw, points: list[Point]) -> None:
    chart = draw(points, _WORDS)
    _left, _top, wide, high = map(float, ET.fromstring(chart.svg).attrib["viewBox"].split())
    boxes = [*drawn(chart, "rect", "mark"), *drawn(chart, "rect", "gap")]
    for box in boxes:
        x, y = float(box.attrib["x"]), float(box.attrib["y"])
        assert -0.1 <= x <= x + float(box.attrib["width"]) <= wide + 0.1
        assert -0.1 <= y <= y + float(box.attrib["height"]) <= high + 0.1
    for dot in drawn(chart, "circle", "mark"):
        assert 0 <= float(dot.attrib["cx"]) <= wide and 0 <= float(dot.attrib["cy"]) <= high
    marks = [*drawn(chart, "rect", "mark"), *drawn(chart, "circle", "mark")]
    assert len(marks) == sum(point.value is not None for point in points)
    assert len(drawn(chart, "rect", "gap")) == sum(point.value is None for point in points)
    assert len(chart.rows) == len(points)


@pytest.mark.parametrize("draw, side", [(bars, "width"), (columns, "height")])
@given(values=st.lists(st.integers(1, 10**6), min_size=2, max_size=30))
def test_lengths_stand_to_each_other_as_the_numbers_do(
    draw: Draw, side: str, values: list[int]
) -> None:
    chart = draw([Point(str(value), value) for value in values], _WORDS)
    lengths = [float(mark.attrib[side]) for mark in drawn(chart, "rect", "mark")]
    scale = max(lengths) / max(values)
    for length, value in zip(lengths, values, strict=True):
        assert length == pytest.approx(max(1.5, value * scale), abs=0.11)


def test_a_line_stops_where_nothing_is_known() -> None:
    values = [3, 4, None, None, 5, None, 6]
    chart = timeline([Point(f"{day} Nov", value) for day, value in enumerate(values, 1)], _WORDS)
    runs = [line.attrib["points"].split() for line in drawn(chart, "polyline", "line")]
    assert [len(run) for run in runs] == [2, 1, 1]
    assert "3 dari 7 tidak ada datanya" in chart.note


def test_the_table_has_the_numbers_as_the_language_writes_them() -> None:
    points = [Point("Situs", 12345), Point("Radio", None), Point("Kelas", 0.61)]
    chart = bars(points, _WORDS)
    assert chart.header == ("Kanal", "tayangan halaman")
    assert chart.rows == (("Situs", "12.345"), ("Radio", "tidak ada data"), ("Kelas", "0,61"))
    assert chart.note.endswith("Sumber: situs sendiri.")
    label = ET.fromstring(chart.svg).attrib["aria-label"]
    assert label == "Tayangan: 3 angka. Tertinggi Situs, 12.345; terendah Kelas, 0,61."


@_DRAWN
def test_a_target_is_drawn_on_the_same_scale(draw: Draw) -> None:
    chart = draw([Point("Kini", 40)], _WORDS, target=80)
    [line] = drawn(chart, "line", "target")
    assert chart.note.startswith("Target: 80")
    if draw is bars:
        [bar] = drawn(chart, "rect", "mark")
        reach = float(line.attrib["x1"]) - float(bar.attrib["x"])
        assert float(bar.attrib["width"]) == pytest.approx(reach / 2, abs=0.1)


@given(highest=st.floats(0.001, 10**9))
def test_the_scale_begins_at_zero_and_ends_above_the_highest(highest: float) -> None:
    chart = columns([Point("x", highest)], _WORDS)
    rules = [*drawn(chart, "line", "axis"), *drawn(chart, "line", "grid")]
    heights = [float(rule.attrib["y1"]) for rule in rules]
    assert 2 <= len(heights) <= 7
    assert len({round(a - b, 0) for a, b in pairwise(heights)}) <= 2  # evenly
    [mark] = drawn(chart, "rect", "mark")
    assert float(mark.attrib["y"]) >= min(heights) - 0.1
    foot = float(mark.attrib["y"]) + float(mark.attrib["height"])
    assert foot == pytest.approx(max(heights), abs=0.11)


@_DRAWN
@pytest.mark.parametrize("value", [-1, float("inf"), float("nan")])
def test_what_a_chart_from_zero_cannot_show_is_refused(draw: Draw, value: float) -> None:
    with pytest.raises(ValueError, match="from zero"):
        draw([Point("x", value)], _WORDS)


@_DRAWN
def test_nothing_is_drawn_of_nothing_and_labels_are_no_markup(draw: Draw) -> None:
    assert draw([], _WORDS).svg == ""
    chart = draw([Point("<script>", 1)], Words(title='</svg>"<script>', language="en"))
    assert "<script>" not in chart.svg
    assert ET.fromstring(chart.svg).attrib["aria-label"].startswith('</svg>"<script>: 1')


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_a_spark_has_a_point_for_each_value_and_none_for_silence(values: list[int]) -> None:
    line = spark(values, title="Dilihat")
    if not any(values):
        assert line == ""
        return
    [shape] = ET.fromstring(line)
    assert len(shape.attrib["points"].split()) == len(values)
