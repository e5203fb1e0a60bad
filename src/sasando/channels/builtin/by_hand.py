"""By hand: a kit for every outlet that no program may write to. A person brings the proof."""

from typing import ClassVar

from sasando.channels.builtin.cards import card_files, is_withdrawn
from sasando.documents import Document, Standing
from sasando.plugins import Channel, Field, RenderedFile, Rendition
from sasando.rendering.announcing import announcement_text
from sasando.rendering.notices import notices
from sasando.rendering.phrases import phrase
from sasando.rendering.print.poster import poster_pdf
from sasando.rendering.series import whatsapp_series
from sasando.rendering.sources import source_line
from sasando.rendering.text import body_text, plain_text
from sasando.rendering.whatsapp import channel_update, whatsapp_messages


class ByHand(Channel):
    slug: ClassVar[str] = "by_hand"
    label: ClassVar[str] = "By hand"
    needs_hands: ClassVar[bool] = True
    stays_up: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="place",
            label="Where to",
            help="As a colleague would say it: Facebook page of Pos Kupang, notice board in Alak.",
        ),
        Field(
            name="time",
            label="Good time",
            help="When its readers are there: 19.00 WITA. Empty: at once.",
            required=False,
        ),
    )

    def render(self, document: Document) -> Rendition:
        """Return the kit: what to do, texts for each kind of place, poster and cards."""
        site_url = self.context.site_url
        messages = whatsapp_messages(document, site_url=site_url)
        texts = {
            "kit.txt": self._steps(document),
            "whatsapp.txt": "\n\n———\n\n".join(messages),
            "kanal-whatsapp.txt": channel_update(document, site_url=site_url),
            "facebook.txt": _post(document),
            "teks.txt": plain_text(document, site_url=site_url),
        }
        if document.lesson is not None and not is_withdrawn(document):
            series = whatsapp_series(document, site_url=site_url)
            texts["seri-whatsapp.txt"] = "\n\n———\n\n".join(series)
            texts["pengumuman.txt"] = announcement_text(document, site_url=site_url)
        poster = poster_pdf(document, site_url=site_url, media=self.context.media)
        return Rendition(
            files=(
                *(
                    RenderedFile(name, "text/plain; charset=utf-8", text.encode())
                    for name, text in texts.items()
                ),
                RenderedFile("poster.pdf", "application/pdf", poster),
                *card_files(document, site_url=site_url),
            ),
            subject=document.headline,
        )

    def _steps(self, document: Document) -> str:
        language = document.language
        return phrase(
            "handover.kit",
            language,
            headline=document.headline,
            outlet=self.options["place"],
            time=self.options["time"] or phrase("handover.kit_at_once", language),
            address=document.href,
            code=document.code,
        )


def _post(document: Document) -> str:
    """Return a post of plain text: nothing in it needs marks, and the address comes last.

    A withdrawn text is not spread again: only the notice is.
    """
    parts = [*notices(document), document.headline]
    if document.imprint is None or document.imprint.standing is not Standing.WITHDRAWN:
        source = source_line(document)
        parts += [document.key_message, body_text(document), source]
    parts.append(document.href)
    return "\n\n".join(parts) + "\n"
