"""ClaimReview says what the page says, in the form that other fact-checkers' tools read."""

import json
from datetime import UTC, datetime

import pytest

from sasando.documents.verdict import Rating
from sasando.plugins.claimreview import read_with_report
from sasando.rendering.claimreview import claim_review, claim_review_feed
from tests.documents.builders import a_document, a_verdict, published

SITE = "https://sasando.example"
AT = datetime(2024, 11, 26, tzinfo=UTC)


def test_it_names_claim_claimant_rating_and_where_it_was_seen() -> None:
    review = claim_review(published(a_verdict()))
    assert review is not None
    assert review["@type"] == "ClaimReview"
    assert review["url"] == f"{SITE}/cek-fakta/nomor-paslon/"
    assert review["claimReviewed"].startswith("Nomor urut paslon")
    assert review["datePublished"] == "2024-09-20T01:30:00Z"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": 1,
        "worstRating": 1,
        "bestRating": 5,
        "alternateName": "Salah: Konten palsu",
    }
    claim = review["itemReviewed"]
    assert claim["@type"] == "Claim" and claim["datePublished"] == "2024-11-25"
    assert claim["author"]["name"] == "akun tanpa nama di grup WhatsApp"
    assert claim["appearance"][0]["archivedAt"] == "https://arsip.example/1"
    assert "associatedMediaReview" not in review


@pytest.mark.parametrize("rating", list(Rating))
def test_a_value_lies_on_its_scale_or_is_left_out(rating: Rating) -> None:
    review = claim_review(published(a_verdict({"rating": rating})))
    assert review is not None
    value = review["reviewRating"].get("ratingValue")
    assert value is None if rating in (Rating.SATIRE, Rating.NO_EVIDENCE) else 1 <= value <= 5
    assert (value == 5) == (rating is Rating.TRUE)


@pytest.mark.parametrize(
    ("changes", "category"),
    [
        ({"rating": "false-context"}, "DecontextualizedContent"),
        ({"rating": "manipulated"}, "EditedOrCroppedContent"),
        ({"rating": "fabricated"}, None),
        ({"rating": "fabricated", "authenticity": "TransformedContent"}, "TransformedContent"),
    ],
)
def test_a_media_review_says_what_was_done_to_the_picture(changes, category) -> None:
    review = claim_review(published(a_verdict({"carried_by": "image", **changes})))
    assert review is not None
    media = review.get("associatedMediaReview")
    if category is None:
        assert media is None
        return
    assert media["mediaAuthenticityCategory"] == f"https://schema.org/{category}"
    assert media["itemReviewed"][0]["@type"] == "ImageObjectSnapshot"
    assert media["itemReviewed"][0]["sha256"] == "cd" * 32


@pytest.mark.parametrize("standing", ["corrected", "withdrawn", "expired"])
def test_a_verdict_that_fell_is_reviewed_no_more(standing: str) -> None:
    assert claim_review(published(a_verdict(), standing=standing)) is None
    assert claim_review(published(a_document())) is None


def test_the_feed_reads_back_as_the_data_commons_feed() -> None:
    documents = [published(a_verdict()), published(a_document()), a_verdict()]
    feed = claim_review_feed(documents, name="Sasando", site_url=SITE, updated=AT)
    assert feed["@type"] == "DataFeed"
    assert [item["@type"] for item in feed["dataFeedElement"]] == ["DataFeedItem"]
    reading = read_with_report(json.dumps(feed).encode(), f"{SITE}/umpan/claimreview.json")
    assert reading.problems == ()
    (review,) = reading.reviews
    assert review.url == f"{SITE}/cek-fakta/nomor-paslon/"
    assert review.rating == "Salah: Konten palsu" and review.rating_value == 1.0
    assert review.publisher == "Jaringan Periksa Fakta" and review.language == "id"
    assert review.appearances == ("https://media-sosial.example/pos/1",)
