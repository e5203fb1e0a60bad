"""The slide that fills the screen while the camera sends nothing."""

import io

import pytest
from PIL import Image

from sasando.rendering.slides import holding_slide_png


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (640, 360)])
@pytest.mark.parametrize("title", ["", "Bincang Pemilih #2 *cara* pindah memilih " * 9])
def test_the_slide_has_exactly_the_size_of_the_broadcast(
    width: int, height: int, title: str
) -> None:
    with Image.open(
        io.BytesIO(holding_slide_png(width=width, height=height, title=title))
    ) as slide:
        assert slide.size == (width, height)
        cotton, ink = (251, 248, 241), (31, 42, 86)
        colours = {pixel for _, pixel in slide.convert("RGB").getcolors(1 << 24) or []}
        assert {cotton, ink} <= colours
        edge = {
            slide.convert("RGB").getpixel((0, y)) for y in range(height * 2 // 10, height * 8 // 10)
        }
        assert edge == {cotton}, "words stay inside"
