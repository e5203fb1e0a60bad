"""The broadcast desk: scripts of 30 and 60 seconds, to read on air."""

from typing import ClassVar

from sasando.channels.builtin.folder import FolderChannel
from sasando.documents import Document
from sasando.plugins import Field, Problem, Refused, RenderedFile, Rendition
from sasando.rendering.print.scripts import script_pdf
from sasando.rendering.script import broadcast_script, script_text

LENGTHS_S = (30, 60)  # seconds
_SLOWEST, _FASTEST = 80, 220  # words a minute a person reads aloud


class Broadcast(FolderChannel):
    slug: ClassVar[str] = "broadcast"
    label: ClassVar[str] = "Broadcast desk"
    fields: ClassVar[tuple[Field, ...]] = (
        *FolderChannel.fields,
        Field(
            name="words_per_minute",
            label="Reading speed (words a minute)",
            help="Of the presenter: 80 to 220, news is read at about 130.",
            default="130",
        ),
    )

    def render(self, document: Document) -> Rendition:
        """Return each script as text, and all of them as sheets to read from."""
        speed = self._speed()
        scripts = [
            broadcast_script(document, seconds=seconds, words_per_minute=speed)
            for seconds in LENGTHS_S
        ]
        texts = [
            RenderedFile(
                f"naskah-{seconds}-detik.txt",
                "text/plain; charset=utf-8",
                script_text(script, document.language).encode(),
            )
            for seconds, script in zip(LENGTHS_S, scripts, strict=True)
        ]
        sheets = script_pdf(document, scripts, site_url=self.context.site_url)
        return Rendition(
            files=(*texts, RenderedFile("naskah.pdf", "application/pdf", sheets)),
            subject=document.headline,
        )

    def check(self) -> list[Problem]:
        problems = super().check()
        try:
            self._speed()
        except Refused as refused:
            problems.append(Problem(field="words_per_minute", message=refused.words))
        return problems

    def _speed(self) -> int:
        said = self.options["words_per_minute"]
        speed = int(said) if said.isascii() and said.isdecimal() else 0
        if not _SLOWEST <= speed <= _FASTEST:
            raise Refused(f"A reading speed is {_SLOWEST} to {_FASTEST} words a minute.")
        return speed
