"""The page of one item says what it must, first things first, and lets nothing through."""

import json
from datetime import date, timedelta

import pytest
from lxml import html

from sasando.documents.blocks import Paragraph, Span
from sasando.rendering.html import Door, Extras, Setting, StageDates, article_html, item_page
from tests.documents.builders import PUBLISHED, a_document, full_document, published

SETTING = Setting(
    site_url="https://sasando.example",
    site_name="Sasando",
    path="/rilis/dpt/",
    navigation=(Door("/rilis/", "Rilis"), Door("/kalender/", "Kalender")),
    languages=(("id", "/rilis/dpt/"), ("en", "/en/releases/dpt/")),
)


def text_of(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def corrected() -> str:
    document = full_document(version=2)
    history = [
        {"version": 1, "digest": "b" * 64, "code": "AAAAA-AAAAA", "published_at": PUBLISHED},
        {
            "version": 2,
            "digest": document.digest,
            "code": document.code,
            "published_at": PUBLISHED + timedelta(days=1),
            "change": "Jumlah TPS semula tertulis 552; yang benar 553.",
        },
    ]
    return item_page(
        published(document, history=history),
        setting=SETTING,
        extras=Extras(compare={2: "/rilis/dpt/v/2/perbedaan/"}),
    )


def test_page_names_kind_publisher_and_who_approved_when() -> None:
    page = text_of(item_page(published(a_document()), setting=SETTING))
    assert "Rilis resmi KPU Kota Kupang" in page
    assert "Maria Lado, Kepala Subbagian Data dan Informasi" in page
    assert "20 September 2024, 09.30 WITA" in page


def test_page_of_an_unpublished_document_is_refused() -> None:
    with pytest.raises(ValueError, match="imprint"):
        item_page(a_document(), setting=SETTING)


def test_same_input_gives_the_same_bytes() -> None:
    document = published(full_document())
    assert item_page(document, setting=SETTING) == item_page(document, setting=SETTING)


def test_correction_stands_before_the_text_and_links_to_the_difference() -> None:
    page = corrected()
    assert page.index("yang benar 553") < page.index('class="body"')
    assert 'href="/rilis/dpt/v/2/perbedaan/"' in page


def test_moved_stage_shows_was_and_is_now() -> None:
    now = StageDates("pkd-07", "Pemungutan suara", date(2024, 11, 28), date(2024, 11, 28))
    setting = Setting(
        site_url="https://sasando.example", site_name="Sasando", calendar={"pkd-07": now}
    )
    page = item_page(published(full_document()), setting=setting)
    assert "<del>27 November 2024</del>" in page
    assert "<ins>28 November 2024</ins>" in page


def test_withdrawn_item_keeps_its_page_but_not_its_text() -> None:
    document = published(a_document(), standing="withdrawn", standing_note="Angkanya keliru.")
    page = item_page(document, setting=SETTING)
    assert "Alasan: Angkanya keliru." in page
    assert "Rapat pleno terbuka" not in page
    assert "application/ld+json" not in page
    assert "wa.me" not in page


def test_unconfirmed_notice_says_so() -> None:
    page = item_page(published(a_document(kind="notice"), confirmed=False), setting=SETTING)
    assert "Belum dikonfirmasi" in page


def test_partnership_is_labelled_as_paid() -> None:
    page = item_page(published(a_document(kind="partnership")), setting=SETTING)
    assert "Konten kerja sama (advertorial)" in page


def test_text_is_never_read_as_markup() -> None:
    hostile = "<script>alert(1)</script>"
    document = a_document(headline=hostile, body=(Paragraph(spans=(Span(text=hostile),)),))
    page = item_page(published(document), setting=SETTING)
    assert hostile not in page
    [data] = html.fromstring(page).xpath("//script[not(@src)]")
    assert json.loads(data.text)["headline"] == hostile


def test_page_has_no_inline_script_or_style() -> None:
    tree = html.fromstring(corrected())
    assert not tree.xpath("//style") and not tree.xpath("//@style")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert all(
        s.get("src") or s.get("type") == "application/ld+json" for s in tree.xpath("//script")
    )


def test_fragment_has_whole_addresses_only() -> None:
    fragment = html.fragment_fromstring(
        article_html(published(full_document()), setting=SETTING), create_parent="div"
    )
    for address in fragment.xpath("//@href") + fragment.xpath("//@src"):
        assert address.startswith(("https://", "mailto:", "tel:"))


def test_page_says_where_it_stands_in_the_navigation() -> None:
    tree = html.fromstring(item_page(published(a_document()), setting=SETTING))
    here = tree.xpath("//nav//a[@aria-current]")
    assert [link.text for link in here] == ["Rilis"]


def test_english_document_wears_an_english_page() -> None:
    page = item_page(published(a_document(language="en")), setting=SETTING)
    assert '<html lang="en">' in page
    assert "What you need to know" in page
