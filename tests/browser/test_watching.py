"""Readers watch our own stream on the page of the episode, also where the browser knows no HLS.

The stream is real: ffmpeg cuts it while it is watched, under the names the relay gives.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SLOW
from tests.browser.episode_hand import booth, hand
from tests.browser.judging import violations, weight
from tests.browser.studio_house import StudioHouse
from tests.browser.test_public_pages import WIRE
from tests.live_simulcast.studio import make_clip, until

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
SOON = 120  # seconds until the page is made again, on a loaded machine
NARROW = 360  # CSS pixels
KNOWS_NO_HLS = """
const plays = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes("mpegurl") ? "" : plays.call(this, type);
};
"""
PLAYS = "film => film.currentTime > 1 && film.videoWidth === 640 && !film.paused"


@dataclass
class Stream:
    """The page of the episode, and a reader who came before it began."""

    url: str
    early: Page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioHouse]:
    with booth(tmp_path_factory.mktemp("watching") / "house") as house:
        yield house


@pytest.fixture(scope="module")
def stream(
    house: StudioHouse, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stream]:
    folder = tmp_path_factory.mktemp("stream")
    clip = make_clip(folder / "clip.mp4")
    url = house.url + house.made["page"]
    early = reader(browser, native=False)
    early.goto(url)
    made = hand(house, "live")
    camera = cut(clip, house.home / "media" / "live" / made["place"])
    try:
        until(lambda: httpx.get(house.url + made["playlist"]).status_code == 200, SOON, "it is cut")
        until(lambda: made["playlist"] in httpx.get(url).text, SOON, "the page shows it")
        yield Stream(url, early)
    finally:
        camera.kill()
        camera.wait()
        early.context.close()


def cut(clip: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Send ``clip`` for ever into a playlist in ``folder``, as the relay does."""
    folder.mkdir(parents=True)
    return subprocess.Popen(
        [
            *("ffmpeg", "-loglevel", "error", "-nostdin", "-re", "-stream_loop", "-1"),
            *("-i", str(clip), "-c", "copy", "-f", "hls", "-hls_time", "2", "-hls_list_size", "6"),
            *("-hls_flags", "delete_segments+temp_file"),
            *("-hls_segment_filename", str(folder / "live-%05d.ts"), str(folder / "live.m3u8")),
        ]
    )


def reader(browser: Browser, *, native: bool, **how: object) -> Page:
    """Open a browser that knows HLS, or one that does not."""
    context = browser.new_context(locale="id-ID", **how)
    context.set_default_timeout(SLOW)
    if not native:
        context.add_init_script(KNOWS_NO_HLS)
    return context.new_page()


def watch(page: Page) -> None:
    """Press play, and see moving pictures."""
    page.get_by_role("button", name="Putar siaran").click()
    film = page.locator("[data-player] video").element_handle()
    page.wait_for_function(PLAYS, arg=film, timeout=SOON * 1000)
    expect(page.get_by_role("button", name="Putar siaran")).to_have_count(0)


def test_who_is_there_already_is_offered_the_stream_and_watches(stream: Stream) -> None:
    watch(stream.early)


def test_the_library_comes_when_somebody_plays_and_not_before(
    stream: Stream, house: StudioHouse, browser: Browser
) -> None:
    page = reader(browser, native=False)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    page.goto(stream.url, wait_until="networkidle")
    assert not [url for url in asked if "hls" in url or url.endswith((".m3u8", ".ts"))]
    watch(page)
    [library] = [url for url in asked if "hls.light" in url]
    assert library.startswith(f"{house.url}/static/")
    assert httpx.get(library).headers["Cache-Control"].endswith("immutable")
    hosts = {urlsplit(url.removeprefix("blob:")).hostname for url in asked}
    assert hosts == {"127.0.0.1"}  # nobody else's server
    assert said == []  # nothing was blocked, nothing broke
    page.context.close()


def test_the_page_stays_light(stream: Stream, browser: Browser) -> None:
    assert weight(browser, stream.url) < WIRE


def test_a_browser_that_knows_hls_needs_no_library(stream: Stream, browser: Browser) -> None:
    page = reader(browser, native=True)
    page.goto(stream.url)
    film = page.locator("[data-player] video")
    expect(film).to_have_attribute("src", re.compile(r"\.m3u8$"))
    expect(page.get_by_role("button", name="Putar siaran")).to_have_count(0)
    page.context.close()


def test_what_cannot_be_played_is_said_and_can_be_tried_again(
    stream: Stream, browser: Browser
) -> None:
    page = reader(browser, native=False)
    page.route("**/hls.light*", lambda route: route.abort())
    page.goto(stream.url)
    page.get_by_role("button", name="Putar siaran").click()
    expect(page.locator("[data-player] [role=status]")).to_contain_text("tidak dapat diputar")
    page.unroute("**/hls.light*")
    watch(page)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_telephone_is_wide_enough(
    stream: Stream, browser: Browser, scheme: str
) -> None:
    size = {"width": NARROW, "height": 740}
    page = reader(browser, native=False, color_scheme=scheme, viewport=size, bypass_csp=True)
    page.goto(stream.url)
    expect(page.get_by_role("button", name="Putar siaran")).to_be_visible()
    assert not violations(page, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.context.close()
