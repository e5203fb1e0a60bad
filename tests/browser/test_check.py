"""Is this message true: the page, its answers, the desk's side of it, and the box on a partner's page."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from sasando.rendering.phrases import phrase
from tests.browser.conftest import SLOW
from tests.browser.house import House, log_in
from tests.browser.judging import desk_violations, violations

PHONE = {"width": 360, "height": 740}
VOTING_DAY = "Kapan hari pencoblosan Pilkada Serentak 2024?"
UNKNOWN = "Katanya jembatan Liliba ditutup untuk semua kendaraan"
ASKED = {  # by what becomes of it
    "answered": VOTING_DAY,
    "verdict": "Nomor urut paslon di surat suara Kota Kupang tertukar",
    "suggested": "Surat suara Pilkada Kupang sudah dicoblos?",
    "asked_back": "hoax?",
    "unknown": UNKNOWN,
}
DESK = ("/desk/klaim/", "/desk/klaim/1/", "/desk/klaim/3/", "/desk/klaim/4/", "/desk/tanya-jawab/")


@pytest.fixture(scope="module")
def answers(house: House, browser: Browser) -> dict[str, str]:
    """The page of each kind of answer."""
    page = browser.new_page(locale="id-ID")
    page.set_default_timeout(SLOW)
    pages = {}
    for stand, text in ASKED.items():
        ask(page, house, text)
        heading = phrase(f"check.stand_{stand.replace('verdict', 'answered')}", "id")
        assert page.locator("h1").inner_text() == heading, stand
        pages[stand] = page.url
    page.close()
    return pages


def ask(page: Page, house: House, text: str) -> None:
    page.goto(f"{house.url}/cek")
    page.locator("#teks").fill(text)
    page.locator("form.big-form button").click()
    page.locator("[data-answer], .checked-page").wait_for()


# --- On the site ---------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_answer_is_accessible_and_fits_a_phone(
    answers: dict[str, str], browser: Browser, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    found = []
    for stand, url in answers.items():
        page.goto(url)
        found += violations(page, stand)
        found += too_wide(page, stand)
    context.close()
    assert not found, "\n".join(found)


def too_wide(page: Page, where: str) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{where} is {width} wide"] if width > PHONE["width"] else []


def test_the_answer_comes_in_place_and_back_leads_back(house: House, page: Page) -> None:
    page.goto(f"{house.url}/cek")
    page.evaluate("window.stayed = true")
    page.locator("#teks").fill(VOTING_DAY)
    page.locator("form.big-form button").click()
    page.locator("[data-answer]").wait_for()
    assert page.evaluate("window.stayed")
    assert page.evaluate("document.activeElement.matches('[data-answer]')")  # and is read out
    assert "27 November 2024" in page.locator(".answer").inner_text()
    assert page.url.removeprefix(f"{house.url}/cek/").strip("/")
    page.go_back()
    page.locator("#teks").wait_for()


def test_a_short_question_is_offered_what_the_commission_says(house: House, page: Page) -> None:
    ask(page, house, "jam berapa TPS buka waktu pemilu?")
    assert page.locator("h1").inner_text() == phrase("check.stand_suggested", "id")
    page.locator("main", has_text="TPS di Kota Kupang buka pukul 07.00").wait_for()


def test_a_picture_is_read_while_the_page_waits(house: House, page: Page) -> None:
    page.goto(f"{house.url}/cek")
    page.evaluate("window.stayed = true")
    picture = {"name": "grup.png", "mimeType": "image/png", "buffer": plain_picture()}
    page.locator("#gambar").set_input_files([picture])
    page.locator("#teks").fill(UNKNOWN)
    page.locator("form.big-form button").click()
    page.locator("h1", has_text=phrase("check.stand_unknown", "id")).wait_for()
    assert page.evaluate("window.stayed")  # no page was loaded anew


def plain_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), "#c9d4e8").save(out, "PNG")
    return out.getvalue()


def test_without_script_a_form_does_it_all(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    ask(page, house, ASKED["suggested"])
    meant = page.locator(".answer-headline").nth(1).inner_text()
    page.locator(".answer button[name=pilihan]").nth(1).click()
    expect(page.locator("h1")).to_have_text(phrase("check.stand_answered", "id"))
    page.wait_for_load_state()
    assert page.locator(".answer-headline").all_inner_texts() == [meant]
    page.goto(f"{house.url}/cek")
    page.locator("form.big-form button").click()
    expect(page.locator("[role=alert]")).to_contain_text(phrase("check.nothing", "id"))
    context.close()


# --- At the desk ---------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_claims_are_accessible_and_fit_a_phone(house: House, browser: Browser, scheme: str) -> None:
    context = browser.new_context(locale="id-ID", color_scheme=scheme)
    context.set_default_timeout(SLOW)
    page = log_in(context.new_page(), house.url, "yuliana")
    found = []
    for path in DESK:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{house.url}{path}")
        found += desk_violations(page, path)
        page.set_viewport_size(PHONE)
        found += too_wide(page, path)
    context.close()
    assert not found, "\n".join(found)


def test_a_claim_names_its_place(house: House, desk_of: Callable[[str], Page]) -> None:
    page = desk_of("yuliana")
    page.goto(f"{house.url}/desk/klaim/?q=Oesapa")
    page.locator(".claims-list a").first.click()
    expect(page.locator("details.claims-part").first).to_contain_text("Kota Kupang (20)")


# --- On a partner's page -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def newspaper(house: House) -> Iterator[str]:
    """The address of a page of another origin, with the box as a component and in a frame."""
    body = f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Koran</title>
        <link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
        <script src="{house.url}/static/sasando_site/cek.js" defer></script></head>
        <body><main><h1>Koran</h1><sasando-cek lang="id"></sasando-cek>
        <iframe src="{house.url}/cek/sematan/" title="Benarkah pesan ini?" width="100%"
        height="620"></iframe></main></body></html>"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_box_answers_on_a_partners_page(newspaper: str, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=PHONE)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(newspaper)
    box = page.locator("sasando-cek")
    box.locator("textarea").fill(VOTING_DAY)
    box.locator("button").click()
    box.locator("section").wait_for()
    assert "27 November 2024" in box.locator("section").inner_text()
    frame = page.frame_locator("iframe")
    frame.locator("#teks").fill(UNKNOWN)
    frame.locator("form.big-form button").click()
    expect(frame.locator("[role=status]")).to_contain_text(phrase("check.stand_unknown", "id"))
    assert not context.cookies()
    found = [*said, *too_wide(page, "newspaper"), *violations(page, "answered")]
    box.locator("button[type=button]").click()  # another message
    found += violations(page, "asking")
    context.close()
    assert not found, "\n".join(found)
