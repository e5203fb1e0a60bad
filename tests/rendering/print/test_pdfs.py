"""Columns, posters and scripts, judged by tools that are not ours."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest

from sasando.documents import Document
from sasando.rendering.print import column_pdf, poster_pdf, script_pdf
from sasando.rendering.script import broadcast_script
from tests.documents.builders import a_document, every_block, full_document, paragraph, published
from tests.rendering.print.papers import (
    SITE,
    EmptyShelf,
    Shelf,
    codes_in,
    fonts,
    info,
    picture_of,
    qpdf_finds_nothing,
    text_of,
)

Renderer = Callable[[Document], bytes]


def column(document: Document) -> bytes:
    return column_pdf(document, width_mm=60, site_url=SITE, media=Shelf())


def poster(document: Document) -> bytes:
    return poster_pdf(document, site_url=SITE)


def script(document: Document) -> bytes:
    scripts = [broadcast_script(document, seconds=seconds) for seconds in (30, 60)]
    return script_pdf(document, scripts, site_url=SITE)


RENDERERS = pytest.mark.parametrize("render", [column, poster, script])


@RENDERERS
def test_the_same_document_gives_the_same_bytes(render: Renderer) -> None:
    assert render(published(full_document())) == render(published(full_document()))


@RENDERERS
def test_tools_find_a_sound_tagged_pdf_with_every_font_inside(
    render: Renderer, tmp_path: Path
) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(render(published(full_document())))
    assert qpdf_finds_nothing(path)
    found = fonts(path)
    assert found and all(name.startswith("Libertinus") and embedded for name, embedded in found)
    facts = info(path)
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "KPU Kota Kupang menetapkan 275.085 pemilih untuk Pilkada 2024"
    assert facts["Author"] == "KPU Kota Kupang, Pos Kupang"
    assert facts["CreationDate"].startswith("Fri Sep 20")


@RENDERERS
def test_the_metadata_claim_pdf_a_2a_and_pdf_ua_1_in_indonesian(render: Renderer) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(published(full_document()))))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.trailer["/Root"]["/Lang"] == "id"


@RENDERERS
def test_the_qr_on_the_page_leads_to_this_version(render: Renderer) -> None:
    document = published(full_document())
    assert codes_in(picture_of(render(document))) == [f"{SITE}/v/{document.code}"]


@RENDERERS
def test_an_unpublished_text_is_set_too(render: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "preview.pdf"
    path.write_bytes(render(a_document()))
    assert qpdf_finds_nothing(path)
    assert "CreationDate" not in info(path)


@pytest.mark.parametrize("width", [38, 60, 120])
def test_all_words_can_be_read_out_of_a_column(width: int, tmp_path: Path) -> None:
    path = tmp_path / "column.pdf"
    document = published(full_document())
    path.write_bytes(column_pdf(document, width_mm=width, site_url=SITE, media=Shelf()))
    words = text_of(path)
    for text in (
        "Rilis resmi",
        document.headline,
        document.key_message,
        "Rapat pleno terbuka menetapkan 275.085 pemilih <& lihat daftar",
        "Cara memeriksa nama Anda",
        "Buka laman.",
        "Setiap warga yang memenuhi syarat berhak memilih.",
        "Ismael Manoe, Ketua KPU Kota Kupang",
        "Apa yang dibawa ke TPS?",
        "KTP-el dan surat pemberitahuan.",
        "KPU Kota Kupang per 19 September 2024",
        "Perempuan 140.685",
        "27 November 2024",
        "Semula: 24–26 Agustus 2024",
        "Sekarang: 25–27 Agustus 2024",
        "Nunbaun Sabu, Alak, Kota Kupang · 12 TPS",
        "Foto: Humas KPU Kota Kupang",
        "Jam layanan: Senin–Jumat 08.00–16.00 WITA",
        "cekdptonline.kpu.go.id",
        "Berlaku sampai 27 November 2024, 13.00 WITA",
    ):
        # A line may end after a dash, which reads as a blank.
        assert text.replace(" ", "") in words.replace(" ", "")
    assert document.code in words.replace(" ", "")


def test_divided_words_are_whole_again_when_read(tmp_path: Path) -> None:
    sentence = "Penyelenggaraan pemungutan suara memerlukan pertanggungjawaban seluruh masyarakat."
    path = tmp_path / "column.pdf"
    path.write_bytes(
        column_pdf(a_document(body=(paragraph(sentence * 3),)), width_mm=40, site_url=SITE)
    )
    assert sentence in text_of(path)


def test_a_column_is_as_wide_as_asked_and_one_page(tmp_path: Path) -> None:
    path = tmp_path / "column.pdf"
    path.write_bytes(column_pdf(full_document(), width_mm=50, site_url=SITE))
    facts = info(path)
    assert facts["Pages"] == "1"
    assert float(facts["Page size"].split()[0]) == pytest.approx(50 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize("width", [29.9, 301, -1])
def test_a_column_of_no_sensible_width_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="30 to 300 mm"):
        column_pdf(a_document(), width_mm=width, site_url=SITE)


def test_pictures_bear_their_alternative_text() -> None:
    document = full_document()
    reader = pypdf.PdfReader(io.BytesIO(column(document)))
    alternatives = [
        item["/Alt"]
        for number in range(1, reader.trailer["/Size"])
        if isinstance(item := reader.get_object(number), pypdf.generic.DictionaryObject)
        and "/Alt" in item
    ]
    assert document.images[0].alt in alternatives
    assert f"Kode QR menuju sasando.example/v/{document.code}" in alternatives


@pytest.mark.parametrize("media", [None, EmptyShelf(), Shelf(fmt="WEBP"), Shelf(fmt="PNG")])
def test_a_column_is_set_with_and_without_its_picture(media: Shelf | None) -> None:
    assert column_pdf(full_document(), site_url=SITE, media=media).startswith(b"%PDF-1.7")


def test_bytes_that_are_no_picture_leave_the_caption(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.content = b"<svg onload='x'/>"
    path = tmp_path / "column.pdf"
    path.write_bytes(column_pdf(full_document(), site_url=SITE, media=shelf))
    assert "Rapat pleno penetapan daftar pemilih tetap." in text_of(path)


LONG = ("Penyelenggara pemungutan suara di seluruh kelurahan Kota Kupang " * 5)[:200].strip()


@pytest.mark.parametrize(
    "document",
    [
        a_document(),
        full_document(),
        full_document(headline=LONG, key_message=(LONG * 2)[:300]),
        full_document(body=every_block() * 6),
        full_document(headline=LONG, body=tuple(paragraph(LONG * 12) for _ in range(9))),
        full_document(headline="W" * 200, key_message="W" * 300),
    ],
    ids=["short", "full", "long headline", "many blocks", "long body", "one word"],
)
def test_a_poster_is_always_one_a4_page(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    path.write_bytes(poster(published(document)))
    facts = info(path)
    assert facts["Pages"] == "1"
    assert facts["Page size"].endswith("(A4)")
    # Nothing of the headline is cut off, whatever else is.
    assert document.headline.replace(" ", "") in text_of(path).replace(" ", "")


def test_a_poster_that_leaves_text_out_says_where_the_rest_is(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    path.write_bytes(poster(published(full_document(body=every_block() * 6))))
    assert "Selengkapnya lewat kode QR" in text_of(path)
    path.write_bytes(poster(published(a_document())))
    words = text_of(path)
    assert "Selengkapnya" not in words
    assert "Disetujui oleh Maria Lado, Kepala Subbagian Data dan Informasi" in words


@RENDERERS
@pytest.mark.parametrize(
    ("standing", "word"), [("corrected", "Sudah diralat"), ("withdrawn", "Ditarik")]
)
def test_a_version_that_no_longer_stands_says_so(
    render: Renderer, standing: str, word: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(render(published(full_document(), standing=standing)))
    assert word in text_of(path)


def test_a_script_has_a_page_for_each_length(tmp_path: Path) -> None:
    path = tmp_path / "script.pdf"
    document = published(full_document())
    path.write_bytes(script(document))
    words = text_of(path)
    assert info(path)["Pages"] == "2"
    for read in broadcast_script(document, seconds=60).spoken_lines:
        assert " ".join(read.split()) in words


def test_no_script_is_refused() -> None:
    with pytest.raises(ValueError, match="no script"):
        script_pdf(a_document(), [], site_url=SITE)


def test_an_english_text_speaks_english(tmp_path: Path) -> None:
    path = tmp_path / "column.pdf"
    path.write_bytes(column_pdf(published(a_document(language="en")), site_url=SITE))
    assert "Scan to check that this is genuine" in text_of(path)


def test_threads_set_the_same_pages() -> None:
    document = published(full_document())
    alone = [column(document), poster(document), script(document)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda render: render(document), [column, poster, script] * 4))
    assert together == alone * 4
