"""The print desk: all that a page-layout desk needs for one text, in one folder."""

from typing import ClassVar

from sasando.channels.builtin.folder import FolderChannel
from sasando.documents import Document
from sasando.documents.blocks import Image
from sasando.plugins import Field, Problem, Refused, RenderedFile, Rendition
from sasando.rendering.phrases import phrase
from sasando.rendering.print.column import NARROWEST_MM, WIDEST_MM, column_pdf
from sasando.rendering.print.icml import icml
from sasando.rendering.print.poster import poster_pdf
from sasando.rendering.print.teaching import leaflet_pdf
from sasando.rendering.text import plain_text

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class PrintDesk(FolderChannel):
    slug: ClassVar[str] = "print"
    label: ClassVar[str] = "Print desk"
    stays_up: ClassVar[bool] = True
    is_printed: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        *FolderChannel.fields,
        Field(
            name="width_mm",
            label="Column width (mm)",
            help="Of one newspaper column, 30 to 300.",
            default="60",
        ),
    )

    def render(self, document: Document) -> Rendition:
        """Return column, poster, layout text, plain text, and the pictures with their captions.

        Raises ``Refused`` when the store lacks a picture or the width cannot be set.
        """
        site_url, media = self.context.site_url, self.context.media
        width = self._width_mm()
        text = plain_text(document, site_url=site_url)
        return Rendition(
            files=(
                RenderedFile(
                    "kolom.pdf",
                    "application/pdf",
                    column_pdf(document, width_mm=width, site_url=site_url, media=media),
                ),
                RenderedFile(
                    "poster.pdf",
                    "application/pdf",
                    poster_pdf(document, site_url=site_url, media=media),
                ),
                RenderedFile(
                    "naskah.icml", "application/x-indesign-icml", icml(document, site_url=site_url)
                ),
                RenderedFile("naskah.txt", "text/plain; charset=utf-8", text.encode()),
                *self._pictures(document),
                *self._leaflet(document),
            ),
            subject=document.headline,
        )

    def check(self) -> list[Problem]:
        problems = super().check()
        try:
            self._width_mm()
        except Refused as refused:
            problems.append(Problem(field="width_mm", message=refused.words))
        return problems

    def _width_mm(self) -> float:
        try:
            width = float(self.options["width_mm"].replace(",", "."))
        except ValueError:
            width = 0.0
        if not NARROWEST_MM <= width <= WIDEST_MM:
            raise Refused(f"A column is {NARROWEST_MM:g} to {WIDEST_MM:g} mm wide: give a number.")
        return width

    def _leaflet(self, document: Document) -> tuple[RenderedFile, ...]:
        """A lesson as a leaflet; nothing of any other Document."""
        if document.lesson is None:
            return ()
        leaflet = leaflet_pdf(document, site_url=self.context.site_url, media=self.context.media)
        return (RenderedFile("selebaran.pdf", "application/pdf", leaflet),)

    def _pictures(self, document: Document) -> tuple[RenderedFile, ...]:
        if not document.images:
            return ()
        files: list[RenderedFile] = []
        captions = [phrase("handover.captions", document.language)]
        for number, image in enumerate(document.images, start=1):
            name = f"foto/{number:02}.{_EXTENSIONS[image.content_type]}"
            files.append(RenderedFile(name, image.content_type, self._bytes_of(image)))
            captions.append(
                phrase(
                    "handover.caption",
                    document.language,
                    file=name,
                    caption=image.caption,
                    credit=image.credit,
                )
            )
        sheet = "\n\n".join(captions) + "\n"
        return (
            *files,
            RenderedFile("foto/keterangan.txt", "text/plain; charset=utf-8", sheet.encode()),
        )

    def _bytes_of(self, image: Image) -> bytes:
        try:
            return self.context.media.read(image.sha256)
        except KeyError as missing:
            raise Refused(
                f"The picture “{image.caption}” is not in the store: upload it again."
            ) from missing
