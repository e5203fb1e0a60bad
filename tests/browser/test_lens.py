"""The gender lens in a browser: it follows the writing, is answered by keyboard, and stops nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW
from tests.browser.house import log_in
from tests.browser.judging import desk_violations, violations
from tests.browser.lens_house import writing_house

PHONE = {"width": 360, "height": 740}
HEADLINE = "Caleg Cantik Ini Raih Suara Terbanyak"
LENS = "[data-side-panel=lens]"
COUNTER = "[data-side-panel-toggle=lens] [data-side-panel-toggle-counter]"
Opens = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """A house with the tests' desk: its address, and what there is to write at."""
    with writing_house(tmp_path_factory.mktemp("lens")) as found:
        yield found


@pytest.fixture
def opens(made: tuple[str, dict[str, Any]], browser: Browser) -> Iterator[Opens]:
    """Opens a page of the desk as somebody, in a browser of their own."""
    url, there = made
    contexts = []

    def open_as(name: str, path: str) -> Page:
        context = browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SLOW)
        contexts.append(context)
        page = log_in(context.new_page(), url, name)
        answer = page.goto(url + path.format(**there))
        assert answer is not None
        assert answer.ok
        return page

    yield open_as
    for context in contexts:
        context.close()


def open_lens(page: Page) -> None:
    page.locator("[data-side-panel-toggle=lens]").click()
    expect(page.locator(f"{LENS} [data-lens-count]")).to_be_visible()


def test_the_lens_follows_the_writing_of_a_new_text(opens: Opens) -> None:
    page = opens("reporter", "/desk/pages/add/sasando_desk/newsstory/{section}/")
    page.locator("#id_title").fill(HEADLINE)
    expect(page.locator(COUNTER)).to_have_text("1")  # seen without opening it
    open_lens(page)
    lens = page.locator(LENS)
    expect(lens).to_contain_text("Konde.co")
    expect(lens.locator(".lens-exchanged")).to_contain_text("Caleg Tampan Ini Raih Suara Terbanyak")
    assert violations(page, "the lens", LENS) == []
    # Wagtail has saved the new text by itself meanwhile: its remarks can be answered now.
    expect(lens.locator("[data-lens-dismiss]")).to_have_count(1)
    lens.locator("[data-lens-show]").first.click()
    expect(page.locator("#id_title")).to_be_focused()
    page.locator("#id_title").fill("Calon Anggota DPRD Paparkan Rencana Air Bersih")
    expect(lens.locator("[data-lens-count='0']")).to_be_visible()
    expect(page.locator(COUNTER)).to_be_hidden()


def test_words_are_let_stand_by_keyboard_with_a_reason(opens: Opens) -> None:
    page = opens("reporter", "/desk/pages/{story}/edit/")
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
    lens.locator("[data-lens-fold=dismissed] summary").click()
    expect(lens).to_contain_text("Judul ini yang sedang dikritik.")
    assert violations(page, "the lens", LENS) == []
    lens.locator("[data-lens-restore]").click()
    expect(lens.locator("[data-lens-count='1']")).to_be_visible()


def test_on_a_telephone_and_by_night(opens: Opens) -> None:
    page = opens("reporter", "/desk/pages/{story}/edit/")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.locator("#id_title").fill(HEADLINE)
    open_lens(page)
    lens = page.locator(LENS)
    expect(lens.locator(".lens-finding").first).to_be_visible()
    assert lens.evaluate("panel => panel.scrollWidth - panel.clientWidth") <= 1
    assert violations(page, "the lens", LENS) == []


def test_a_lens_that_does_not_answer_stops_nobody(opens: Opens) -> None:
    page = opens("reporter", "/desk/pages/{story}/edit/")
    page.route("**/lensa/**", lambda route: route.abort())
    page.reload()
    page.locator("[data-side-panel-toggle=lens]").click()
    expect(page.locator("[data-lens-fault]")).to_be_visible()
    page.locator("#id_key_message").fill("Satu kalimat yang disimpan.")
    page.locator("button.action-save").first.click()
    page.wait_for_load_state()
    page.reload()
    expect(page.locator("#id_key_message")).to_have_value("Satu kalimat yang disimpan.")


@pytest.mark.parametrize("path", ["/desk/lensa/aturan/", "/desk/reach/suara/"])
def test_the_rules_and_who_is_heard(opens: Opens, path: str) -> None:
    page = opens("editor", path)
    assert desk_violations(page, path) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] + 1
    page.emulate_media(color_scheme="dark")
    assert desk_violations(page, path) == []
