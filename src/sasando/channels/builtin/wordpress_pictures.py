"""The featured image of a post in WordPress: a picture of the text or the card, and its words."""

from sasando.channels.builtin.wordpress_post import first_picture, picture_name
from sasando.documents import Document
from sasando.plugins import Context, RenderedFile, Rendition
from sasando.rendering.cards import CardSize, card_alt, card_png
from sasando.rendering.phrases import phrase

CARD = "kartu.png"


def featured(document: Document, context: Context, *, wanted: str) -> RenderedFile | None:
    """Return the image that is ``wanted`` ("picture", "card", "none").

    A picture the house no longer has gives way to the card.
    """
    image = first_picture(document)
    if wanted == "none":
        return None
    if wanted == "picture" and image is not None:
        try:
            body = context.media.read(image.sha256)
        except KeyError:
            pass
        else:
            return RenderedFile(picture_name(image), image.content_type, body)
    card = card_png(document, size=CardSize.WIDE, site_url=context.site_url)
    return RenderedFile(CARD, "image/png", card)


def picture_in(rendition: Rendition) -> RenderedFile | None:
    """Return the featured image of a rendition."""
    return next((f for f in rendition.files if f.content_type.startswith("image/")), None)


def alt_of(document: Document, picture: RenderedFile | None) -> str:
    """Return the text alternative of the featured image."""
    image = first_picture(document)
    if picture is None:
        return ""
    return card_alt(document) if picture.name == CARD or image is None else image.alt


def caption_of(document: Document, picture: RenderedFile | None) -> str:
    """Return the caption of a picture of the text, with its credit; a card has none."""
    image = first_picture(document)
    if picture is None or picture.name == CARD or image is None:
        return ""
    return f"{image.caption} ({phrase('item.photo', document.language, credit=image.credit)})"
