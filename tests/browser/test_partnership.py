"""An agreement from its first line to the signed handover, proven by what the sample desk publishes."""

import json
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from sasando.documents.digest import sha256_hex
from sasando.trust.keys import PublicKey, from_b64url
from tests.browser.deal_hand import HEADLINE, TALK, hand
from tests.browser.house import House, log_in
from tests.browser.judging import desk_violations

SOON = 180  # seconds from what is published until it counts, on a loaded machine
MANY = 60  # what the sample still delivers there meanwhile fits, too
ROWS = (
    ("portal", "Berita di portal", "online", "Portal Pos Kupang (uji)"),
    ("jaringan", "Berita di jaringan", "online", "Tribun Flores (contoh)"),
    ("cetak", "Halaman cetak", "print", ""),
    ("bincang", "Bincang", "episode", ""),
)


def test_from_signature_to_signed_handover(
    house: House, desk_of: Callable[[str], Page], tmp_path: Path
) -> None:
    maria, siti, agnes, benyamin = (
        desk_of(name) for name in ("maria", "siti", "agnes", "benyamin")
    )
    hand(house, "portal")
    address = written(maria, house)
    for page in (siti, agnes):
        signed(page, address)
    page = maria
    page.goto(address)
    expect(page.locator("#deal-held")).to_contain_text("Berlaku")
    story = hand(house, "publish")
    for code in ("portal", "jaringan"):
        proven(page, address, code, HEADLINE)
    assert hand(house, "air")["state"] == "ended"
    proven(page, address, "bincang", TALK)
    benyamin.goto(f"{address}barang/cetak/")
    photo = printed_and_photographed(house, story, tmp_path)
    benyamin.locator("input[name=photo]").set_input_files(photo)
    benyamin.locator("input[name=copies]").fill("126000")
    benyamin.locator("main form[enctype] button[type=submit]").click()
    expect(benyamin.locator("#id_copies_error, .errorlist").first).to_contain_text("seminggu")
    benyamin.locator("input[name=photo]").set_input_files(photo)
    benyamin.locator("select[name=copies_per]").select_option("week")
    benyamin.locator("main form[enctype] button[type=submit]").click()
    expect(benyamin.locator(".deal-proof")).to_contain_text(HEADLINE)
    handed_over(benyamin, siti, agnes, address, tmp_path)


def written(page: Page, house: House) -> str:
    """Write the agreement and propose it; return its address."""
    page.goto(f"{house.url}/desk/kerja-sama/")
    page.get_by_role("link", name="Perjanjian baru").click()
    page.locator("#id_number").fill("UJI/1/PKS")
    page.locator("#id_title").fill("Pindah memilih (uji)")
    page.locator("#id_commission").select_option(label="KPU Kota Kupang")
    page.locator("#id_media").select_option(label="Pos Kupang")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/rancangan/")
    today = date.today()  # noqa: DTZ011 - the house's day is this machine's, give or take
    ends = today + timedelta(days=20)
    for name, value in (
        ("starts", (today - timedelta(days=1)).isoformat()),
        ("ends", ends.isoformat()),
        ("overlap_note", "Khusus pindah memilih."),
        ("commission_signatory", "Siti Mooy"),
        ("media_signatory", "Agnes Fanggidae"),
        ("circulation", "18000"),
    ):
        page.locator(f"#id_{name}").fill(value)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/kerja-sama/\d+/$"))
    address = page.url
    for code, title, medium, outlet in ROWS:
        page.goto(f"{address}rancangan/deliverables/")
        page.locator("#id_code").fill(code)
        page.locator("#id_title").fill(title)
        page.locator("#id_medium").select_option(medium)
        if outlet:
            page.locator("#id_outlet").select_option(label=outlet)
        page.locator("#id_number").fill(str(MANY if code == "jaringan" else 1))
        page.locator("#id_deadline").fill(ends.isoformat())
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(address)
    page.get_by_role("button", name="Ajukan untuk ditandatangani").click()
    expect(page.locator("#deal-draft")).to_contain_text("Menunggu tanda tangan")
    return address


def signed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Tanda tangani untuk pihak Anda").click()
    expect(page.locator(".messages")).to_contain_text("Ditandatangani")


def proven(page: Page, address: str, code: str, title: str) -> None:
    """Wait until a publication counts by itself."""
    until = time.monotonic() + SOON
    while True:
        page.goto(f"{address}barang/{code}/")
        if page.locator(".deal-proof", has_text=title).count():
            return
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(1)


def printed_and_photographed(house: House, story: dict[str, str], folder: Path) -> Path:
    """The column as the print desk got it, on paper, photographed askew and a little blurred."""
    until = time.monotonic() + SOON
    while not (found := list(house.home.glob(f"outlets/print/*{story['slug']}*/kolom.pdf"))):
        assert time.monotonic() < until
        time.sleep(1)
    pdf = pypdfium2.PdfDocument(found[0])
    column = pdf[0].render(scale=3.5).to_pil().convert("L")
    pdf.close()
    paper = Image.new("L", (column.width + 500, column.height + 500), 235)
    paper.paste(column, (250, 250))
    turned = paper.rotate(4, resample=Image.Resampling.BICUBIC, fillcolor=160)
    noise = np.random.default_rng(1).normal(0, 6, (turned.height, turned.width))
    shot = Image.fromarray((np.asarray(turned, float) * 0.85 + noise).clip(0, 255).astype("uint8"))
    path = folder / "halaman.jpg"
    shot.save(path, quality=80)
    return path


def handed_over(maker: Page, siti: Page, agnes: Page, address: str, folder: Path) -> None:
    """Make the report, sign it on both sides, and prove every byte of the archive."""
    maker.goto(address)
    maker.get_by_role("button", name="Buat berita acara serah terima").click()
    maker.wait_for_url("**/bast/*/")
    for page in (siti, agnes):
        page.goto(maker.url)
        page.get_by_role("button", name="Tanda tangani untuk pihak Anda").click()
        expect(page.locator(".messages")).to_contain_text("Ditandatangani")
    with agnes.expect_download() as download:
        agnes.get_by_role("link", name="Arsip bertanda tangan").click()
    path = folder / "arsip.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files.pop("tanda-tangan.json"))
    keys = {key["kid"]: PublicKey(from_b64url(key["x"])) for key in said["keys"]}
    assert json.loads(said["files"])["files"] == {
        n: sha256(b).hexdigest() for n, b in files.items()
    }
    for one in said["files_signatures"]:
        assert keys[one["key_id"]].verify(said["files"].encode(), one["signature"])
    report = json.loads(files["lampiran.json"])
    lines = {line["code"]: line for line in report["lines"]}
    titles = {code: [one["title"] for one in line["proofs"]] for code, line in lines.items()}
    assert HEADLINE in titles.pop("jaringan")
    assert titles == {"portal": [HEADLINE], "cetak": [HEADLINE], "bincang": [TALK]}
    page_proof = lines["cetak"]["proofs"][0]
    assert (page_proof["how"], page_proof["copies_per"]) == ("read", "week")
    assert {s["party"]["code"] for s in said["report_signatures"]} == {
        "kpu-kota-kupang",
        "pos-kupang",
    }
    assert {s["digest"] for s in said["report_signatures"]} == {sha256_hex(files["lampiran.json"])}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_the_samples_agreement_reads_well(
    house: House, browser: Browser, width: int, scheme: str
) -> None:
    """Axe finds nothing, and nothing but a table scrolls sideways."""
    context = browser.new_context(
        locale="id-ID", viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = log_in(context.new_page(), house.url, "lukas")
    found = []
    page.goto(f"{house.url}/desk/kerja-sama/")
    page.locator("main a", has_text="CONTOH/12").click()
    page.wait_for_url(re.compile(r"/kerja-sama/\d+/$"))
    address = page.url
    for path in ("", "barang/daring/", "barang/halaman/", "barang/spanduk/", "../", "../baru/"):
        page.goto(f"{address}{path}")
        found += desk_violations(page, path)
        wide = page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wide <= 0, f"{path} is {wide} px too wide"
    context.close()
    assert not found, "\n".join(found)
