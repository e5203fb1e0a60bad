"""What was printed is recognised again: the reader's way from paper back to the version."""

import pytest

from sasando.documents import Document
from sasando.rendering.cards import CardSize, card_png
from sasando.rendering.print import column_pdf, poster_pdf
from sasando.trust.evidence import evidence_in_image, evidence_in_pdf
from tests.documents.builders import full_document, published
from tests.rendering.print.papers import SITE

DOCUMENT: Document = published(full_document())


@pytest.mark.parametrize("width", [38, 60])
def test_a_column_names_its_version(width: int) -> None:
    pdf = column_pdf(DOCUMENT, width_mm=width, site_url=SITE)
    assert DOCUMENT.code in evidence_in_pdf(pdf, site_url=SITE).codes


def test_a_poster_names_its_version() -> None:
    pdf = poster_pdf(DOCUMENT, site_url=SITE)
    assert DOCUMENT.code in evidence_in_pdf(pdf, site_url=SITE).codes


@pytest.mark.parametrize("size", list(CardSize), ids=lambda size: size.label)
def test_a_card_names_its_version(size: CardSize) -> None:
    png = card_png(DOCUMENT, size=size, site_url=SITE)
    assert DOCUMENT.code in evidence_in_image(png, site_url=SITE).codes
