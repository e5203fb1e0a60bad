"""What texts, pictures and PDFs carry, as people send them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sasando.trust.credentials import CredentialsState, embed
from sasando.trust.evidence import (
    Source,
    Trace,
    evidence_in_file,
    evidence_in_image,
    evidence_in_pdf,
    evidence_in_text,
)
from sasando.trust.exceptions import Disguised, FileRefused, Oversize, Unreadable
from sasando.trust.qr import qr_png
from tests.documents.builders import a_document
from tests.trust.pictures import a_pdf, a_sheet, encoded, photographed
from tests.trust.test_credentials import ISSUER

SITE = "https://sasando.example"
CODE = "7ZK3M-Q9T2A"


@pytest.mark.parametrize(
    "text",
    [
        f"{SITE}/v/{CODE}",
        f"Lihat {SITE}/v/{CODE}.",
        f"*Cek:* sasando.example/v/{CODE}",
        f"http://www.sasando.example/v/{CODE.lower()}",
        f"<{SITE}/v/7ZK3MQ9T2A>",
        f"{SITE}/v/7ZK3M-\nQ9T2A",
        f"{SITE}/v/\r\n{CODE}",
        "sasando.\u200b\r\nexample/\u200bv/\u200b7ZK3M-\u200bQ9T2A",
        f"{SITE}/v/7ZK3M\u2011Q9T2A",
        f"{SITE}/v/7ZK3M-Q9T2A?utm=wa",
    ],
)
def test_the_short_address_is_found_as_people_write_it(text: str) -> None:
    assert evidence_in_text(text, site_url=SITE).traces == (Trace(CODE, Source.LINK),)


@pytest.mark.parametrize(
    "text", ["7ZK3M-Q9T2A", "Kode 7ZK3M-Q9T2A.", "7zk3m q9t2a", " 7ZK3MQ9T2A\n", "(7ZK3M–Q9T2A)"]
)
def test_a_printed_or_typed_code_is_found(text: str) -> None:
    assert evidence_in_text(text, site_url=SITE).traces == (Trace(CODE, Source.PRINTED),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KPU menetapkan 275.085 pemilih.",
        f"https://lain.example/v/{CODE.lower()}",
        f"https://sasando.example.lain.example/v/{CODE.lower()}",
        f"https://bukan-sasando.example/v/{CODE.lower()}",
        f"https://sasando.example@lain.example/v/{CODE.lower()}",
        f"https://lain.example/sasando.example/v/{CODE.lower()}",
        "no-surat 12345-67890-11111",
        f"{SITE}/v/7ZK3M-Q9T2AXX",
    ],
)
def test_what_is_no_code_of_this_site_is_not_taken_for_one(text: str) -> None:
    assert evidence_in_text(text, site_url=SITE).codes == ()


def test_pages_of_this_site_are_found_once_each() -> None:
    text = f"Baca {SITE}/rilis/dpt/ dan sasando.example/rilis/dpt/, juga {SITE}/v/{CODE}"
    evidence = evidence_in_text(text, site_url=SITE + "/")
    assert evidence.addresses == (f"{SITE}/rilis/dpt/",)
    assert evidence.codes == (CODE,)


def test_a_site_under_a_path_and_port_is_found() -> None:
    site = "http://127.0.0.1:8000/pemilu"
    assert evidence_in_text(f"{site}/v/{CODE}", site_url=site).codes == (CODE,)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    for code in evidence_in_text(text, site_url=SITE).codes:
        assert len(code) == 11


def test_a_flood_of_codes_costs_few_look_ups() -> None:
    flood = " ".join(f"{number:05d}-{number:05d}" for number in range(5_000))
    assert len(evidence_in_text(flood, site_url=SITE).traces) == 50
    with pytest.raises(Oversize):
        evidence_in_text("a" * 400_001, site_url=SITE)


def test_a_photo_of_a_printed_page_carries_its_code() -> None:
    photo = photographed(a_sheet(f"{SITE}/v/{CODE}"), angle=12, blur=1.5, noise=50, lean=0.05)
    evidence = evidence_in_image(photo, site_url=SITE)
    assert evidence.traces == (Trace(CODE, Source.QR),)
    assert evidence.elsewhere == ()
    assert evidence.credentials is None


def test_a_code_that_leads_elsewhere_is_shown_as_such() -> None:
    evidence = evidence_in_image(qr_png(f"https://lain.example/v/{CODE}"), site_url=SITE)
    assert evidence.codes == ()
    assert evidence.elsewhere == (f"https://lain.example/v/{CODE}",)


def test_a_card_carries_its_credential_even_without_a_code() -> None:
    document = a_document()
    plain = encoded(Image.new("RGB", (200, 200), "white"))
    card = embed(plain, document=document, issuer=ISSUER, site_url=SITE)
    evidence = evidence_in_image(card, site_url=SITE, anchors=ISSUER.authority)
    assert evidence.traces == (Trace(document.code, Source.CREDENTIALS),)
    assert evidence.credentials is not None
    assert evidence.credentials.digest == document.digest


def test_a_credential_moved_to_a_forged_picture_names_nothing() -> None:
    plain = encoded(Image.new("RGB", (200, 200), "white"))
    card = embed(plain, document=a_document(), issuer=ISSUER, site_url=SITE)
    forged = encoded(Image.new("RGB", (200, 200), "red"))
    start = card.index(b"caBX") - 4  # the chunk C2PA lives in: length, name, content, checksum
    length = int.from_bytes(card[start : start + 4], "big") + 12
    header = 8 + 25  # a PNG's signature and first chunk
    forged = forged[:header] + card[start : start + length] + forged[header:]

    evidence = evidence_in_image(forged, site_url=SITE, anchors=ISSUER.authority)
    assert evidence.codes == ()
    assert evidence.credentials is not None
    assert evidence.credentials.state is CredentialsState.INVALID


def test_a_pdf_carries_codes_in_text_and_picture() -> None:
    pdf = a_pdf(f"#set page(width: 60mm)\nPeriksa: sasando.example/v/{CODE}, pemilih 275.085.")
    evidence = evidence_in_pdf(pdf, site_url=SITE)
    assert evidence.codes == (CODE,)
    assert "275.085" in evidence.text


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (qr_png(f"{SITE}/v/{CODE}"), "kartu.png", "image/png"),
        (qr_png(f"{SITE}/v/{CODE}"), "kartu", "application/octet-stream"),
        (a_pdf(f"sasando.example/v/{CODE}"), "lembar.PDF", "application/pdf"),
        (f"\ufeff{SITE}/v/{CODE}".encode(), "pesan.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_looked_into_by_what_it_is(content: bytes, name: str, content_type: str) -> None:
    evidence = evidence_in_file(content, site_url=SITE, name=name, content_type=content_type)
    assert evidence.codes == (CODE,)


@pytest.mark.parametrize(
    ("content", "name", "content_type", "error", "words"),
    [
        (qr_png("a"), "surat.pdf", "", Disguised, "says it is a PDF, but it is a PNG"),
        (qr_png("a"), "a.png", "image/jpeg", Disguised, "JPEG"),
        (b"MZ" + bytes(60), "kartu.png", "image/png", Unreadable, "neither"),
        (b"PK\x03\x04" + bytes(60), "a.pdf", "", Unreadable, "neither"),
        (b"<svg onload='alert(1)'/>", "kartu.svg", "image/svg+xml", Unreadable, "neither"),
        (b"\n<?xml version='1.0'?><svg/>", "a.txt", "", Unreadable, "neither"),
        (b"%PDF-1.7 rusak", "a.pdf", "", Unreadable, "PDF"),
        (b"a" * (25 * 1024 * 1024 + 1), "a.txt", "", Oversize, "26,214,401 bytes"),
    ],
)
def test_disguised_broken_and_oversize_files_are_refused_with_the_reason(
    content: bytes, name: str, content_type: str, error: type[FileRefused], words: str
) -> None:
    with pytest.raises(error, match=words):
        evidence_in_file(content, site_url=SITE, name=name, content_type=content_type)


SEEDS = [
    qr_png(f"{SITE}/v/{CODE}"),
    encoded(a_sheet(CODE, size=(300, 400), qr_side=120), "JPEG"),
    encoded(a_sheet(CODE, size=(300, 400), qr_side=120), "WEBP"),
    a_pdf("#set page(width: 60mm, height: 60mm)\nPemilih"),
    embed(qr_png(CODE), document=a_document(), issuer=ISSUER, site_url=SITE),
]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    place=st.floats(0, 1),
    cut=st.integers(0, 40),
    put=st.binary(max_size=8),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    seed: bytes, place: float, cut: int, put: bytes
) -> None:
    at = int(place * len(seed))
    try:
        evidence = evidence_in_file(seed[:at] + put + seed[at + cut :], site_url=SITE)
    except FileRefused as refused:
        assert str(refused)
    else:
        assert len(evidence.traces) <= 100


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        evidence_in_file(content, site_url=SITE)
    except FileRefused as refused:
        assert str(refused)
