"""Take the pictures of the docs from a sample desk that runs.

``python -m tests.browser.screenshots URL`` writes ``docs/images/*.png``.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.house import chromium, log_in, open_section

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WIDTH = 1280
ONE = 250_000  # bytes
ALL = 300_000
RELEASE = "jam-tps-dan-yang-dibawa"
RUMOUR = "Nomor urut paslon di surat suara Kota Kupang tertukar"
VERDICT = "nomor-paslon-tidak-tertukar"
PAPER = (251, 248, 241)


def main(url: str) -> None:
    """Take every picture from the desk at ``url``."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        code = take_public(browser, url)
        take_desk(browser, url)
        take_answers(browser, url)
        take_tools(browser, url)
        take_learning(browser, url)
        take_accounts(browser, url)
    poster, column = (sheet(f"{url}/v/{code}/{name}.pdf") for name in ("poster", "kolom"))
    card = Image.open(BytesIO(fetched(f"{url}/v/{code}/1080x1080.png"))).convert("RGB")
    keep(on_paper(poster, height=900), "poster")
    keep(on_paper(card, height=900), "card")
    compose(column, card)


def take_public(browser: Browser, url: str) -> str:
    """Take home, one item and a verification; return the item's code."""
    with opened(browser) as page:
        page.goto(url)
        shoot(page, "home")
        page.goto(f"{url}/rilis/{RELEASE}/")
        code = page.locator(".proof .code").inner_text()
        shoot(page, "item")
        page.goto(f"{url}/berita/pemilih-pemula-smk-kupang/v/1/")
        old = page.locator(".proof .code").inner_text()
        page.goto(f"{url}/verifikasi/")
        page.locator("#teks").fill(f"{url}/v/{old}")
        page.locator("form.big-form button").click()
        page.locator(".answer").first.wait_for()
        shoot(page, "verify")
    return code


def take_desk(browser: Browser, url: str) -> None:
    """Take the desk's first screen, the editor with its preview, and a delivery."""
    with opened(browser) as page:
        log_in(page, url, "yohanes")
        page.reload(wait_until="networkidle")  # without the greeting
        shoot(page, "desk")
    with opened(browser) as page:
        log_in(page, url, "maria")
        failed = page.locator("#failed-deliveries-section a[href*='/delivery/']").last
        page.goto(url + (failed.get_attribute("href") or ""))
        shoot(page, "delivery")
        open_section(page, url, "Rilis")
        page.locator("main a[href$='/edit/']", has_text="TPS di Kota Kupang buka").first.click()
        page.wait_for_url("**/edit/")
        page.locator("[data-side-panel-toggle=preview]").click()
        page.frame_locator("iframe[id*=preview]").locator("h1").first.wait_for()
        page.wait_for_timeout(2500)  # the panel slides in
        shoot(page, "editor-preview")


def take_answers(browser: Browser, url: str) -> None:
    """Take a rumour answered on the site, a fact-check, the public figures, and a claim at the desk."""
    with opened(browser) as page:
        page.goto(f"{url}/cek")
        page.locator("#teks").fill(RUMOUR)
        page.locator("form.big-form button").click()
        page.locator(".answer").wait_for()
        page.goto(page.url)  # from its top
        shoot(page, "cek")
        page.goto(f"{url}/cek-fakta/{VERDICT}/", wait_until="networkidle")
        shoot(page, "fact-check")
        page.goto(f"{url}/cek/angka/")
        shoot(page, "figures")
    with opened(browser) as page:
        log_in(page, url, "yuliana")
        page.goto(f"{url}/desk/klaim/")
        shoot(page, "claims")
        page.locator(".claims-list a").first.click()
        page.locator(".claims-wording").wait_for()
        page.wait_for_load_state("networkidle")
        shoot(page, "claim")


def take_tools(browser: Browser, url: str) -> None:
    """Take the question whether somebody is a voter, answered, and a ballot to practise on."""
    with opened(browser) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{url}/en/voters/am-i-a-voter/")
        for name in ("citizen", "serving", "revoked", "married", "identity"):
            page.locator(f"input[name={name}]").first.check()
        page.locator("#q-birth").fill("27-11-2007")
        page.locator("form[data-tool] button").click()
        page.locator("[data-answer]").wait_for()
        answer = Image.open(BytesIO(page.screenshot())).convert("RGB")
        page.goto(f"{url}/en/voters/ballot-practice/council/")
        page.locator("[data-open-do] button").click()
        page.locator("[id='m-p2-1']").check()
        page.locator("[id='m-p2-3']").check()
        page.locator(".ballot").scroll_into_view_if_needed()
        ballot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    keep(in_a_row([answer, ballot]), "voter-tool")


def take_learning(browser: Browser, url: str) -> None:
    """Take the lessons on a wide screen, what was understood on the desk, and sheets of the kit."""
    with opened(browser) as page:
        page.goto(f"{url}/belajar/")
        shoot(page, "learn")
        page.goto(f"{url}/belajar/politik-uang-dan-tekanan/")
        code = page.locator(".proof .code").inner_text()
        log_in(page, url, "benyamin")
        page.goto(f"{url}/desk/belajar/")
        page.locator("#gains").scroll_into_view_if_needed()
        shoot(page, "learning-desk")
        page.goto(f"{url}/desk/belajar/politik-uang-dan-tekanan/")
        page.locator("main a[href*='/terjemahan/']").click()
        page.locator("main textarea").first.wait_for()
        shoot(page, "translation")
    names = ("poster-dinding", "selebaran", "lembar-fasilitator", "kartu-kuis")
    sheets = [fit(sheet(f"{url}/v/{code}/{name}.pdf"), 900, 560) for name in names]
    keep(in_a_row(sheets), "village-kit")


def take_accounts(browser: Browser, url: str) -> None:
    """Take the transparency page, the desk's reach, goals and digest, and the yearly report."""
    with opened(browser) as page:
        page.goto(f"{url}/transparansi/")
        report = page.locator("a[href*='/report-']").first.get_attribute("href") or ""
        shoot(page, "transparency")
        log_in(page, url, "maria")
        for name, path in (("reach", "reach"), ("goals", "tujuan"), ("digest", "ringkasan")):
            page.goto(f"{url}/desk/{path}/", wait_until="networkidle")
            shoot(page, name)
    paper = fetched(url + report)
    keep(
        in_a_row([fit(sheet_of(paper, number), 900, 720) for number in (0, 1, 2)]), "yearly-report"
    )


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="id-ID", viewport={"width": WIDTH, "height": 900})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    keep(Image.open(BytesIO(page.screenshot())).convert("RGB"), name)


def keep(picture: Image.Image, name: str, limit: int = ONE) -> None:
    """Write ``picture`` as a PNG of at most ``limit`` bytes, with fewer colours if it must."""
    for colours in (0, 256, 128, 64, 32):
        small = picture.quantize(colours, dither=Image.Dither.NONE) if colours else picture
        out = BytesIO()
        small.save(out, "PNG", optimize=True)
        if out.tell() <= limit:
            break
    (IMAGES / f"{name}.png").write_bytes(out.getvalue())


def fetched(url: str) -> bytes:
    return httpx.get(url, timeout=60, follow_redirects=True).raise_for_status().content


def sheet(url: str) -> Image.Image:
    """The first page of the PDF at ``url``."""
    return sheet_of(fetched(url), 0)


def sheet_of(pdf: bytes, number: int) -> Image.Image:
    """One page of a PDF."""
    return pypdfium2.PdfDocument(pdf)[number].render(scale=2.4).to_pil().convert("RGB")


def in_a_row(sheets: list[Image.Image]) -> Image.Image:
    row = Image.new(
        "RGB",
        (sum(one.width for one in sheets) + 30 * (len(sheets) - 1), max(s.height for s in sheets)),
        PAPER,
    )
    at = 0
    for one in sheets:
        row.paste(one, (at, 0))
        at += one.width + 30
    return row


def on_paper(picture: Image.Image, *, height: int) -> Image.Image:
    """Lay ``picture`` in the middle of a sheet as wide as all the others."""
    paper = Image.new("RGB", (WIDTH, height + 80), PAPER)
    laid = fit(picture, WIDTH - 80, height)
    paper.paste(laid, ((WIDTH - laid.width) // 2, 40))
    return paper


def fit(picture: Image.Image, width: int, height: int) -> Image.Image:
    ratio = min(width / picture.width, height / picture.height)
    size = (round(picture.width * ratio), round(picture.height * ratio))
    return picture.resize(size, Image.Resampling.LANCZOS)


def compose(column: Image.Image, card: Image.Image) -> None:
    """Lay desk, public page, print column and card of one release side by side."""
    height, gap = 560, 24
    desk, item = (
        Image.open(IMAGES / f"{name}.png").convert("RGB") for name in ("editor-preview", "item")
    )
    screens = [fit(shot, 640, 272) for shot in (desk, item)]
    stack = Image.new("RGB", (screens[0].width, height), PAPER)
    stack.paste(screens[0], (0, 0))
    stack.paste(screens[1], (0, height - screens[1].height))
    parts = [stack, fit(column, 600, height), fit(card, height, height)]
    width = sum(part.width for part in parts) + gap * (len(parts) + 1)
    sheet_ = Image.new("RGB", (width, height + 2 * gap), PAPER)
    left = gap
    for part in parts:
        sheet_.paste(part, (left, gap + (height - part.height) // 2))
        left += part.width + gap
    keep(fit(sheet_, WIDTH, 10_000), "one-release", ALL)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
