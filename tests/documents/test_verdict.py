"""A verdict is part of what is signed, and no other Document hears of it."""

import json

import pytest
from pydantic import ValidationError

from sasando.documents import Document
from sasando.documents.verdict import Rating, Stamp
from tests.documents.builders import (
    a_document,
    a_statement,
    a_verdict,
    every_block,
    full_document,
)


def of_the_first_blocks() -> Document:
    """All there was before Documents knew of verdicts and recordings."""
    return full_document(body=[block for block in every_block() if block.type != "recording"])


OLD_DIGESTS = {
    of_the_first_blocks: "a3e56675e914f99db48bd03762818d42aa034c4cc60bbc633fd09f6dd06320eb",
    a_document: "0442edcde6f74b173f4c0f9de5df6383335ef3fa49474db983d7faedd525af4d",
}


@pytest.mark.parametrize(("make", "digest"), OLD_DIGESTS.items())
def test_the_digests_of_older_documents_stay_what_they_were(make, digest) -> None:
    document = make()
    assert document.digest == digest
    assert "verdict" not in json.loads(document.canonical)


def test_the_digest_covers_the_verdict_and_reads_back() -> None:
    document = a_verdict()
    again = Document.from_canonical(document.canonical)
    assert again == document and again.digest == document.digest
    assert a_verdict({"rating": "true"}).digest != document.digest


def test_only_a_fact_check_rates_a_claim() -> None:
    with pytest.raises(ValidationError, match="a news rates no claim"):
        a_verdict(kind="news")
    assert a_verdict(verdict=None).verdict is not None
    assert a_document(kind="verdict").verdict is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sources": ()}, "at least 1"),
        ({"reply_for_family": "a" * 701}, "at most 700"),
        ({"authenticity": "TransformedContent"}, "only a picture"),
        ({"commission_reply": {"asked_on": "2024-11-25"}}, "until when"),
        ({"commission_reply": {"asked_on": "2024-11-25", "text": "Ya."}}, "its text and its day"),
    ],
)
def test_half_a_verdict_is_refused(changes, why) -> None:
    with pytest.raises(ValidationError, match=why):
        a_verdict(changes)


def test_silence_is_a_reply_too() -> None:
    silence = {"asked_on": "2024-11-25", "reply_by": "2024-11-26"}
    statement = a_verdict({"commission_reply": silence}).verdict
    assert statement is not None and statement.commission_reply is not None
    assert statement.commission_reply.text == ""


def test_every_rating_has_a_stamp_and_only_truth_is_stamped_true() -> None:
    assert {rating for rating in Rating if rating.stamp is Stamp.TRUE} == {Rating.TRUE}
    assert Rating("false-context").stamp is Stamp.FALSE
    assert {rating.stamp for rating in Rating} == set(Stamp)


def test_the_picture_of_the_claim_is_none_of_the_bodys() -> None:
    picture = next(block for block in full_document().body if block.type == "image")
    document = a_verdict(a_statement(picture=picture))
    assert document.images == ()
    assert document.verdict is not None and document.verdict.picture == picture
