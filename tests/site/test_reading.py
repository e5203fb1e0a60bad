"""Read as people read it: by a browser, at every width, in light and dark, by axe's rules."""

import gzip
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route

from sasando.desk.models import Version
from sasando.site import bake
from tests.browser.house import chromium

SITE = "https://sasando.example"
PAGES = (
    "/",
    "/en/",
    "/rilis/",
    "/rilis/2024/09/",
    "/rilis/tps/",
    "/rilis/tps/v/1/",
    "/rilis/tps/v/2/perbedaan/",
    "/pengumuman/pemilih-2/",
    "/berita/pemilih-3/",
    "/kerja-sama/pemilih-4/",
    "/ralat/",
    "/topik/pemilih/women/",
    "/kalender/",
    "/kalender/pilkada2024/",
    "/tempat/",
    "/tempat/53.71/",
    "/cari/?q=tps",
    "/cari/?q=jerapah",
    "/tentang/",
    "/en/about/",
    "/tentang/kerja-sama/",
    "/verifikasi/?teks=kabar+di+grup+keluarga",
    "/cek/",
    "/cek/angka/",
    "/cek/sematan/",
    "/tidak-ada/",
)
WIRE = 50_000  # bytes of a first view: styles, script and ornament included


@pytest.fixture(scope="module")
def answers(standing) -> dict[tuple[str, str], HttpResponse]:
    """What the site answers, asked for before there is a browser: its event loop allows no query."""
    code = Version.objects.current().get(slug="tps").code
    client = Client()
    paths = (*PAGES, f"/v/{code}", f"/v/{code}/qr.png", "/verifikasi/")
    found = {("GET", path): client.get(path) for path in paths}
    found["POST", "/verifikasi/"] = client.post("/verifikasi/", {"teks": "kabar di grup keluarga"})
    return found


@pytest.fixture
def open_page(answers):
    """Open pages of the site in a browser; nothing leaves this process."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if parts.path.startswith("/static/"):
            file = Path(finders.find(parts.path.removeprefix("/static/")))
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif response := answers.get((route.request.method, path)):
            route.fulfill(
                status=response.status_code, headers=dict(response.items()), body=response.content
            )
        else:
            route.abort()

    with chromium() as browser:

        def opened(**options) -> Page:
            context = browser.new_context(**options)
            context.route("**/*", answer)
            return context.new_page()

        yield opened


@pytest.mark.django_db
@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(answers, open_page, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    broken = []
    for path in [path for method, path in answers if method == "GET" and "qr" not in path]:
        page.goto(SITE + path)
        results = Axe().run(page)
        if results.violations_count:
            broken.append(f"{path}: {results.generate_report()}")
    assert not broken, "\n\n".join(broken)


@pytest.mark.django_db
@pytest.mark.browser
def test_pages_fit_320_pixels(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in PAGES:
        page.goto(SITE + path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert not wide


@pytest.mark.django_db
@pytest.mark.browser
def test_targets_are_large_enough_to_touch(open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    for path in ("/", "/rilis/tps/", "/kalender/"):
        page.goto(SITE + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll(".masthead a, .colophon-links a, button, .chip")]
                .filter((e) => e.offsetParent && !e.classList.contains("skip"))
                .map((e) => [e.innerText, e.getBoundingClientRect().height])
                .filter(([, height]) => height < 24 && height > 0)"""
        )
        inline = [
            words for words, _ in small if words not in ("", "Periksa keaslian sebuah salinan")
        ]
        assert not inline, path


@pytest.mark.django_db
@pytest.mark.browser
def test_policy_lets_nothing_inline_through_and_nothing_is_blocked(open_page):
    page = open_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{SITE}/rilis/tps/")
    assert not [text for text in said if "Content Security Policy" in text]


@pytest.mark.django_db
@pytest.mark.browser
def test_without_script_everything_is_there(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(f"{SITE}/rilis/tps/")
    assert not page.locator("[data-listen]").is_visible()
    assert page.get_by_role("link", name="WhatsApp", exact=True).is_visible()
    page.get_by_role("link", name="Periksa keaslian sebuah salinan").click()
    page.get_by_label("Teks, tautan, atau kode").fill("kabar di grup keluarga")
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("heading", name="Bukan dari sini").wait_for()


@pytest.mark.django_db
@pytest.mark.browser
def test_keyboard_comes_to_the_content_first(open_page):
    page = open_page()
    page.goto(f"{SITE}/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator("#isi").evaluate("e => e === document.activeElement")


@pytest.mark.django_db
def test_first_view_of_any_page_is_light(standing, settings, tmp_path):
    settings.BAKED = tmp_path
    bake.bake_all()
    names = ("sasando.css", "sasando.js", "ikat.svg", "ikat-night.svg", "icon.svg")
    files = [Path(finders.find(f"sasando_site/{name}")) for name in names]
    shared = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert len(gzip.compress(page.read_bytes(), 6)) + shared < WIRE, page
