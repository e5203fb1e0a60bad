"""The broadcast desk: scripts of 30 and 60 seconds, to read on air or to be spoken by a machine."""

from typing import ClassVar

from sasando.channels.builtin.folder import FolderChannel
from sasando.documents import Document
from sasando.plugins import Field, Problem, Refused, RenderedFile, Rendition
from sasando.rendering.exceptions import VoiceUnavailable
from sasando.rendering.phrases import phrase
from sasando.rendering.print.scripts import script_pdf
from sasando.rendering.script import Script, broadcast_script, script_text
from sasando.rendering.voice import AUDIO, check_voice, script_audio

LENGTHS_S = (30, 60)  # seconds
VOICES = ("none", "mp3")
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
        Field(
            name="voice",
            label="Spoken by this machine",
            help="none, or mp3: a file for each script; the voice says that it is synthetic.",
            default="none",
            choices=VOICES,
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
            files=(
                *texts,
                RenderedFile("naskah.pdf", "application/pdf", sheets),
                *self._spoken(scripts, document.language),
            ),
            subject=document.headline,
        )

    def check(self) -> list[Problem]:
        problems = super().check()
        try:
            self._speed()
        except Refused as refused:
            problems.append(Problem(field="words_per_minute", message=refused.words))
        if self.options["voice"] == "mp3":
            try:
                check_voice()
            except VoiceUnavailable as error:
                problems.append(Problem(field="voice", message=self._no_voice(error)))
        return problems

    def _spoken(self, scripts: list[Script], language: str) -> list[RenderedFile]:
        """Return what the machine says; nothing that must not go on air is said."""
        if self.options["voice"] != "mp3" or scripts[0].withdrawn:
            return []
        try:
            return [
                RenderedFile(
                    f"suara-sintetis-{seconds}-detik.mp3", AUDIO, script_audio(one, language)
                )
                for seconds, one in zip(LENGTHS_S, scripts, strict=True)
            ]
        except VoiceUnavailable as error:
            raise Refused(self._no_voice(error)) from error

    def _no_voice(self, error: VoiceUnavailable) -> str:
        if not error.missing:
            return str(error)
        missing = ", ".join(error.missing)
        return phrase("voice.missing", self.context.language, packages=missing)

    def _speed(self) -> int:
        said = self.options["words_per_minute"]
        speed = int(said) if said.isascii() and said.isdecimal() else 0
        if not _SLOWEST <= speed <= _FASTEST:
            raise Refused(f"A reading speed is {_SLOWEST} to {_FASTEST} words a minute.")
        return speed
