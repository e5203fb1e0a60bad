"""What a Document promises: one content, one digest; and it is never half a thing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sasando.documents import Document, code_of, normalise_code
from tests.documents.builders import a_document, full_document, paragraph, published


def test_the_digest_covers_the_content_and_not_the_imprint() -> None:
    document = full_document()
    assert published(document).digest == document.digest
    assert a_document(headline="Lain").digest != a_document().digest


def test_the_canonical_form_reads_back_to_the_same_document() -> None:
    document = full_document()
    again = Document.model_validate_json(document.canonical)
    assert again == document
    assert again.digest == document.digest


def test_the_canonical_form_is_sorted_and_holds_no_null() -> None:
    text = full_document().canonical.decode()
    value = json.loads(text)
    assert list(value) == sorted(value)
    assert "null" not in text


def test_a_copy_with_other_content_never_keeps_the_digest() -> None:
    document = Document.from_canonical(full_document().canonical)
    assert document.digest == full_document().digest
    other = document.model_copy(update={"headline": "Lain"})
    assert other.digest == Document.model_validate_json(other.model_dump_json()).digest
    assert other.digest != document.digest


def test_a_document_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        a_document().headline = "Lain"  # type: ignore[misc]


def test_unknown_fields_and_ragged_tables_are_refused() -> None:
    with pytest.raises(ValidationError, match="extra"):
        a_document(colour="red")
    ragged = {"type": "table", "caption": "c", "header": ["a", "b"], "rows": [["1"]]}
    with pytest.raises(ValidationError, match="every row needs 2 cells"):
        a_document(body=[ragged])


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_has_one_digest(text: str) -> None:
    try:
        document = a_document(body=(paragraph(text),))
        digest = document.digest
    except (ValidationError, ValueError):
        return  # lone surrogates are no text
    assert Document.model_validate_json(document.canonical).digest == digest


@given(st.binary(min_size=32, max_size=32))
def test_a_code_survives_how_people_type_it(raw: bytes) -> None:
    code = code_of(raw.hex())
    assert normalise_code(f"  {code.lower().replace('-', ' ')} ") == code
    assert normalise_code(code.replace("1", "l").replace("0", "o")) == code
    assert normalise_code(code + "X") is None
