"""Share cards with content credentials, in one folder."""

from dataclasses import replace
from typing import ClassVar

from sasando.channels.builtin.folder import FolderChannel
from sasando.documents import Document, Standing
from sasando.plugins import Context, Receipt, Refused, RenderedFile, Rendition
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.story import story_cards
from sasando.trust.credentials import embed
from sasando.trust.exceptions import CredentialsFailed

_PNG = "image/png"


class Cards(FolderChannel):
    slug: ClassVar[str] = "cards"
    label: ClassVar[str] = "Share cards"

    def render(self, document: Document) -> Rendition:
        return Rendition(
            files=(
                *card_files(document, site_url=self.context.site_url),
                *lesson_cards(document, site_url=self.context.site_url),
            ),
            subject=document.headline,
        )

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return super().deliver(document, sealed(rendition, document, self.context), key=key)


def card_files(document: Document, *, site_url: str) -> tuple[RenderedFile, ...]:
    """Return ``document`` as a card of each size, without credentials."""
    return tuple(
        RenderedFile(
            f"kartu-{size.label}.png", _PNG, card_png(document, size=size, site_url=site_url)
        )
        for size in CardSize
    )


def lesson_cards(document: Document, *, site_url: str) -> tuple[RenderedFile, ...]:
    """Return a lesson as its set of story cards, in order; nothing of any other Document.

    A withdrawn lesson is not taught again: its share cards say so.
    """
    if document.lesson is None or is_withdrawn(document):
        return ()
    cards = story_cards(document, site_url=site_url)
    return tuple(
        RenderedFile(f"kartu-pelajaran-{number:02d}.png", _PNG, card)
        for number, card in enumerate(cards, start=1)
    )


def is_withdrawn(document: Document) -> bool:
    """Whether ``document`` was withdrawn."""
    return document.imprint is not None and document.imprint.standing is Standing.WITHDRAWN


def sealed(rendition: Rendition, document: Document, context: Context) -> Rendition:
    """Return ``rendition`` with content credentials in its PNGs, as it leaves the house.

    They differ each time (each claim has an identifier of its own), so they are no part of the
    rendition itself. A house without an issuer hands the pictures over as they are. Raises
    ``Refused`` when a credential cannot be written.
    """
    issuer = context.issuer
    if issuer is None:
        return rendition
    try:
        files = tuple(
            replace(
                file,
                body=embed(file.body, document=document, issuer=issuer, site_url=context.site_url),
            )
            if file.content_type == _PNG
            else file
            for file in rendition.files
        )
    except CredentialsFailed as error:
        raise Refused(f"The content credentials could not be written: {error}.") from error
    return replace(rendition, files=files)
