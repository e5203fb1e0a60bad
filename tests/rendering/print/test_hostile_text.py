"""Whatever people type is text on the page: it breaks no page and runs no code."""

import io

import pypdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sasando.documents import Document
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.print import column_pdf, icml, poster_pdf
from tests.documents.builders import a_document, every_block, paragraph, published
from tests.rendering.print.papers import SITE

SIGNS = "#$\\@[]{}<>*_`~=+-/\"'&%^|;:,.()!?"
HOSTILE = (
    '#panic("x")',
    '#read("/etc/hosts") $x^2$ \\u{41} @label [b] {c} `raw` = H',
    "// comment /* more */ <label> *strong* _emph_ ~ --- ... \\",
    "😀👩‍👩‍👧 漢字 عربى \u202egnirts\u202c a\u0301 ﬁ \ue000 \x07 \u2028 𝐁𝐨𝐥𝐝",
)
words = st.one_of(
    st.text(st.sampled_from(SIGNS + "abz 1"), min_size=1, max_size=120),
    st.text(min_size=1, max_size=120),
).filter(str.strip)
patient = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def said(text: str) -> Document:
    """A published document that says ``text`` everywhere it can."""
    first, *rest = every_block()
    return published(
        a_document(
            headline=text,
            key_message=text,
            byline=(text,),
            dateline=text,
            body=(paragraph(text), first, *(_with(block, text) for block in rest)),
        )
    )


def _with(block: object, text: str) -> object:
    changes = {
        name: text
        for name in ("text", "question", "speaker", "caption", "credit", "alt", "note", "reason")
        if name in type(block).model_fields
    }
    return block.model_copy(update=changes)


@patient
@given(words)
@example(HOSTILE[0])
@example(HOSTILE[1])
@example(HOSTILE[2])
@example(HOSTILE[3])
def test_any_text_is_set_as_text(text: str) -> None:
    document = said(text)
    for pdf in (column_pdf(document, site_url=SITE), poster_pdf(document, site_url=SITE)):
        assert pdf.startswith(b"%PDF-1.7")
    assert card_png(document, size=CardSize.WIDE, site_url=SITE).startswith(b"\x89PNG")
    assert icml(document).startswith(b"<?xml")


@pytest.mark.parametrize("text", HOSTILE[:3])
def test_signs_of_typst_stand_on_the_page_as_they_were_typed(text: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(column_pdf(said(text), width_mm=250, site_url=SITE)))
    page = "".join(reader.pages[0].extract_text().replace("\u00ad", "").split())
    assert "".join(text.split()) in page.replace("\u200b", "")


def test_a_text_without_glyphs_shows_that_something_is_missing() -> None:
    reader = pypdf.PdfReader(io.BytesIO(column_pdf(said("Selamat 漢"), site_url=SITE)))
    assert "Selamat □" in reader.pages[0].extract_text()
