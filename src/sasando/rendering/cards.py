"""Share cards: one picture that says it all, small enough for WhatsApp."""

import io
from dataclasses import dataclass
from enum import Enum
from textwrap import shorten

from PIL import Image

from sasando.documents import Document, Standing
from sasando.rendering.ikat import ikat_svg
from sasando.rendering.phrases import phrase
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.frame import frame
from sasando.rendering.print.typesetter import png

_COLOURS = 128
_LONGEST_CHANGE = 200  # characters of a correction; the QR leads to the rest


@dataclass(frozen=True, slots=True)
class Pixels:
    """A size in pixels."""

    width: int
    height: int


class CardSize(Enum):
    """The sizes that platforms ask for."""

    SQUARE = Pixels(1080, 1080)  # feeds, WhatsApp
    STORY = Pixels(1080, 1920)  # stories, statuses, reels
    WIDE = Pixels(1200, 630)  # link previews (Open Graph)

    @property
    def label(self) -> str:
        """ "1080x1080", as file names have it."""
        return f"{self.value.width}x{self.value.height}"


def card_png(document: Document, *, size: CardSize, site_url: str) -> bytes:
    """Return the share card of ``document`` as PNG in exactly the pixels of ``size``, under 300 kB.

    Headline (as large as fits), key message, kind, publisher, day, and the QR to
    ``{site_url}/v/{code}``. A version that no longer stands wears a stamp and a sentence saying so.
    Raises ``TypesettingFailed``.
    """
    pixels = size.value
    setting = Setting(
        language=document.language, site_url=site_url, width_mm=pixels.width, divide=False
    )
    values = frame(document, setting) | {
        "width": pixels.width,
        "height": pixels.height,
        "ikat": ikat_svg(width=pixels.width, height=44 if size is CardSize.WIDE else 60),
        "scan": setting.say("card.scan"),
    }
    if document.correction is not None:
        change = shorten(document.correction.change, _LONGEST_CHANGE, placeholder=" …")
        values["correction"] |= {"change": setting.text(change)}
    return _light(png("card", values))


def _light(content: bytes) -> bytes:
    """Return a PNG of the same flat colours in a palette: a third of the bytes, no eye can tell."""
    with Image.open(io.BytesIO(content)) as card:
        indexed = card.convert("RGB").quantize(
            colors=_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    light = io.BytesIO()
    indexed.save(light, "PNG", compress_level=4)  # 6: a twentieth lighter in twice the time
    return light.getvalue()


def card_jpeg(document: Document, *, size: CardSize, site_url: str) -> bytes:
    """Return the same card as JPEG, for platforms that take nothing else (Instagram)."""
    with Image.open(io.BytesIO(card_png(document, size=size, site_url=site_url))) as card:
        flat = io.BytesIO()
        card.convert("RGB").save(flat, "JPEG", quality=90, optimize=True)
    return flat.getvalue()


def card_alt(document: Document) -> str:
    """Return the text alternative of every card of ``document``."""
    language = document.language
    said = phrase(
        "card.alt",
        language,
        kind=phrase(f"kind.{document.kind}", language),
        publisher=document.publisher.name,
        headline=document.headline.rstrip("."),
        key_message=document.key_message,
    )
    imprint = document.imprint
    if imprint is None or imprint.standing is Standing.CURRENT:
        return said
    standing = phrase(f"standing.{imprint.standing}", language)
    return f"{said} {phrase('card.alt_standing', language, standing=standing)}"
