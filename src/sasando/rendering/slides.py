"""Pictures that fill the screen of a live broadcast while its camera sends nothing."""

from textwrap import shorten

from sasando.rendering.ikat import ikat_svg
from sasando.rendering.phrases import LANGUAGES, phrase
from sasando.rendering.print.glyphs import drawable
from sasando.rendering.print.typesetter import png

_LONGEST_TITLE = 120


def holding_slide_png(*, width: int, height: int, title: str = "") -> bytes:
    """Return "Kami segera kembali / Back in a moment" between two bands of ikat, in exactly these pixels.

    ``title`` names the broadcast. Raises ``TypesettingFailed``.
    """
    band = min(width, height) * 0.11
    return png(
        "slide",
        {
            "width": width,
            "height": height,
            "title": drawable(shorten(title, _LONGEST_TITLE, placeholder=" …")),
            "words": [drawable(phrase("simulcast.back_soon", language)) for language in LANGUAGES],
            "ikat": ikat_svg(width=width, height=band),
        },
    )
