"""Before it begins: approvals, the plan, the announcement, the stream."""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.browser.evening.house import SOON, Evening, reads_well
from tests.browser.studio_house import FACT, HEADLINE
from tests.live_simulcast.studio import until


def approved_by_both(evening: Evening) -> None:
    """An editor and an officer of the commission say yes to what waits; then readers find it."""
    for name in ("editor", "officer"):
        page = evening.desk_of(name)
        page.goto(f"{evening.house.url}/desk/")
        page.locator("#desk-waits-section a", has_text=HEADLINE).click()
        page.wait_for_url("**/versi/*/")
        page.locator("form[action$='/approve/'] button").click()
        page.locator(".messages .success").first.wait_for()
        page.context.close()
    until(lambda: httpx.get(evening.page_url).status_code == 200, SOON, "readers find it")


def plan(page: Page, evening: Evening) -> str:
    """Open the live desk, and write down who may be recorded; return the desk's address."""
    page.goto(f"{evening.house.url}/desk/siaran/")
    page.get_by_role("button", name=re.compile("meja siaran", re.I)).click()
    page.wait_for_url(re.compile(r"/siaran/\d+/$"))
    desk = page.url
    forms = page.locator("form[action$='/izin/']")
    for number in range(forms.count()):
        form = page.locator("form[action$='/izin/']").nth(number)
        form.locator("xpath=..").evaluate("details => { details.open = true; }")
        form.locator("select[name=given]").select_option(index=0)
        form.locator("select[name=how]").select_option("signed")
        with page.expect_response(re.compile(r"/izin/$")):
            form.locator("button").click()
        page.goto(desk)
    page.locator(".live-rundown a[href*='/segmen/']").nth(1).click()
    page.locator("textarea[name=texts]").fill(evening.house.made["fact"])
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".live-rundown li").nth(1)).to_contain_text(FACT)
    return desk


def announce(page: Page) -> None:
    """One button; each platform says itself that it is there."""
    page.locator("form[action$='/umumkan/'] button").click()
    expect(page.locator(".live-state-planned")).to_have_count(2, timeout=SOON * 1000)


def open_stream(page: Page, desk: str) -> tuple[str, str]:
    """Open the stream, and read what OBS is told."""
    page.locator("form[action$='/buka-aliran/'] button").click()
    page.locator(".live-state-waiting").wait_for(timeout=SOON * 1000)
    page.locator("form[action$='/kunci/'] button").click()
    server = page.locator("#stream-server").input_value()
    key = page.locator("#stream-key").input_value()
    reads_well(page, "the stream's key")
    page.goto(desk)
    assert key not in page.content(), "the key is shown on request alone"
    return server, key
