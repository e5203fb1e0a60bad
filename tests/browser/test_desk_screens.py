"""The desk's own screens, judged by axe: what this house adds to Wagtail has no violation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.house import House, open_section
from tests.browser.judging import desk_violations, violations


def test_the_way_in(house: House, page: Page) -> None:
    page.goto(f"{house.url}/akun/login/")
    found = violations(page, "login")
    page.locator("input[name=login]").fill("maria")
    page.locator("input[name=password]").fill("salah")
    page.locator("input[name=password]").press("Enter")
    page.locator("[aria-invalid=true], .errorlist, [role=alert]").first.wait_for()
    found += violations(page, "login refused")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["maria", "yohanes", "benyamin", "rambu"])
def test_the_home_of_each(house: House, desk_of: Callable[[str], Page], name: str) -> None:
    found = desk_violations(desk_of(name), f"home of {name}")
    assert not found, "\n".join(found)


def test_versions_that_wait_that_stand_and_that_were_corrected(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("yohanes")
    links = page.locator("main a[href*='/versi/']").evaluate_all(
        "links => [...new Set(links.map(link => link.href))]"
    )
    assert links
    found = []
    for link in links[:4]:
        page.goto(link)
        found += desk_violations(page, link)
    assert not found, "\n".join(found)


def test_deliveries(house: House, desk_of: Callable[[str], Page]) -> None:
    page = desk_of("maria")
    found = []
    tasks = page.locator("main a[href*='/delivery/']").evaluate_all(
        "links => [...new Set(links.map(link => link.href))]"
    )
    assert tasks
    for link in (tasks[0], tasks[-1], f"{house.url}/desk/delivery/1/"):
        page.goto(link)
        found += desk_violations(page, link)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "path",
    [
        "/desk/deliveries/",
        "/desk/outlets/",
        "/desk/outlets/new/",
        "/desk/outlets/edit/{outlet}/",
        "/desk/tokens/",
        "/desk/sasando/elections/import/stages/",
        "/desk/sasando/elections/import/figures/",
        "/desk/sasando/elections/import/places/",
        "/desk/sasando/elections/discrepancies/",
        "/desk/kotak-masuk/",
        "/desk/kotak-masuk/new/",
        "/desk/pertanyaan/",
        "/desk/sasando/elections/import/turnout/",
        "/desk/reach/",
        "/desk/reach/bacaan/",
        "/desk/reach/oplah/",
        "/desk/reach/suara/",
        "/desk/reach/rencana/",
        "/desk/belajar/",
        "/desk/lensa/aturan/",
    ],
)
def test_lists_and_imports(house: House, desk_of: Callable[[str], Page], path: str) -> None:
    page = desk_of("siti")
    if "{outlet}" in path:
        page.goto(f"{house.url}/desk/outlets/")
        link = page.locator("main a[href*='/outlets/edit/']").first.get_attribute("href") or ""
        path = link.split("?")[0]
    answer = page.goto(f"{house.url}{path}")
    assert answer is not None
    assert answer.ok
    assert page.url.endswith(path), "sent elsewhere: not allowed?"
    found = desk_violations(page, path)
    assert not found, "\n".join(found)


def test_a_lesson_and_its_translation_side_by_side(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("maria")
    page.goto(f"{house.url}/desk/belajar/")
    page.locator("main th[scope=row] a[href*='/belajar/']").first.click()
    found = desk_violations(page, "lesson")
    page.locator("main a[href*='/terjemahan/']").first.click()
    page.locator("main textarea").first.fill("<b>tidak ditutup")
    page.locator("main form button").click()
    page.locator(".messages .error, li.error").first.wait_for()
    found += desk_violations(page, "translation")
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not found, "\n".join(found)


def test_the_preview_beside_the_editor_shows_what_is_being_written(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    """Of an item that stands in public too: the draft, and not the page that readers see."""
    page = desk_of("maria")
    open_section(page, house.url, "Rilis")
    page.locator("main a[href$='/edit/']", has_text="TPS di Kota Kupang buka").first.click()
    page.wait_for_url("**/edit/")
    page.locator("#id_key_message").fill("Kalimat yang belum disimpan.")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    preview.locator("article .must-know", has_text="Kalimat yang belum disimpan.").wait_for()
    page.locator("[data-w-preview-target=mode]").select_option("whatsapp")
    preview.locator("article").wait_for(state="detached")
    preview.get_by_text("Kalimat yang belum disimpan.").first.wait_for()
