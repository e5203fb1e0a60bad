"""The ornament is deterministic, well-formed and whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sasando.rendering.ikat import COTTON, NIGHT, ikat_svg


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 1200), st.floats(12, 200))
def test_any_band_is_well_formed_and_the_same_twice(width: float, height: float) -> None:
    svg = ikat_svg(width=width, height=height)
    root = etree.fromstring(svg.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg == ikat_svg(width=width, height=height)


def test_the_band_holds_whole_motifs() -> None:
    root = etree.fromstring(ikat_svg(width=1080, height=60).encode())
    assert root.get("viewBox") == "0 0 312 17"


def test_it_wears_the_colours_it_is_given() -> None:
    light, dark = ikat_svg(width=90, height=30), ikat_svg(width=90, height=30, palette=NIGHT)
    assert all(colour in light for colour in (COTTON.ink, COTTON.accent, COTTON.gold))
    assert NIGHT.ink in dark and COTTON.ground not in dark


def test_a_band_without_sides_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        ikat_svg(width=0, height=4)
