"""Other fact-checkers' ClaimReview is read as found in the wild, and what is broken is named."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins.claimreview import read_claim_reviews, read_with_report

BASE = "https://cek.example/berita/1"
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "/berita/satu",
    "headline": "[SALAH] Surat suara tercoblos",
    "claimReviewed": "Surat suara <b>sudah</b> tercoblos &amp; disembunyikan\ndi gudang",
    "datePublished": "2024-02-10T08:00:00+07:00",
    "author": {"@type": "Organization", "name": "Cek Contoh", "url": "https://cek.example/"},
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": "1",
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": "Salah",
    },
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Akun X"},
        "appearance": [{"@type": "CreativeWork", "url": "https://sosial.example/2"}],
        "firstAppearance": "https://sosial.example/1",
    },
}


def page(*scripts: str) -> bytes:
    found = "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts)
    return f'<!doctype html><html lang="id-ID"><head>{found}</head><p>x</p></html>'.encode()


def test_a_page_with_one_review_is_read_whole() -> None:
    (review,) = read_claim_reviews(page(json.dumps(REVIEW)), BASE)
    assert review.url == "https://cek.example/berita/satu"
    assert review.title == "[SALAH] Surat suara tercoblos"
    assert review.claim == "Surat suara sudah tercoblos & disembunyikan di gudang"
    assert (review.rating, review.rating_value) == ("Salah", 1.0)
    assert (review.worst_rating, review.best_rating) == (1.0, 5.0)
    assert (review.publisher, review.publisher_url) == ("Cek Contoh", "https://cek.example/")
    assert review.published == date(2024, 2, 10)
    assert (review.language, review.claimant) == ("id", "Akun X")
    assert review.appearances == ("https://sosial.example/1", "https://sosial.example/2")


@pytest.mark.parametrize(
    "value",
    [
        [REVIEW],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "NewsArticle", "review": REVIEW},
        {**REVIEW, "@type": ["ClaimReview", "Review"]},
        {**REVIEW, "@type": "http://schema.org/ClaimReview"},
    ],
    ids=["array", "graph", "nested", "two types", "whole type"],
)
def test_a_review_is_found_wherever_it_stands(value) -> None:
    reading = read_with_report(page(json.dumps(value)), BASE)
    assert [r.rating for r in reading.reviews] == ["Salah"]
    assert reading.problems == ()


def test_the_data_commons_feed_is_read_with_several_reviews_an_item() -> None:
    second = {**REVIEW, "url": "https://lain.example/2", "claimReviewed": "Klaim kedua"}
    feed = {
        "@context": "http://schema.org",
        "@type": "DataFeed",
        "dateModified": "2024-11-25T00:00:00Z",
        "dataFeedElement": [
            {
                "@type": "DataFeedItem",
                "dateCreated": "2024-02-11T00:00:00Z",
                "url": "https://cek.example/hal/1",
                "item": [{**REVIEW, "url": None}, second],
            },
            {"@type": "DataFeedItem", "url": "https://cek.example/hal/2", "item": []},
            {"@type": "DataFeedItem", "item": {"@type": "ClaimReview", "claimReviewed": "Tanpa"}},
        ],
    }
    reading = read_with_report(json.dumps(feed).encode(), "https://feed.example/data.json")
    assert [r.url for r in reading.reviews] == [
        "https://cek.example/hal/1",
        "https://lain.example/2",
    ]
    assert len(reading.problems) == 1


def test_the_old_data_commons_text_is_read_line_by_line() -> None:
    line = page(json.dumps(REVIEW)).decode()
    other = page(json.dumps({**REVIEW, "url": "/berita/dua"})).decode()
    assert len(read_claim_reviews(f"{line}\n{other}\n{line}".encode(), BASE)) == 2


def test_what_is_broken_is_named_and_the_rest_is_read() -> None:
    careless = "<!-- " + json.dumps(REVIEW).replace("\\n", "\n") + " -->"
    reading = read_with_report(page("{ not json", careless, '{"@type":"ClaimReview"}'), BASE)
    assert len(reading.reviews) == 1
    assert [problem.split(":")[0] for problem in reading.problems] == ["script 1", "script 3"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://[", 7])
def test_only_addresses_of_the_web_are_taken(address) -> None:
    (review,) = read_claim_reviews(
        page(
            json.dumps(
                {
                    **REVIEW,
                    "author": {"name": "C", "url": address},
                    "itemReviewed": {"appearance": address},
                }
            )
        ),
        BASE,
    )
    assert (review.publisher_url, review.appearances) == ("", ())


def test_texts_of_a_page_pasted_into_a_field_are_cut() -> None:
    (review,) = read_claim_reviews(page(json.dumps({**REVIEW, "claimReviewed": "a " * 9000})), BASE)
    assert len(review.claim) <= 5000


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*REVIEW, "@graph", "name", "text", "@value", "item"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    read_with_report(content, BASE)


@given(json_values, st.sampled_from(sorted(REVIEW)))
def test_no_value_in_any_field_makes_it_raise(value, field) -> None:
    for review in read_claim_reviews(page(json.dumps({**REVIEW, field: value})), BASE):
        assert review.claim and review.url.startswith("http")
