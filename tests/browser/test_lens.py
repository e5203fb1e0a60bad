"""The gender lens in a browser: it follows the writing, is answered by keyboard, and stops nobody."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW
from tests.browser.house import House, open_section

expect.set_options(timeout=SLOW)  # the machine may be busy
PHONE = {"width": 360, "height": 740}
HEADLINE = "Caleg Cantik Ini Raih Suara Terbanyak"
LENS = "[data-side-panel=lens]"


def new_story(house: House, page: Page) -> Page:
    """Open the editor of a new news story, with a headline that the lens remarks on."""
    open_section(page, house.url, "Berita")
    page.locator("main a[href*='/add_subpage/'], header a[href*='/add']").first.click()
    page.wait_for_url("**/add**")
    page.locator("#id_title").fill(HEADLINE)
    return page


def open_lens(page: Page) -> None:
    page.locator("[data-side-panel-toggle=lens]").click()
    expect(page.locator(f"{LENS} [data-lens-count]")).to_be_visible()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, context=LENS, options={"resultTypes": ["violations"]})
    return [
        f"{broken['id']}: {node['html'][:200]}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]


def test_the_lens_follows_the_writing_and_is_answered(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = new_story(house, desk_of("rambu"))
    counter = page.locator("[data-side-panel-toggle=lens] [data-side-panel-toggle-counter]")
    expect(counter).to_have_text("1")  # seen without opening it
    open_lens(page)
    lens = page.locator(LENS)
    expect(lens).to_contain_text("Konde.co")
    expect(lens.locator(".lens-exchanged")).to_have_text("Caleg Tampan Ini Raih Suara Terbanyak")
    assert not violations(page), violations(page)

    lens.get_by_role("button", name="Tunjukkan di teks").first.click()
    expect(page.locator("#id_title")).to_be_focused()
    page.locator("#id_title").fill("Calon Anggota DPRD Paparkan Rencana Air Bersih")
    expect(counter).to_be_hidden()
    expect(lens.locator("[data-lens-count='0']")).to_be_visible()


def test_words_are_let_stand_by_keyboard_with_a_reason(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("rambu")
    open_section(page, house.url, "Berita")
    page.locator("main a[href$='/edit/']").first.click()
    page.wait_for_url("**/edit/")
    page.locator("#id_title").fill(HEADLINE)
    open_lens(page)
    lens = page.locator(LENS)
    summary = lens.locator(".lens-finding summary").first
    summary.focus()
    summary.press("Enter")
    lens.locator("select[name=lens-why]").first.select_option("news")
    lens.locator("input[name=lens-note]").first.fill("Judul ini yang sedang dikritik.")
    button = lens.locator("[data-lens-dismiss]").first
    button.focus()
    button.press("Enter")
    expect(lens.locator("[data-lens-count='0']")).to_be_visible()
    lens.locator("details", has_text="dibiarkan").locator("summary").first.click()
    expect(lens).to_contain_text("Judul ini yang sedang dikritik.")
    lens.locator("[data-lens-restore]").click()
    expect(lens.locator("[data-lens-count='1']")).to_be_visible()


def test_on_a_telephone_and_by_night(house: House, desk_of: Callable[[str], Page]) -> None:
    page = new_story(house, desk_of("rambu"))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    open_lens(page)
    lens = page.locator(LENS)
    expect(lens.locator(".lens-finding").first).to_be_visible()
    wide = lens.evaluate("panel => panel.scrollWidth - panel.clientWidth")
    assert wide <= 1
    assert not violations(page), violations(page)


def test_a_lens_that_does_not_answer_stops_nobody(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("rambu")
    page.route("**/lensa/**", lambda route: route.abort())
    new_story(house, page)
    page.locator("[data-side-panel-toggle=lens]").click()
    expect(page.locator("[data-lens-fault]")).to_be_visible()
    page.locator("#id_key_message").fill("Satu kalimat.")
    page.locator("button.action-save").first.click()
    page.wait_for_url("**/edit/**")


def test_the_rules_and_who_is_heard_are_clean(house: House, desk_of: Callable[[str], Page]) -> None:
    page = desk_of("benyamin")
    for path in ("/desk/lensa/aturan/", "/desk/reach/suara/"):
        answer = page.goto(f"{house.url}{path}")
        assert answer is not None and answer.ok, path
        found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
        assert not found.response["violations"], found.generate_report()
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] + 1, path
