"""Lessons on a cheap phone: narrow, by keyboard, without script, on a slow line, and without one."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.conftest import SLOW
from tests.browser.house import House
from tests.browser.judging import violations, weight

PHONE = {"width": 320, "height": 640}
FIRST = "/belajar/apakah-saya-pemilih/"
QUIZ = f"{FIRST}kuis/"
PAGES = (
    "/belajar/",
    "/en/learn/",
    "/belajar/jalur/first-time/",
    "/en/learn/path/women/",
    "/belajar/istilah/",
    FIRST,
    "/belajar/hari-pemungutan-suara/",
    "/en/learn/women-as-voters-and-candidates/",
    QUIZ,
    "/en/learn/valid-or-not/quiz/",
    "/belajar/kelas/",
)
WIRE = 50_000  # bytes
PACK = 2_000_000  # bytes of all lessons and tools of one language
# WebPageTest's "3G Slow": 400 kbit/s each way, and 400 ms there and back.
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE, color_scheme=request.param, locale="id-ID", bypass_csp=True, has_touch=True
    )
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    context.set_default_timeout(SLOW)
    yield context
    context.close()


def test_every_page_is_accessible_and_fits_a_narrow_phone(house: House, phone: Page) -> None:
    found = []
    for path in PAGES:
        assert phone.goto(house.url + path).status == 200, path
        for details in phone.locator("main details > summary").all():
            details.click()
        found += violations(phone, path)
        wide = phone.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            found.append(f"{path} is {wide} wide")
    assert not found, "\n".join(found)


def test_a_class_and_its_quiz_are_accessible_in_every_state(house: House, phone: Page) -> None:
    phone.goto(f"{house.url}/belajar/kelas/")
    phone.locator("form.big-form button").click()
    phone.wait_for_url("**/belajar/kelas/*/")
    found = violations(phone, "class")
    phone.get_by_role("link", name="Kuis dua menit Sebelum").first.click()
    phone.locator("form.big-form button").click()
    phone.locator("[role=alert]").wait_for()
    found += violations(phone, "refused")
    for boxes in phone.locator("form.big-form > fieldset").all():
        boxes.locator("input").first.check()
    phone.locator("form.big-form button").click()
    phone.locator("#terima").wait_for()
    found += violations(phone, "thanked")
    assert not found, "\n".join(found)


def test_lessons_are_light_and_the_first_is_read_on_slow_3g_within_three_seconds(
    house: House, browser: Browser, visitor: BrowserContext
) -> None:
    weights = {path: weight(browser, house.url + path) for path in PAGES}
    print(json.dumps(weights, indent=1))
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ > WIRE} == {}
    page = visitor.new_page()
    devtools = visitor.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(house.url + FIRST, wait_until="commit")
    page.locator("h1").wait_for()
    painted = page.evaluate(
        """() => new Promise((resolve) => {
          const seen = (entries) => {
            const first = entries.find((entry) => entry.name === "first-contentful-paint");
            if (first) resolve(first.startTime);
          };
          new PerformanceObserver((list) => seen(list.getEntries())).observe({
            type: "paint",
            buffered: true,
          });
        })"""
    )
    print(f"first lesson readable after {painted:.0f} ms")
    assert painted < 3000


def test_the_whole_path_is_kept_and_read_without_a_network(
    house: House, visitor: BrowserContext
) -> None:
    page = visitor.new_page()
    sizes: dict[str, int] = {}
    page.goto(f"{house.url}/belajar/")
    page.locator("[data-keep] button").click()
    page.get_by_text("Tersimpan. Semua pelajaran dapat dibuka tanpa sinyal.").wait_for()
    sizes = page.evaluate(
        """async () => {
          const cache = await caches.open("sasando-belajar");
          const sizes = {};
          for (const request of await cache.keys()) {
            const body = await (await cache.match(request)).arrayBuffer();
            sizes[new URL(request.url).pathname] = body.byteLength;
          }
          return sizes;
        }"""
    )
    print(f"{len(sizes)} addresses, {sum(sizes.values())} bytes kept")
    assert sum(sizes.values()) < PACK
    assert FIRST in sizes
    visitor.set_offline(True)
    lessons = [path for path in sizes if path.startswith("/belajar/") and path.count("/") == 3]
    assert len(lessons) > 12
    for path in lessons:
        page.goto(house.url + path)
        assert page.locator("h1").is_visible(), path
    page.goto(house.url + FIRST)
    assert page.locator(".facts dd").first.is_visible()
    page.locator(".quiz summary").first.click()
    assert page.locator(".quiz details[open] p").is_visible()


def test_one_visit_is_enough_to_read_a_lesson_again(house: House, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(house.url + FIRST)
    page.locator("html[data-kept]").wait_for(state="attached")
    visitor.set_offline(True)
    page.goto(house.url + FIRST)
    assert page.locator("h1").is_visible()
    style = page.evaluate("getComputedStyle(document.querySelector('.lesson-aim')).borderLeftWidth")
    assert style == "4px"  # its style sheet was kept, too


@pytest.mark.parametrize(
    ("start", "said"),
    [("/belajar/", r"^Sumber: .+, per \d"), ("/en/learn/", r"^Source: .+, as of \d")],
)
def test_every_fact_on_every_lesson_page_names_its_source_and_its_day(
    house: House, start: str, said: str
) -> None:
    index = html.fromstring(httpx.get(house.url + start).content)
    lessons = index.xpath("//ol[@class='lessons']/li/a/@href")
    assert len(lessons) >= 12
    for path in lessons:
        page = html.fromstring(httpx.get(house.url + path).content)
        facts = page.xpath("//div[@class='facts']//dd")
        assert len(facts) >= 3, path
        for fact in facts:
            assert re.search(said, fact.xpath("string(small)")), (path, fact.text_content())


def test_a_lesson_and_its_quiz_serve_without_script(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(f"{house.url}/belajar/")
    assert not page.locator("[data-keep]").is_visible()
    page.locator("ol.lessons a").first.click()
    page.locator(".quiz summary").first.click()
    page.locator(".quiz details[open] p").first.wait_for()
    page.locator(".lesson-next a").first.click()
    page.wait_for_load_state()
    for boxes in page.locator("form.big-form > fieldset").all():
        boxes.locator("input").first.check()
    page.locator("form.big-form button").click()
    page.locator("#terima").wait_for()
    context.close()


def test_the_quiz_is_done_with_the_keyboard_alone(house: House, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(f"{house.url}{QUIZ}?saat=sesudah")
    page.locator("form.big-form input[type=radio]").first.focus()
    for _question in range(page.locator("form.big-form > fieldset").count()):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.tagName")
    assert focused == "SUMMARY"  # what may be said of oneself comes after the last question
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#terima").wait_for()
    page.locator(".quiz").nth(2).wait_for()  # what each answer teaches


def test_a_quiz_sends_nothing_that_tells_who_it_was(house: House, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(house.url + QUIZ)
    page.locator("html").wait_for()
    for boxes in page.locator("form.big-form > fieldset").all():
        boxes.locator("input").first.check()
    page.locator("form.big-form button").click()
    page.locator("#terima").wait_for()
    assert len(asked) >= 2
    for request in asked:
        assert request.url.startswith(house.url), request.url
        headers = {name.lower() for name in request.all_headers()}
        assert not headers & {"cookie", "authorization", "x-csrftoken"}, request.url
    assert visitor.cookies() == []
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]
    sent = next(request for request in asked if request.method == "POST").post_data or ""
    names = {part.partition("=")[0] for part in sent.split("&")}
    assert {name for name in names if not name.startswith("jawab-")} == {
        "saat",
        "jk",
        "umur",
        "untuk",
    }
