"""Requests for information with real browsers: to an answer, an objection, an extension, a refusal, a redaction."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from sasando.rendering.print.official_letter import official_letter_pdf
from tests.browser.house import House
from tests.browser.judging import desk_violations, violations
from tests.openness.official import letter_about

DeskOf = Callable[[str], Page]
NUMBER = re.compile(r"\d{4}.PPID.KPU-KOTA-KUPANG.\d{4}")  # a slash would end it in a selector


def ask(page: Page, house: House, text: str, name: str = "Rosina Bani") -> str:
    """Fill in the form as a visitor; return the address of the request's page."""
    page.goto(f"{house.url}/informasi-publik/")
    page.get_by_role("link", name="Minta informasi").click()
    page.get_by_label("Informasi yang diminta").fill(text)
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Alamat").fill("Jl. El Tari 2, Kupang")
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    return page.url


def open_matter(desk: Page, house: House, words: str) -> None:
    desk.goto(f"{house.url}/desk/ppid/?keadaan=all&q={words.split()[0]}")
    desk.get_by_role("link", name=re.compile(re.escape(words[:40]))).click()


def unfold(desk: Page, title: str) -> None:
    desk.locator("details", has=desk.locator("summary", has_text=title)).first.evaluate(
        "part => { part.open = true }"
    )


def decide(desk: Page, outcome: str, text: str, article: str = "", test: str = "") -> None:
    unfold(desk, "Putuskan")
    desk.locator("#id_decide_outcome").select_option(outcome)
    desk.locator("#id_decide_text").fill(text)
    desk.locator("#id_decide_article").fill(article)
    desk.locator("#id_decide_consequence").fill(test)
    desk.get_by_role("button", name="Putuskan, dan beri tahu semua yang menunggu").click()


def test_from_the_form_to_the_answer(house: House, page: Page, desk_of: DeskOf) -> None:
    words = "Jadwal piket kantor selama masa sanggah 2026"
    own = ask(page, house, words)
    expect(page.get_by_text("hari kerja ke-1", exact=False).first).to_be_attached()
    desk = desk_of("maria")
    open_matter(desk, house, words)
    decide(desk, "granted", "Piket setiap hari pukul 08.00 sampai 16.00.")
    expect(desk.get_by_text("Diputus untuk 1 permohonan", exact=False)).to_be_visible()
    page.goto(own)
    expect(page.get_by_text("Piket setiap hari pukul 08.00 sampai 16.00.")).to_be_visible()
    expect(page.locator(".standfirst")).to_contain_text("Diberikan seluruhnya")


def test_a_refusal_with_article_and_test_then_an_objection(
    house: House, page: Page, desk_of: DeskOf
) -> None:
    words = "Salinan formulir berisi NIK pendukung calon perseorangan"
    own = ask(page, house, words)
    desk = desk_of("maria")
    open_matter(desk, house, words)
    decide(desk, "refused", "Tidak dapat diberikan.")
    expect(desk.get_by_role("alert")).to_contain_text("uji konsekuensinya")
    decide(desk, "refused", "Tidak dapat diberikan.", "Pasal 17 huruf h", "Data pribadi tersebar.")
    page.goto(own)
    expect(page.get_by_text("Dasar pengecualian: Pasal 17 huruf h")).to_be_visible()
    page.get_by_label("Alasan menurut undang-undang", exact=False).select_option("a")
    page.get_by_label("Penjelasan").fill("Cukup jumlah pendukungnya.")
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_role("heading", name="Keberatan Anda")).to_be_visible()
    head = desk_of("siti")
    open_matter(head, house, words)
    head.get_by_role("link", name=NUMBER).click()
    unfold(head, "Jawab keberatan")
    head.locator("#id_review_verdict").select_option("upheld")
    head.locator("#id_review_reply").fill("Pemohon benar: jumlahnya terbuka.")
    head.locator("#id_review_outcome").select_option("partly")
    head.locator("#id_review_text").fill("Jumlah pendukung: 12.480.")
    head.locator("#id_review_article").fill("Pasal 17 huruf h")
    head.locator("#id_review_consequence").fill("Nama tetap ditutup.")
    head.get_by_role("button", name="Lakukan").last.click()
    page.goto(own)
    expect(page.get_by_text("Jumlah pendukung: 12.480.")).to_be_visible()
    expect(page.get_by_text("Komisi Informasi", exact=False).first).to_be_visible()


def test_an_extension_is_told_with_its_reason_and_both_sums(
    house: House, page: Page, desk_of: DeskOf
) -> None:
    words = "Notulen semua rapat koordinasi tahun 2019"
    own = ask(page, house, words)
    desk = desk_of("yohanes")
    open_matter(desk, house, words)
    unfold(desk, "Perpanjang waktu")
    desk.locator("#id_extend_reason").fill("Notulen disimpan di arsip lama.")
    desk.get_by_role("button", name="Perpanjang, dan beri tahu semua alasannya").click()
    page.goto(own)
    expect(page.get_by_text("Notulen disimpan di arsip lama.", exact=False)).to_be_visible()
    assert page.get_by_text("Hari terakhir:", exact=False).count() == 2


def test_a_pdf_is_redacted_and_what_was_taken_out_is_not_in_what_is_fetched(
    house: House, page: Page, desk_of: DeskOf, tmp_path: Path
) -> None:
    words = "Berita acara serah terima kotak suara"
    own = ask(page, house, words)
    file = tmp_path / "berita-acara.pdf"
    file.write_bytes(official_letter_pdf(letter_about("Saksi Benediktus Klau menandatangani.")))
    desk = desk_of("maria")
    open_matter(desk, house, words)
    unfold(desk, "Hitamkan PDF")
    desk.locator("#id_redact_upload").set_input_files(file)
    desk.locator("#id_redact_terms").fill("Benediktus Klau")
    desk.locator("#id_redact_reason").fill("Pasal 17 huruf h")
    desk.get_by_role("button", name="Buat berkas yang dihitamkan").click()
    expect(desk.get_by_text("Benediktus Klau: 1×")).to_be_visible()
    unfold(desk, "Putuskan")
    desk.locator("input[name=redacted]").check()
    desk.locator("input[name=looked]").check()
    decide(desk, "partly", "Nama saksi dihitamkan.", "Pasal 17 huruf h", "Data pribadi.")
    page.goto(own)
    with page.expect_download() as coming:
        page.get_by_role("link", name="berita-acara-dihitamkan.pdf").click()
    document = pypdfium2.PdfDocument(Path(coming.value.path()).read_bytes())
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "menandatangani" in text
    assert "Klau" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_public_pages_are_accessible_narrow_and_dark(
    house: House, page: Page, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    own = ask(page, house, f"Daftar pemantau terdaftar ({scheme})", name="Nona Lasa")
    found = []
    for path in (
        "/informasi-publik/",
        "/en/public-information/",
        "/informasi-publik/minta/",
        "/informasi-publik/daftar/",
        "/informasi-publik/daftar/1/",
        "/informasi-publik/register/",
        "/informasi-publik/laporan/",
        own.removeprefix(house.url),
    ):
        page.goto(f"{house.url}{path}")
        found += violations(page, path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 360:
            found.append(f"{path}: {wide} px wide")
    assert not found, "\n".join(found)


def test_the_desks_screens_are_accessible(house: House, desk_of: DeskOf) -> None:
    desk = desk_of("siti")
    found = []
    for path in ("", "baru/", "hari/", "surat/", "surel/", "daftar/", "daftar/1/", "laporan/"):
        desk.goto(f"{house.url}/desk/ppid/{path}")
        found += desk_violations(desk, path or "list")
    desk.goto(f"{house.url}/desk/ppid/?keadaan=all")
    links = desk.locator("main .ppid-list a[href*='/desk/ppid/']").evaluate_all(
        "links => links.map(link => link.href)"
    )
    for link in links[:6]:
        desk.goto(link)
        desk.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        found += desk_violations(desk, link)
    number = desk.get_by_role("link", name=NUMBER).first
    number.click()
    found += desk_violations(desk, "request")
    assert not found, "\n".join(found)
