"""The A4 sheet for the notice board of a village office: read from two metres, one page."""

from sasando.documents import Document
from sasando.rendering.ikat import ikat_svg
from sasando.rendering.print.blocks import Setting, set_blocks
from sasando.rendering.print.frame import frame
from sasando.rendering.print.pictures import Pictures
from sasando.rendering.print.typesetter import pdf
from sasando.rendering.verdicts import told_blocks

# Films do not play on paper, and a poster has no room for pictures.
_LEFT_OUT = frozenset({"video", "recording", "image"})


def poster_pdf(document: Document, *, site_url: str, media: Pictures | None = None) -> bytes:
    """Return ``document`` as an A4 poster of exactly one page.

    Headline, key message, dates, facts and contact come first; as much of the body follows as
    there is room for, and the QR leads to the rest. Pictures are left out (``media`` is taken for
    the sake of one signature). PDF/A-2a and PDF/UA-1. Raises ``TypesettingFailed``.
    """
    setting = Setting(
        language=document.language, site_url=site_url, width_mm=182, divide=False, pictures=media
    )
    body = tuple(block for block in told_blocks(document) if block.type not in _LEFT_OUT)
    return pdf(
        "poster",
        frame(document, setting)
        | {
            "blocks": set_blocks(body, setting),
            "ikat": ikat_svg(width=210, height=9),
        },
    )
