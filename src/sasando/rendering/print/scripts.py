"""The broadcast script on paper: large, well spaced, one page a length."""

from collections.abc import Sequence
from typing import Protocol

from sasando.documents import Document
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.frame import frame
from sasando.rendering.print.typesetter import pdf


class ScriptWords(Protocol):
    """A broadcast script, as ``rendering.script.Script`` has it."""

    @property
    def seconds(self) -> int: ...
    @property
    def words_per_minute(self) -> int: ...
    @property
    def lead(self) -> str: ...
    @property
    def sentences(self) -> tuple[str, ...]: ...
    @property
    def pronunciations(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def source(self) -> str: ...


def script_pdf(document: Document, scripts: Sequence[ScriptWords], *, site_url: str) -> bytes:
    """Return ``scripts`` of ``document`` as A4 sheets to read aloud from.

    Each script starts a page; words are never divided. PDF/A-2a and PDF/UA-1. Raises
    ``ValueError`` when there is no script, ``TypesettingFailed`` when Typst refuses.
    """
    if not scripts:
        raise ValueError("there is no script to set")
    setting = Setting(language=document.language, width_mm=170, divide=False)
    return pdf(
        "script",
        frame(document, setting, site_url=site_url)
        | {
            "pronounce": setting.say("print.pronounce"),
            "scripts": [_sheet(script, setting) for script in scripts],
        },
    )


def _sheet(script: ScriptWords, setting: Setting) -> dict[str, object]:
    return {
        "heading": setting.say("print.script", seconds=script.seconds),
        "speed": setting.say("print.speed", words=script.words_per_minute),
        "lead": setting.text(script.lead),
        "sentences": [setting.text(sentence) for sentence in script.sentences],
        "pronunciations": [
            {"term": setting.plain(term), "said": setting.plain(said)}
            for term, said in script.pronunciations
        ],
        "source": setting.plain(setting.say("item.source", source=script.source))
        if script.source
        else "",
    }
