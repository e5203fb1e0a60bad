"""Charts say in words what they draw, and carry whatever labels they are given."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sasando.claims.charts import Point, bars, rows, spark

_LABELS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
_POINTS = st.lists(st.builds(Point, _LABELS, st.integers(0, 10**7)), min_size=1, max_size=60)


def tags(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg))


@given(_POINTS)
def test_every_bar_is_in_the_frame_and_says_its_value(points: list[Point]) -> None:
    drawn = [tag for tag in tags(bars(points, title="Dilihat")) if tag.tag == "rect"]
    said = [(tag.findtext("title") or "").rpartition(": ") for tag in drawn]
    assert [(label, int(value)) for label, _, value in said] == [(p.label, p.value) for p in points]
    for tag, point in zip(drawn, points, strict=True):
        height = float(tag.attrib["height"])
        assert (height > 0) == (point.value > 0)
        assert 0 <= float(tag.attrib["y"]) <= 110
        assert float(tag.attrib["x"]) + float(tag.attrib["width"]) <= 360.1


@given(_POINTS)
def test_every_row_has_its_label_and_value_in_the_frame(points: list[Point]) -> None:
    drawn = tags(rows(points, title="Akhirnya"))
    words = [tag.text or "" for tag in drawn if tag.tag == "text"]
    assert words == [text for p in points for text in (p.label, str(p.value))]
    for tag in drawn:
        if tag.tag == "rect":
            assert float(tag.attrib["x"]) + float(tag.attrib["width"]) <= 360


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_a_spark_has_a_point_for_each_value_and_none_for_silence(values: list[int]) -> None:
    line = spark(values, title="Dilihat")
    if not any(values):
        assert line == ""
        return
    [drawn] = tags(line)
    assert len(drawn.attrib["points"].split()) == len(values)


def test_nothing_is_drawn_of_nothing_and_labels_are_no_markup() -> None:
    assert bars([], title="Dilihat") == ""
    assert "<script>" not in bars([Point("<script>", 1)], title="</svg><script>")
