"""On air: platforms, a crash, overlays, and thirty viewers who ask."""

import re
import time
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser import viewers
from tests.browser.conftest import SLOW
from tests.browser.evening.house import SOON, Evening, probed
from tests.browser.overlay_screen import screens
from tests.browser.studio_house import FACT, HEADLINE, TRUTH
from tests.live_simulcast.studio import Platform, until, widest_gap

DOWN_S = 20.0  # how long one platform is gone
WIDEST_S = 1.0  # between two pictures on the platform that stays
ANSWER = "Boleh, selama sudah mengurus pindah memilih."


def go_live(page: Page, desk: str) -> None:
    """Live is what the platforms say; until then it says so."""
    page.goto(f"{desk}arahan/")
    page.locator("form[action$='/tayang/'] button").click()
    page.locator(".live-list .live-state-live", has_text="").nth(1).wait_for(timeout=SOON * 1000)
    stream = page.locator("section[aria-labelledby=live-stream]")
    expect(stream).to_contain_text("640×360", timeout=SOON * 1000)
    expect(stream).to_contain_text("kbit/s")


def next_segment(page: Page, desk: str) -> None:
    """The director goes on in the rundown; the page follows."""
    page.goto(f"{desk}arahan/")
    was = page.locator(".live-on strong").inner_text()
    page.locator("form[action$='/lanjut/'] button.live-go").click()
    expect(page.locator(".live-on strong")).not_to_have_text(was, timeout=SLOW)


def watched_by_readers(evening: Evening) -> str:
    """The page of the episode plays our own stream, and it is a stream."""

    def playlist() -> str:
        found = re.search(r'src="([^"]+\.m3u8)"', httpx.get(evening.page_url).text)
        return f"{evening.house.url}{found[1]}" if found else ""

    address = until(playlist, SOON, "readers watch")
    assert {"h264", "aac"} <= probed(address)
    return str(address)


def killed_in_the_middle(
    evening: Evening, page: Page, desk: str, first: Platform, second: Platform
) -> None:
    """A platform is gone for 20 seconds; meanwhile worker and web are killed: the stream goes on."""
    first.kill()
    gone = time.monotonic()
    evening.house.kill("worker")
    evening.house.kill("web")
    size = second.recorded()[-1].stat().st_size
    until(lambda: second.recorded()[-1].stat().st_size > size + 50_000, SOON, "it goes on")
    evening.house.start("web")
    evening.house.start("worker")
    page.goto(f"{desk}arahan/")
    stream = page.locator("section[aria-labelledby=live-stream]")
    row = stream.locator("li", has_text="YouTube Pos Kupang")
    expect(row.locator(".live-problem").first).to_be_visible(timeout=SOON * 1000)
    time.sleep(max(0.0, gone + DOWN_S - time.monotonic()))
    before = len(first.recorded())
    first.start()
    until(lambda: len(first.recorded()) > before, SOON, "it is sent to again")
    expect(row.locator(".live-problem")).to_have_count(0, timeout=SOON * 1000)
    assert len(second.recorded()) == 1, "the other was never cut off"
    assert widest_gap(second.recorded()[0], "v") < WIDEST_S
    expect(page.locator(".live-list .live-state-live")).to_have_count(2, timeout=SOON * 1000)


def shown_on_screen(evening: Evening, page: Page, desk: str, folder: Path) -> None:
    """Three overlays and the frame, changed from the director's desk, each seen as OBS shows it."""
    page.goto(f"{desk}arahan/")
    address = page.locator("input[readonly][value*='/layar/']").input_value()
    evening.screens = screens(evening.browser, address)
    for screen in evening.screens:
        assert screen.picture().getchannel("A").getextrema() == (0, 0)  # the camera alone
    for what, layer, words in (
        ("Nama: Maria Bria", "speaker", ("Maria Bria", "Anggota KPU, KPU Kota Kupang")),
        (FACT, "card", ("Rilis resmi", FACT, "KPU Kota Kupang", "/v/")),
        ("Hitung mundur 5 menit", "countdown", ("4:", HEADLINE)),
    ):
        with page.expect_response(re.compile(r"/tampil/$")) as answer:
            page.get_by_role("button", name=what, exact=True).click()
        assert answer.value.status == 200, answer.value.text()
        for screen in evening.screens:
            screen.shows(layer, *words)
            picture = screen.picture(folder / f"{layer}-{screen.height}.png")
            assert screen.covered(picture, layer) > 0.9
            assert screen.between(picture) == (0, 0)
    shown = page.locator("section[aria-labelledby=live-screen]")
    for left in (2, 1, 0):
        shown.locator("form[action$='/turun/'] button").first.click()
        expect(shown.locator("form[action$='/turun/']")).to_have_count(left, timeout=SLOW)
    for screen in evening.screens:
        for layer in ("speaker", "card", "countdown"):
            screen.hides(layer)


def thirty_ask(evening: Evening, page: Page, desk: str) -> None:
    """A reader asks on the page, 29 others wherever they are; who asks the same is one line."""
    reader = evening.browser.new_context(locale="id-ID").new_page()
    reader.goto(evening.page_url)
    reader.locator("#pertanyaan").fill(viewers.KTP)
    reader.locator("form:has(#pertanyaan) button").click()
    action = reader.url
    reader.context.close()
    viewers.ask_on_site(action)
    viewers.chat(evening.youtube, evening.graph)
    viewers.write_to_the_bot(evening.telegram, evening.whatsapp, evening.house.url)
    page.goto(f"{desk}arahan/")
    tab = page.locator("section[aria-labelledby=live-questions] nav a").first
    lines = viewers.EVERYONE - viewers.ALIKE
    expect(tab).to_contain_text(f"({lines})", timeout=SOON * 1000)
    assert viewers.EVERYONE == 30
    expect(line_of(page, viewers.WHERE)).to_contain_text("×3")
    for place in ("Situs", "YouTube", "Facebook", "Telegram", "WhatsApp"):
        expect(page.locator(".live-facts", has_text=place).first).to_be_visible()


def five_are_on_air(evening: Evening, page: Page) -> None:
    """Five go on the screen, one after another; one is answered there and then, in writing."""
    for words in (viewers.WHERE, viewers.KTP, viewers.MOVED, viewers.QUEUE, viewers.GLASSES):
        bring_on_air(page, line_of(page, words).locator("form[action$='/tanya/'] button").first)
        for screen in evening.screens:
            screen.shows("question", words)
            assert screen.covered(screen.picture(), "question") > 0.9
    line = line_of(page, viewers.MOVED)
    line.locator("summary").click()
    line.locator("textarea[name=answer]").fill(ANSWER)
    with page.expect_response(re.compile(r"/jawab/$")) as answer:
        line.locator("form[action$='/jawab/'] button").click()
    assert answer.value.status == 200, answer.value.text()
    said = lambda: any(ANSWER[:20] in one.message for one in list(evening.graph.remarks.values()))  # noqa: E731
    until(said, SOON, "who asked on Facebook is told there")


def rumour_is_answered(evening: Evening, page: Page) -> None:
    """The desk knows it: its answer stands on the screen, and goes to both who asked."""
    line = line_of(page, viewers.BELIEVED)
    expect(line.locator(".live-known")).to_contain_text(TRUTH, timeout=SOON * 1000)
    bring_on_air(page, line.locator("form:has([name=with_answer])[action$='/tanya/'] button"))
    for screen in evening.screens:
        screen.shows("question", viewers.BELIEVED, TRUTH, "Cek fakta: Salah", "/v/")
    with page.expect_response(re.compile(r"/terjawab/$")) as answer:
        line.locator("form:has([name=with_answer])[action$='/terjawab/'] button").click()
    assert answer.value.status == 200, answer.value.text()
    said = lambda: [  # noqa: E731
        one["snippet"]["displayMessage"]
        for one in list(evening.youtube.messages)
        if one["authorDetails"].get("isChatOwner")
    ]
    until(lambda: any(TRUTH[:40] in words for words in said()), SOON, "the chat is told")
    told = lambda: [  # noqa: E731
        sent.text for sent in list(evening.telegram.sent) if sent.chat == viewers.TELEGRAM_USER
    ]
    until(
        lambda: any(HEADLINE in text and TRUTH in text for text in told()), SOON, "Telegram is told"
    )


def line_of(page: Page, words: str) -> Locator:
    """The question of ``words`` in the director's list."""
    questions = page.locator("section[aria-labelledby=live-questions] .live-list > li")
    return questions.filter(has=page.locator(".live-question", has_text=words))


def bring_on_air(page: Page, button: Locator) -> None:
    with page.expect_response(re.compile(r"/tanya/$")) as answer:
        button.click()
    assert answer.value.status == 200, answer.value.text()
