"""Share cards: exact size, light, readable, and their QR reads back."""

import io

import pytest
from PIL import Image

from sasando.documents import Document
from sasando.documents.document import Correction
from sasando.rendering.cards import CardSize, card_alt, card_png
from tests.documents.builders import ITEM, a_document, full_document, published
from tests.rendering.print.papers import SITE, codes_in

SIZES = pytest.mark.parametrize("size", list(CardSize), ids=lambda size: size.label)
LONG = ("Penyelenggara pemungutan suara di seluruh kelurahan Kota Kupang " * 5)[:200].strip()
CROWDED = published(
    full_document(headline=LONG, key_message=(LONG * 2)[:300]), standing="corrected"
)


def opened(document: Document, size: CardSize) -> Image.Image:
    return Image.open(io.BytesIO(card_png(document, size=size, site_url=SITE)))


@SIZES
def test_a_card_has_exactly_the_pixels_asked_for(size: CardSize) -> None:
    card = opened(published(a_document()), size)
    assert f"{card.width}x{card.height}" == size.label


@SIZES
def test_the_same_document_gives_the_same_bytes(size: CardSize) -> None:
    once = card_png(published(full_document()), size=size, site_url=SITE)
    assert once == card_png(published(full_document()), size=size, site_url=SITE)


@SIZES
@pytest.mark.parametrize("document", [published(a_document()), CROWDED], ids=["short", "crowded"])
def test_the_qr_of_a_card_leads_to_this_version(document: Document, size: CardSize) -> None:
    assert codes_in(opened(document, size).convert("L")) == [f"{SITE}/v/{document.code}"]


@SIZES
def test_a_card_as_small_as_a_chat_shows_it_still_has_a_readable_qr(size: CardSize) -> None:
    card = opened(published(a_document()), size).convert("L")
    small = card.resize((card.width * 2 // 3, card.height * 2 // 3))
    assert len(codes_in(small)) == 1


@SIZES
def test_the_fullest_card_weighs_less_than_300_kb(size: CardSize) -> None:
    assert len(card_png(CROWDED, size=size, site_url=SITE)) < 300_000


@SIZES
@pytest.mark.parametrize("standing", ["corrected", "withdrawn", "expired"])
def test_a_card_that_no_longer_stands_wears_the_red_of_a_stamp(
    size: CardSize, standing: str
) -> None:
    def reds(document: Document) -> int:
        pixels = opened(document, size).convert("RGB").getcolors(1 << 22) or []
        return sum(n for n, (r, g, b) in pixels if r > 130 and g < 70 and b < 60)

    stamped = reds(published(a_document(), standing=standing))
    assert stamped > reds(published(a_document())) + 20_000


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#16181f", "#fbf8f1"),
        ("#1f2a56", "#fbf8f1"),
        ("#4d5160", "#fbf8f1"),
        ("#4d5160", "#f1ebdd"),
        ("#74510f", "#fbf8f1"),
        ("#9c2f24", "#f1ebdd"),
        ("#ffffff", "#9c2f24"),
        ("#fbf8f1", "#1f2a56"),
        ("#d8dcea", "#1f2a56"),
    ],
)
def test_every_pair_of_text_and_ground_has_contrast(text: str, ground: str) -> None:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_alternative_says_what_the_card_says() -> None:
    assert card_alt(published(a_document())) == (
        "Kartu Rilis resmi dari KPU Kota Kupang: KPU Kota Kupang menetapkan 275.085 pemilih untuk "
        "Pilkada 2024. Daftar pemilih tetap memuat 275.085 orang di 552 TPS; periksa nama Anda."
    )
    withdrawn = card_alt(published(a_document(), standing="withdrawn"))
    assert withdrawn.endswith("Kartu ini diberi cap: Ditarik.")
    english = card_alt(published(a_document(language="en")))
    assert english.startswith("Card, Official release by KPU Kota Kupang:")


@SIZES
def test_a_card_of_an_erratum_carries_what_is_right_however_long(size: CardSize) -> None:
    correction = Correction(
        item=ITEM,
        version=1,
        digest="ab" * 32,
        headline="KPU menetapkan pemilih",
        href=f"{SITE}/rilis/a/",
        change="Jumlah TPS 552, bukan 525. " * 18,
    )
    document = published(a_document(kind="erratum", headline=LONG, correction=correction))
    assert codes_in(opened(document, size).convert("L")) == [f"{SITE}/v/{document.code}"]
