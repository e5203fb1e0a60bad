"""The tools for voters on a cheap phone: by keyboard, without a network, without script, and forgetful."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SLOW
from tests.browser.house import House
from tests.browser.judging import violations

PHONE = {"width": 320, "height": 640}
SCRIPT_LIMIT = 50_000  # bytes of all scripts of one page, as they lie on the disk
VOTER = "/pemilih/apakah-saya-pemilih/"
BALLOTS = "/en/voters/my-ballots/"
BRING = "/pemilih/yang-dibawa/"
COUNCIL = "/pemilih/latihan-mencoblos/council/"
GYM = "/pemilih/kenali-hoaks/"
EASY = {"citizen": "yes", "serving": "no", "revoked": "no", "married": "no", "identity": "ktp"}


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=PHONE, color_scheme=request.param, locale="id-ID", bypass_csp=True, has_touch=True
    )
    context.set_default_timeout(SLOW)
    yield context
    context.close()


def choose(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.locator(f"input[name={name}][value={value}]").check()


def findings(page: Page) -> str:
    page.wait_for_load_state()
    return page.locator("[data-result] .findings").inner_text()


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


# --- Every state of every tool ---------------------------------------------------------------------
def test_forms_errors_and_answers_are_accessible_and_fit_a_narrow_phone(
    house: House, phone: BrowserContext
) -> None:
    page, found = phone.new_page(), []

    def look(where: str) -> None:
        found.extend(violations(page, where))
        if widest(page) > PHONE["width"]:
            found.append(f"{where} is {widest(page)} wide")

    page.goto(house.url + VOTER)
    look("form")
    page.locator("form[data-tool] button").click()
    page.locator("[data-problems] [role=alert]").wait_for()
    look("errors")
    choose(page, **EASY)
    page.fill("#q-birth", "31-11-2007")
    page.locator("form[data-tool] button").click()
    assert "tidak ada di kalender" in page.locator("[data-problems]").inner_text()
    page.fill("#q-birth", "17-05-1998")
    page.locator("form[data-tool] button").click()
    assert "Anda pemilih" in findings(page)
    page.locator(".legal summary").click()
    look("answer")
    page.goto(house.url + BALLOTS)
    page.select_option("#q-election", "pemilu2024")
    choose(page, list="dptb", where="city", constituency_dpr="unsure", constituency_province="same")
    page.locator("form[data-tool] button").click()
    assert "Ballots you get: 3" in page.locator("[data-answer] h2").inner_text()
    look("ballots")
    page.goto(house.url + COUNCIL)
    look("folded ballot")
    page.locator("[data-open-do] button").click()
    page.locator(".ballot-state summary").click()
    look("open ballot")
    page.locator("[id='m-p2-1']").check()
    page.locator("[id='m-p3']").check()
    page.locator("form[data-tool] button[type=submit]").click()
    assert "Dua partai dicoblos" in findings(page)
    look("judged ballot")
    page.goto(house.url + GYM)
    page.locator("[data-gym] button").first.click()
    page.locator("[id='containers-1']").check()
    page.locator("[data-gym] button").first.click()
    assert "Tepat." in page.locator("#containers [data-told]").inner_text()
    look("gym")
    assert not found, "\n".join(found)


def test_scripts_are_light(house: House, page: Page) -> None:
    for path in (VOTER, BALLOTS, BRING, COUNCIL, GYM):
        sizes: dict[str, int] = {}
        page.on(
            "response",
            lambda got, sizes=sizes: (
                sizes.__setitem__(got.url, len(got.body())) if got.url.endswith(".js") else None
            ),
        )
        page.goto(house.url + path, wait_until="networkidle")
        assert sizes and sum(sizes.values()) < SCRIPT_LIMIT, (path, sizes)


# --- By keyboard ----------------------------------------------------------------------------------
def test_am_i_a_voter_is_answered_by_keyboard_alone(house: House, page: Page) -> None:
    page.goto(house.url + VOTER)
    page.locator("#q-election").focus()
    keyboard = page.keyboard
    for _ in range(len(EASY)):
        keyboard.press("Tab")
        keyboard.press("Space")  # the first answer of each question
    keyboard.press("Tab")
    keyboard.type("17 mei 1998")
    keyboard.press("Enter")
    page.locator("[data-answer]").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-answer]')")  # it is read out
    assert page.locator("[data-answer] h2").inner_text() == "Ya"


def test_an_error_is_told_and_leads_to_its_field_by_keyboard(house: House, page: Page) -> None:
    page.goto(house.url + VOTER)
    choose(page, **EASY)
    page.locator("#q-birth").focus()
    page.keyboard.type("besok")
    page.keyboard.press("Enter")
    page.locator("[role=alert] a").wait_for()
    assert page.evaluate("document.activeElement.id") == "q-birth"
    assert page.locator("#q-birth").get_attribute("aria-invalid") is not None
    assert page.locator("#salah-birth").is_visible()


def test_a_ballot_is_opened_punched_and_folded_by_keyboard(house: House, page: Page) -> None:
    page.goto(house.url + COUNCIL)
    assert not page.locator("#kertas").is_visible()
    page.locator("[data-open-do] button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-paper]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # the party's head is passed by
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.value") == "p1.1"
    page.locator("form[data-tool] button[type=submit]").focus()
    page.keyboard.press("Enter")
    assert "Untuk calon yang dicoblos" in findings(page)
    page.locator("form[data-tool] button[type=reset]").focus()
    page.keyboard.press("Enter")
    assert not page.locator("#kertas").is_visible()  # a new one is folded
    assert page.locator("[data-result] .findings").count() == 0
    assert page.locator("input[name=marks]:checked").count() == 0


# --- Without a network, and nothing kept ------------------------------------------------------------
def test_answers_come_without_a_network_and_leave_nothing_behind(
    house: House, browser: Browser
) -> None:
    context = browser.new_context(locale="id-ID")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(house.url + VOTER)
    page.locator("html[data-kept]").wait_for()
    context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    choose(page, **EASY)
    page.fill("#q-birth", "17-05-1998")
    page.locator("form[data-tool] button").click()
    assert "Anda pemilih" in findings(page)
    assert asked == [] and page.url == house.url + VOTER
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, "", 0]
    assert "1998" not in page.locator("[data-result]").inner_text()
    context.set_offline(False)
    page.goto(house.url + BRING)
    page.go_back()
    assert page.locator("[data-result] .findings").count() == 0
    assert page.locator("#q-birth").input_value() == ""
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("path", [VOTER, BALLOTS, COUNCIL, GYM])
def test_after_one_visit_a_tool_opens_without_a_signal(
    house: House, browser: Browser, path: str
) -> None:
    context = browser.new_context(locale="id-ID", viewport=PHONE)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(house.url + path)
    page.locator("html[data-kept]").wait_for()
    page.close()
    context.set_offline(True)
    again = context.new_page()
    again.goto(house.url + path)
    if path == COUNCIL:
        again.locator("[data-open-do] button").click()
    if path == GYM:
        again.locator("#containers [type=radio]").first.check()
        again.locator("#containers button[type=submit]").click()
        assert again.locator("#containers [data-told]").is_visible()
    else:
        again.locator("form[data-tool] button[type=submit]").click()
        again.locator("[data-problems] [role=alert], [data-result] .findings").first.wait_for()
    context.close()


# --- Without script -----------------------------------------------------------------------------------
def test_without_script_forms_do_it_all(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID", viewport=PHONE)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(f"{house.url}/pemilih/")
    page.locator("a", has_text="Apakah saya pemilih?").first.click()
    choose(page, **EASY)
    page.fill("#q-birth", "30-02-1998")
    page.locator("form[data-tool] button").click()
    expect(page.locator("[role=alert]")).to_contain_text("tidak ada di kalender")
    assert page.locator("input[name=citizen][value=yes]").is_checked()
    page.fill("#q-birth", "17-05-1998")
    page.locator("form[data-tool] button").click()
    assert "Anda pemilih" in findings(page) and page.url == house.url + VOTER
    page.goto(house.url + COUNCIL)
    assert page.locator("#kertas").is_visible()
    page.locator("[id='m-p2-1']").check()
    page.locator("[id='m-p2-3']").check()
    page.locator("form[data-tool] button[type=submit]").click()
    assert "Lebih dari satu calon dari partai yang sama" in findings(page)
    page.goto(house.url + GYM)
    page.locator("[id='hours-1']").check()
    page.locator("#hours button[type=submit]").click()
    page.wait_for_load_state()
    told = page.locator("#hours [data-told]")
    assert told.is_visible() and "Tepat. Pesan ini benar." in told.inner_text()
    assert page.locator("[data-told]:visible").count() == 1
    context.close()


def test_the_gym_counts_until_the_page_is_left_and_copies_the_lesson(
    house: House, page: Page
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(house.url + GYM)
    page.locator("[id='pencil-2']").check()  # "nothing": it is not
    page.locator("#pencil button[type=submit]").click()
    assert "Bukan itu." in page.locator("#pencil [data-told]").inner_text()
    page.locator("[id='hours-1']").check()
    page.locator("#hours button[type=submit]").click()
    assert page.locator("[data-score]").inner_text() == "1 tepat dari 2 yang dijawab."
    page.locator("#pencil [data-copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Coblos dengan alat di bilik.") and GYM in copied
    page.reload()
    assert page.locator("[data-score]").inner_text() == ""
