"""Addresses: always absolute, always URIs."""

import pytest

from sasando.rendering.addresses import absolute, short_address, site_of
from tests.documents.builders import a_document

SITE = "https://sasando.example"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/rilis/a/", f"{SITE}/rilis/a/"),
        ("https://other.example/a?b=1&c=2#d", "https://other.example/a?b=1&c=2#d"),
        ("/tempat/Nunbaun%20Sabu/", f"{SITE}/tempat/Nunbaun%20Sabu/"),
        ("/tempat/Kelapa™[1]100%/", f"{SITE}/tempat/Kelapa%E2%84%A2%5B1%5D100%25/"),
        ("mailto:humas@kpu.example", "mailto:humas@kpu.example"),
        ("tel:+62380000000", "tel:+62380000000"),
    ],
)
def test_absolute(href: str, expected: str) -> None:
    assert absolute(href, SITE) == expected


def test_the_short_address_is_on_the_site_of_the_document_or_the_one_given() -> None:
    document = a_document()
    assert site_of(document) == SITE
    assert short_address(document) == f"{SITE}/v/{document.code}"
    assert short_address(document, "https://b.example") == f"https://b.example/v/{document.code}"
    assert short_address(a_document(href="/rilis/a/")) == f"/v/{a_document(href='/rilis/a/').code}"
