"""The broadcast script on paper: large, well spaced, one page a length."""

from collections.abc import Sequence

from sasando.documents import Document
from sasando.rendering.print.blocks import Setting
from sasando.rendering.print.frame import frame
from sasando.rendering.print.typesetter import pdf
from sasando.rendering.script import Script


def script_pdf(document: Document, scripts: Sequence[Script], *, site_url: str) -> bytes:
    """Return ``scripts`` of ``document`` as A4 sheets to read aloud from.

    Each script starts a page; words are never divided. PDF/A-2a and PDF/UA-1. Raises
    ``ValueError`` when there is no script, ``TypesettingFailed`` when Typst refuses.
    """
    if not scripts:
        raise ValueError("there is no script to set")
    setting = Setting(language=document.language, site_url=site_url, width_mm=170, divide=False)
    return pdf(
        "script",
        frame(document, setting)
        | {
            "pronounce": setting.say("print.pronounce"),
            "scripts": [_sheet(script, setting) for script in scripts],
        },
    )


def _sheet(script: Script, setting: Setting) -> dict[str, object]:
    return {
        "heading": setting.say("print.script", seconds=script.seconds),
        "speed": setting.say("print.speed", words=script.words_per_minute),
        "lead": setting.text(script.lead),
        "sentences": [setting.text(sentence) for sentence in script.sentences],
        "pronunciations": [
            {"term": setting.plain(term), "said": setting.plain(said)}
            for term, said in script.pronunciations
        ],
        "closing": setting.text(script.closing),
    }
