"""A reader of a live blog: a post comes without reload, then its correction, and nothing moves by itself."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.blog_hand import RIGHT, SLUG, WRONG
from tests.browser.house import House, log_in
from tests.browser.judging import desk_violations, violations
from tests.sample import untouched

PATH = f"/langsung/{SLUG}/"
NARROW = 360  # CSS pixels
FIRST = "Pesan pertama"


def hand(house: House, verb: str) -> None:
    """Let somebody do it at their own desk."""
    environment = untouched() | {
        "SASANDO_HOME": str(house.home),
        "SASANDO_SITE_URL": house.url,
        "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
        "SASANDO_SECOND_FACTOR": "optional",
        "SASANDO_LOG_LEVEL": "ERROR",
        "SASANDO_EMAIL_URL": "dummymail://",
    }
    command = [sys.executable, "-m", "tests.browser.blog_hand", verb]
    here = Path(__file__).parents[2]
    subprocess.run(command, env=environment, cwd=here, check=True, stderr=sys.stderr)


@pytest.fixture(scope="module")
def blog(house: House) -> str:
    """The address of an open live blog with one post."""
    hand(house, "open")
    return house.url + PATH


def test_a_post_and_its_correction_arrive_and_nothing_moves_by_itself(
    blog: str, house: House, page: Page
) -> None:
    page.goto(blog)
    posts = page.locator("#kiriman article")
    expect(posts.first).to_be_visible()
    before = posts.count()  # other readers of this house may have seen some come
    hand(house, "post")
    shown = page.get_by_role("status").get_by_role("button", name="1 kiriman baru: tampilkan")
    expect(shown).to_be_visible()
    expect(posts).to_have_count(before)  # nobody asked for it yet
    shown.click()
    expect(posts).to_have_count(before + 1)
    expect(posts.first).to_contain_text(WRONG)
    expect(shown).to_have_count(0)
    expect(page.get_by_role("link", name=WRONG).first).to_be_focused()
    hand(house, "correct")
    expect(posts.first).to_contain_text(RIGHT)
    expect(posts.first).to_contain_text("Jam buka semula tertulis 07.40.")
    expect(posts.last).to_contain_text(FIRST)
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_axe_finds_nothing_and_a_small_screen_is_enough(blog: str, browser: Browser) -> None:
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": NARROW, "height": 700}, bypass_csp=True
        )
        page = context.new_page()
        for path in (blog, f"{blog}sematan/"):
            page.goto(path)
            found += violations(page, f"{path} {scheme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        context.close()
    assert not found, "\n".join(found)


def test_without_script_the_page_is_right(blog: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(blog)
    expect(page.locator("#kiriman article").last).to_contain_text(FIRST)
    expect(page.get_by_role("status").get_by_role("button")).to_have_count(0)
    context.close()


def test_who_cannot_listen_asks(blog: str, house: House, browser: Browser) -> None:
    """The port of the news is shut: the page asks for what changed every 20 seconds."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    page.route("**/siaran/**", lambda route: route.abort())
    page.clock.install()
    page.goto(blog)
    before = page.locator("#kiriman article").count()
    hand(house, "post")
    shown = page.get_by_role("status").get_by_role("button")
    for _ in range(40):
        with page.expect_response("**/kiriman.json"):
            page.clock.run_for(21_000)
        if shown.count():
            break
    expect(shown).to_be_visible()
    shown.click()
    expect(page.locator("#kiriman article")).to_have_count(before + 1)
    context.close()


def test_the_desk_of_a_live_blog_fits_a_phone(blog: str, house: House, browser: Browser) -> None:
    context = browser.new_context(locale="id-ID", viewport={"width": NARROW, "height": 740})
    page = log_in(context.new_page(), house.url, "maria")
    page.goto(f"{house.url}/desk/langsung/")
    page.get_by_role("link", name="Uji halaman langsung").click()
    expect(page.get_by_role("heading", name="Kiriman singkat")).to_be_visible()
    assert not desk_violations(page, "desk")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    context.close()
