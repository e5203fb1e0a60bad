"""Every kind of public page of a desk that really runs: accessible, light, quiet, narrow, scriptless."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW
from tests.browser.house import House, on_loopback
from tests.browser.judging import violations, weight

WIRE = 50_000  # bytes of a first view over the wire, headers included
NARROW = 320  # CSS pixels
RELEASE = "/rilis/jam-tps-dan-yang-dibawa/"
PATHS = (
    "/",
    "/en/",
    "/rilis/",
    "/en/releases/",
    "/pengumuman/",
    "/berita/",
    "/kerja-sama/",
    "/ralat/",
    "/en/corrections/",
    "{month}",
    RELEASE,
    "/en/releases/polling-hours-and-what-to-bring/",
    "/pengumuman/coblos-dengan-paku/",
    "/berita/angka-yang-tidak-cocok/",
    "/kerja-sama/panduan-pemilih-pemula/",
    "/ralat/ralat-cara-menandai-pilihan/",
    "/berita/pemilih-pemula-smk-kupang/",
    "/berita/pemilih-pemula-smk-kupang/v/1/",
    "/berita/pemilih-pemula-smk-kupang/v/2/perbedaan/",
    "/en/news/first-time-voters-kupang-schools/v/2/changes/",
    "/topik/pemilu/pilkada2024/",
    "/topik/pemilih/women/",
    "/kalender/",
    "/en/calendar/",
    "/kalender/pilkada2024/",
    "/tempat/",
    "/en/places/",
    "/tempat/5371/",
    "/tempat/5371011002/",
    "/cari/?q=pemilih",
    "/en/search/?q=voters",
    "/cari/?q=jerapah",
    "/tentang/",
    "/en/about/",
    "/tentang/kerja-sama/",
    "/en/about/partnership/",
    "/verifikasi/",
    "/en/verify/",
    "/cek",
    "/en/check",
    "/cek/angka/",
    "/cek/sematan/",
    "/pemilih/",
    "/en/voters/",
    "/pemilih/apakah-saya-pemilih/",
    "/en/voters/my-ballots/",
    "/pemilih/yang-dibawa/",
    "/pemilih/latihan-mencoblos/",
    "/en/voters/ballot-practice/council/",
    "/pemilih/latihan-mencoblos/dpd/",
    "/pemilih/kenali-hoaks/",
    "/langgan/",
    "/en/subscribe/",
    "/cek-fakta/",
    "/cek-fakta/nomor-paslon-tidak-tertukar/",
    "/en/fact-checks/candidate-numbers-not-swapped/",
    "/langsung/",
    "/en/live-blog/",
    "/langsung/hari-pemungutan-suara-pilkada-2024/",
    "/en/live-blog/hari-pemungutan-suara-pilkada-2024/",
    "/langsung/hari-pemungutan-suara-pilkada-2024/sematan/",
    "/acara/bincang-setelah-mencoblos/",
    "/en/live/talk-after-the-vote/",
    "/tidak-ada/",
    "/en/nothing-here/",
)


@pytest.fixture(scope="module")
def paths(house: House, browser: Browser) -> tuple[str, ...]:
    """The pages, with the archive of the month that the sample was filled in."""
    page = browser.new_page()
    page.goto(f"{house.url}{RELEASE}")
    published = page.locator("time").first.get_attribute("datetime") or ""
    page.close()
    month = f"/rilis/{published[:4]}/{published[5:7]}/"
    return tuple(path.format(month=month) for path in PATHS)


@pytest.fixture(params=["light", "dark"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A reader by day on a desk, and by night on a telephone."""
    night = request.param == "dark"
    size = {"width": 390 if night else 1280, "height": 850}
    context = browser.new_context(color_scheme=request.param, viewport=size, bypass_csp=True)
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing(house: House, paths: tuple[str, ...], reader: Page) -> None:
    found = []
    for path in paths:
        reader.goto(house.url + path)
        found += violations(reader, path)
    reader.goto(f"{house.url}/verifikasi/")
    for words in ("kabar di grup keluarga", f"{house.url}{RELEASE}"):
        reader.locator("#teks").fill(words)
        reader.locator("form.big-form button").click()
        reader.locator(".answer").first.wait_for()
        found += violations(reader, f"/verifikasi/ with {words}")
    assert not found, "\n".join(found)


def test_the_first_view_of_any_page_is_light_when_nothing_is_cached(
    house: House, paths: tuple[str, ...], browser: Browser
) -> None:
    weights = {path: weight(browser, house.url + path) for path in paths}
    assert min(weights.values()) > 1000  # it did count
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ > WIRE} == {}


def test_no_page_complains(house: House, paths: tuple[str, ...], page: Page) -> None:
    """No script error, no blocked content, nothing missing, nobody else's server."""
    said: list[str] = []
    port = int(house.url.rpartition(":")[2])
    news = on_loopback(port + 1)  # the house's own, of an episode to come
    page.on("console", lambda line: said.append(f"{page.url}: {line.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((house.url, news, "data:"))
            else said.append(f"{page.url} asked {asked.url}")
        ),
    )
    for path in paths:
        answer = page.goto(house.url + path, wait_until="load")
        missing = answer is not None and answer.status == 404
        assert missing == path.startswith(("/tidak-ada", "/en/nothing"))
    assert [line for line in said if "the server responded with a status of 404" not in line] == []


def test_pages_fit_a_small_screen(house: House, paths: tuple[str, ...], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": NARROW, "height": 640})
    wide = {}
    for path in paths:
        page.goto(house.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW:
            wide[path] = width
    page.close()
    assert not wide


def test_without_script_a_reader_reads_searches_and_verifies(
    house: House, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(house.url)
    page.locator("main a[href*='/rilis/']:not([href$='/rilis/'])").first.click()
    page.wait_for_load_state()
    assert page.locator("article h1").is_visible()
    assert not page.locator("[data-listen]").is_visible()
    assert page.locator("a[href^='https://wa.me/']").is_visible()
    page.locator("#cari").fill("TPS")
    page.locator("#cari").press("Enter")
    page.locator("main a", has_text="TPS di Kota Kupang buka").first.click()
    code = page.locator(".proof .code").inner_text()
    page.goto(f"{house.url}/verifikasi/")
    page.locator("#teks").fill(f"katanya ini resmi: {house.url}/v/{code}")
    page.locator("form.big-form button").click()
    expect(page.locator(".answer")).to_contain_text("TPS di Kota Kupang buka")
    page.locator(".languages a[lang=en]").click()
    page.locator("html[lang=en]").wait_for()
    context.close()


def test_a_reader_hears_copies_and_is_told(house: House, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(house.url + RELEASE)
    code = page.locator(".proof .code").inner_text()
    page.locator("[data-copy]").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{house.url}/v/{code}"
    assert page.locator("[data-said]").inner_text()
