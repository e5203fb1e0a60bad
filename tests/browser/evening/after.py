"""After it: everybody says that it is over, and what is left comes by itself."""

from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.browser import viewers
from tests.browser.evening.house import SOON, Evening, probed, reads_well
from tests.browser.evening.on_air import ANSWER
from tests.browser.said_in_studio import SENTENCE
from tests.browser.studio_house import HEADLINE, TRUTH, StudioHouse
from tests.live_simulcast.studio import until


def end(page: Page, desk: str, house: StudioHouse) -> None:
    """Everybody says that it is over; the relay leaves a recording that somebody takes up."""
    page.goto(f"{desk}arahan/")
    form = page.locator("form[action$='/selesai/']")
    form.locator("xpath=..").evaluate("details => { details.open = true; }")
    form.locator("button").click()
    page.goto(desk)
    expect(page.locator("#live-stream ~ div")).to_contain_text("ditutup", timeout=SOON * 1000)
    kept: Callable[[], list[Path]] = lambda: list(house.home.glob("media/recordings/*.mp4"))  # noqa: E731
    until(kept, SOON, "the film is kept")
    assert {"h264", "aac"} <= probed(str(kept()[0]))
    page.goto(f"{house.url}/desk/")
    waiting = page.locator("#desk-waits-section a", has_text=HEADLINE)
    until(lambda: page.reload() and waiting.count(), SOON, "the text with its film is proposed")


def receipts_are_true(evening: Evening, page: Page, desk: str) -> None:
    """What the desk says of each platform is what that platform made."""
    page.goto(desk)
    ended = page.locator("#live-broadcasts ~ div .live-state-ended")
    expect(ended).to_have_count(2, timeout=SOON * 1000)
    page.goto(f"{desk}sesudah/")
    rows = page.locator("table:below(#live-receipts) tbody tr")
    for account, made in (
        ("YouTube Pos Kupang", evening.youtube.broadcasts),
        ("Facebook KPU", evening.graph.lives),
    ):
        row = rows.filter(has_text=account)
        assert row.locator("code").inner_text() == next(iter(made))
        assert "—" not in row.inner_text(), "a moment is missing"


def captions_come(page: Page, desk: str) -> None:
    """The recogniser listened by itself; an editor holds it against the film."""
    confirm = page.locator("form[action$='/sahkan/'] button")
    until(lambda: (page.goto(f"{desk}sesudah/"), confirm.count())[1], SOON, "it was listened to")
    reads_well(page, "after the broadcast")
    confirm.click()
    proposed = page.locator("section[aria-labelledby=live-texts] li", has_text="Diajukan")
    until(
        lambda: (page.goto(f"{desk}sesudah/"), proposed.count() and not confirm.count())[1],
        SOON,
        "the text with its captions is proposed",
    )


def draft_waits_for_an_editor(page: Page, desk: str) -> None:
    """A story that nobody proposed: it says that it is a draft, with quotes, times and answers."""
    page.locator("section[aria-labelledby=live-texts] a[href*='/edit/']").last.click()
    page.wait_for_url("**/edit/")
    expect(page.locator("#id_title")).to_have_value(f"Draf: {HEADLINE}")
    form = page.locator("#page-edit-form")
    fields = form.locator("input, textarea").evaluate_all("all => all.map(one => one.value)")
    written = "\n".join([form.inner_html(), *fields])
    for words in ("DRAF OTOMATIS", SENTENCE.split(",")[0], "Maria Bria", ANSWER, "#t="):
        assert words in written, words


def read_afterwards(evening: Evening) -> None:
    """The page of the episode is the film, its chapters, captions, transcript and answers."""

    def whole() -> bool:
        text = httpx.get(evening.page_url).text
        return "data-news" not in text and "<track" in text

    until(whole, SOON, "readers find the film")
    page = evening.browser.new_context(locale="id-ID").new_page()
    page.goto(evening.page_url)
    film = page.locator("article video")
    track = film.locator("track").get_attribute("src") or ""
    captions = page.request.get(f"{evening.house.url}{track}" if track.startswith("/") else track)
    assert captions.text().startswith("WEBVTT") and SENTENCE.format(1) in captions.text()
    body = page.locator("main")
    for words in (SENTENCE.format(3), viewers.MOVED, ANSWER, viewers.BELIEVED, TRUTH):
        expect(body).to_contain_text(words)
    assert page.locator(".chapters li").count() >= 3
    source = str(
        film.evaluate("film => film.currentSrc || film.querySelector('source')?.src || film.src")
    )
    assert {"h264", "aac"} <= probed(source.split("#")[0])
    page.context.close()
