"""An evening as people make it: approved, announced, on air on two platforms and here, and ended."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW
from tests.browser.house import log_in
from tests.browser.studio_house import HEADLINE, StudioHouse, studio_house, tls_before
from tests.live_simulcast.studio import Camera, Platform, make_clip, platforms, until, widest_gap
from tests.platforms.graph_nodes import Live
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_server import YouTubeServer

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx with its RTMP module"),
]
SOON = 120  # seconds from a press until the slowest platform has said so, on a loaded machine
DOWN_S = 20.0  # how long one platform is gone
WIDEST_S = 1.0  # between two pictures on the platform that stays


class Evening:
    """The platforms, the house, and who works there."""

    def __init__(self, house: StudioHouse, browser: Browser) -> None:
        self.house = house
        self._browser = browser
        self.camera: Camera | None = None

    def desk_of(self, name: str) -> Page:
        context = self._browser.new_context(locale="id-ID", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SLOW)
        return log_in(context.new_page(), self.house.url, name)

    @property
    def page_url(self) -> str:
        return f"{self.house.url}{self.house.made['path']}"


@pytest.fixture
def youtube() -> Iterator[YouTubeServer]:
    with YouTubeServer() as server:
        yield server
        server.hang_up()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server
        server.close_streams()


def test_an_evening(
    tmp_path: Path,
    browser: Browser,
    youtube: YouTubeServer,
    graph: GraphServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ExitStack() as stack:
        first, second = stack.enter_context(platforms(tmp_path, "youtube", "facebook"))
        options = {"youtube": youtube.options, "facebook": graph.options}
        house = stack.enter_context(studio_house(tmp_path / "house", options))
        secure = stack.enter_context(tls_before(second.port, house.home))
        youtube.ingest = first.url
        monkeypatch.setattr(Live, "ingest", f"rtmps://127.0.0.1:{secure}/app")
        evening = Evening(house, browser)
        approved_by_both(evening)
        editor = evening.desk_of("editor")
        desk = plan(editor, evening)
        announce(editor)
        server, key = open_stream(editor, desk)
        clip = make_clip(tmp_path / "clip.mp4")
        evening.camera = Camera(clip, int(server.rsplit(":", 1)[1].split("/")[0]), key)
        stack.callback(evening.camera.stop)
        until(lambda: arrives(first) and arrives(second), SOON, "both platforms receive it")
        youtube.stream_arrives()
        next(iter(graph.lives.values())).bitrate = 600_000.0
        go_live(editor, desk)
        watched_by_readers(evening)
        killed_in_the_middle(evening, editor, desk, first, second)
        shown_on_screen(editor, desk)
        youtube.say("Di mana lokasi TPS saya di Oesapa?", "Maria")
        graph.write("Apakah pemilih pindahan masih boleh mencoblos?")
        asked_and_answered(evening, editor, desk)
        end(editor, desk, house)
        assert youtube.broadcasts and {one.cycle for one in youtube.broadcasts.values()} == {
            "complete"
        }
        assert {one.status for one in graph.lives.values()} <= {"VOD", "PROCESSING"}
        receipts_are_true(editor, desk)
        assert max(recording.stat().st_size for recording in first.recorded()) > 0


# --- Before --------------------------------------------------------------------------------------
def approved_by_both(evening: Evening) -> None:
    """An editor and an officer of the commission say yes; then readers find it."""
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
    page.goto(desk)
    assert key not in page.content(), "the key is shown on request alone"
    return server, key


def arrives(platform: Platform) -> bool:
    """Whether a platform has pictures and sound, by ffprobe."""
    return bool(platform.recorded()) and {"h264", "aac"} <= probed(str(platform.recorded()[-1]))


def probed(address: str) -> set[str]:
    """Return the codecs of what is at ``address``."""
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    said = subprocess.run([*command, address], capture_output=True, text=True, timeout=60)
    return set(said.stdout.split())


# --- On air --------------------------------------------------------------------------------------
def go_live(page: Page, desk: str) -> None:
    """Live is what the platforms say; until then it says so."""
    page.goto(f"{desk}arahan/")
    page.locator("form[action$='/tayang/'] button").click()
    page.locator(".live-list .live-state-live", has_text="").nth(1).wait_for(timeout=SOON * 1000)
    stream = page.locator("section[aria-labelledby=live-stream]")
    expect(stream).to_contain_text("640×360", timeout=SOON * 1000)
    expect(stream).to_contain_text("kbit/s")


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


def shown_on_screen(page: Page, desk: str) -> None:
    """Three overlays, each changed from the director's desk."""
    page.goto(f"{desk}arahan/")
    for what in ("Nama: Rambu Praing", "Bingkai ikat", "Hitung mundur 5 menit"):
        with page.expect_response(re.compile(r"/tampil/$")) as answer:
            page.get_by_role("button", name=what, exact=True).click()
        assert answer.value.status == 200, answer.value.text()
    screen = page.locator("section[aria-labelledby=live-screen]")
    expect(screen.locator("form[action$='/turun/']")).to_have_count(3, timeout=SLOW)


def asked_and_answered(evening: Evening, page: Page, desk: str) -> None:
    """A reader asks on the page, others in both platforms' chats; one goes on the screen."""
    reader = page.context.browser.new_context(locale="id-ID").new_page()
    reader.goto(evening.page_url)
    reader.locator("#pertanyaan").fill("Apakah KTP digital boleh dipakai di TPS?")
    reader.locator(
        "form:has(#pertanyaan) button[type=submit], form:has(#pertanyaan) button"
    ).click()
    reader.context.close()
    page.goto(f"{desk}arahan/")
    questions = page.locator("section[aria-labelledby=live-questions]")
    for words in ("KTP digital", "lokasi TPS saya", "pemilih pindahan"):
        expect(questions).to_contain_text(words, timeout=SOON * 1000)
    with page.expect_response(re.compile(r"/tanya/$")) as answer:
        questions.locator("form[action$='/tanya/'] button").first.click()
    assert answer.value.status == 200


# --- After ---------------------------------------------------------------------------------------
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


def receipts_are_true(page: Page, desk: str) -> None:
    page.goto(desk)
    ended = page.locator("#live-broadcasts ~ div .live-state-ended")
    expect(ended).to_have_count(2, timeout=SOON * 1000)
