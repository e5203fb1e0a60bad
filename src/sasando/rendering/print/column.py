"""One newspaper column, as long as its text."""

from sasando.documents import Document
from sasando.rendering.ikat import ikat_svg
from sasando.rendering.print.blocks import Setting, set_blocks
from sasando.rendering.print.frame import frame
from sasando.rendering.print.pictures import Pictures
from sasando.rendering.print.typesetter import pdf
from sasando.rendering.verdicts import told_blocks

NARROWEST_MM, WIDEST_MM = 30.0, 300.0


def column_pdf(
    document: Document, *, width_mm: float = 60.0, site_url: str, media: Pictures | None = None
) -> bytes:
    """Return ``document`` as one column ``width_mm`` wide, on one page as high as it needs.

    No margins: a layout desk places the page as it is. PDF/A-2a and PDF/UA-1, fonts embedded, QR
    to ``{site_url}/v/{code}``. ``media`` gives the pictures; one it has not got leaves its caption.
    Raises ``ValueError`` for a width outside 30–300 mm, ``TypesettingFailed`` when Typst refuses.
    """
    if not NARROWEST_MM <= width_mm <= WIDEST_MM:
        raise ValueError(f"a column is {NARROWEST_MM:g} to {WIDEST_MM:g} mm wide, not {width_mm:g}")
    setting = Setting(
        language=document.language, site_url=site_url, width_mm=width_mm, pictures=media
    )
    values = frame(document, setting)
    by = [setting.plain(name) for name in document.byline]
    return pdf(
        "column",
        values
        | {
            "width_mm": width_mm,
            "ikat": ikat_svg(width=width_mm, height=3.2),
            "byline": setting.say("item.by", names=", ".join(by)) if by else "",
            "dateline": setting.plain("" if document.verdict else document.dateline),
            "blocks": set_blocks(told_blocks(document), setting),
        },
    )
