"""A version in a further language says the same things, with the same marks, and is part of its digest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sasando.documents import Document
from sasando.documents.blocks import Listing, Paragraph, Span, Table, plain
from sasando.documents.translation import MarksDiffer, Untranslated, marked, unmarked
from tests.documents.builders import a_document, every_block, full_document

WORDS = st.text(
    st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="<>"), min_size=1
)
RUNS = st.lists(
    st.builds(
        Span,
        text=WORDS,
        strong=st.booleans(),
        emphasis=st.booleans(),
        href=st.sampled_from([None, "https://kpu.example/1", "/cek/"]),
    ),
    min_size=1,
    max_size=5,
).map(tuple)


def translated(document: Document, language: str = "mkn") -> Document:
    texts = {text: text.upper() if "<" not in text else text for text in document.source.texts}
    translation = document.source.translate(language, texts)
    return Document.model_validate(document.model_dump() | {"translations": [translation]})


def joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Runs without marks that stand side by side are one."""
    found: list[Span] = []
    for span in spans:
        plain_run = not (span.strong or span.emphasis or span.href)
        if plain_run and found and found[-1] == Span(text=found[-1].text):
            found[-1] = Span(text=found[-1].text + span.text)
        else:
            found.append(span)
    return tuple(found)


@settings(deadline=None)
@given(RUNS)
def test_marks_come_back_as_they_were(spans: tuple[Span, ...]) -> None:
    assert unmarked(marked(spans), spans) == joined(spans)


@pytest.mark.parametrize("text", ["<b>x", "x</b>", "<b><i>x</b></i>", "x <a1>y</a1>", "<b></b>"])
def test_marks_that_are_not_those_of_the_source_are_refused(text: str) -> None:
    with pytest.raises(MarksDiffer):
        unmarked(text, (Span(text="x", strong=True),))


def test_every_block_is_said_anew_and_keeps_its_shape() -> None:
    document = full_document()
    whole = translated(document).read_in("mkn")
    assert [block.type for block in whole.body] == [block.type for block in document.body]
    assert whole.headline == document.headline.upper()
    for block, source in zip(whole.body, document.body, strict=True):
        if isinstance(block, Paragraph) and "<" not in marked(source.spans):
            assert plain(block.spans) == plain(source.spans).upper()
        if isinstance(block, Table):
            assert block.header == tuple(cell.upper() for cell in source.header)
        if isinstance(block, Listing):
            assert len(block.items) == len(source.items)
    assert (whole.href, whole.elections) == (document.href, document.elections)
    assert (whole.digest, whole.code) == (translated(document).digest, translated(document).code)


def test_what_is_missing_is_named_and_figures_need_no_translation() -> None:
    document = a_document(body=(Paragraph(spans=(Span(text="275.085"),)),))
    assert "275.085" not in document.source.texts
    texts = dict.fromkeys(document.source.texts[1:], "x")
    with pytest.raises(Untranslated) as caught:
        document.source.translate("mkn", texts)
    assert caught.value.texts == (document.headline,)


def test_a_translation_is_part_of_what_is_signed_and_none_changes_no_digest() -> None:
    document = a_document()
    assert b"translations" not in document.canonical
    assert translated(document).digest != document.digest


def test_a_version_is_there_once_in_each_language_and_says_the_same_things() -> None:
    document = a_document()
    with pytest.raises(ValidationError):
        translated(document, document.language)
    (translation,) = translated(document).translations or ()
    with pytest.raises(ValidationError):
        a_document(translations=(translation, translation))
    fewer = translation.model_copy(update={"body": every_block()})
    with pytest.raises(ValidationError):
        a_document(translations=(fewer,))
    with pytest.raises(KeyError):
        document.read_in("mkn")
