"""An evening as people make it: approved, announced, on air on two platforms and here, and what is left.

Plan, approvals, both platforms, a camera, a platform that dies, overlays, thirty questions, the end,
and the page that remains.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.evening import after, before, on_air
from tests.browser.evening.house import SOON, Evening, arrives
from tests.browser.studio_house import studio_house, tls_before
from tests.live_simulcast.studio import Camera, make_clip, platforms, until
from tests.messengers.telegram_server import TelegramServer
from tests.messengers.whatsapp_server import WhatsAppServer
from tests.platforms.graph_nodes import Live
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_server import YouTubeServer

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx with its RTMP module"),
]
CHAPTER_S = 11.0  # what is shorter is no chapter


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
        telegram = stack.enter_context(TelegramServer())
        whatsapp = stack.enter_context(WhatsAppServer())
        first, second = stack.enter_context(platforms(tmp_path, "youtube", "facebook"))
        options = {"youtube": youtube.options, "facebook": graph.options}
        options |= {"telegram": telegram.options, "whatsapp": whatsapp.options}
        house = stack.enter_context(studio_house(tmp_path / "house", options))
        secure = stack.enter_context(tls_before(second.port, house.home))
        youtube.ingest = first.url
        monkeypatch.setattr(Live, "ingest", f"rtmps://127.0.0.1:{secure}/app")
        evening = Evening(house, browser, youtube, graph, telegram, whatsapp)
        before.approved_by_both(evening)
        editor = evening.desk_of("editor")
        desk = before.plan(editor, evening)
        before.announce(editor)
        server, key = before.open_stream(editor, desk)
        clip = make_clip(tmp_path / "clip.mp4")
        camera = Camera(clip, int(server.rsplit(":", 1)[1].split("/")[0]), key)
        stack.callback(camera.stop)
        until(lambda: arrives(first) and arrives(second), SOON, "both platforms receive it")
        youtube.stream_arrives()
        next(iter(graph.lives.values())).bitrate = 600_000.0
        on_air.go_live(editor, desk)
        opening_began = time.monotonic()
        on_air.watched_by_readers(evening)
        until(lambda: time.monotonic() > opening_began + CHAPTER_S, SOON, "it is a chapter")
        on_air.next_segment(editor, desk)
        on_air.killed_in_the_middle(evening, editor, desk, first, second)
        on_air.next_segment(editor, desk)
        questions_began = time.monotonic()
        on_air.shown_on_screen(evening, editor, desk, tmp_path)
        on_air.thirty_ask(evening, editor, desk)
        on_air.five_are_on_air(evening, editor)
        on_air.rumour_is_answered(evening, editor)
        until(lambda: time.monotonic() > questions_began + CHAPTER_S, SOON, "it is a chapter")
        after.end(editor, desk, house)
        assert youtube.broadcasts and {one.cycle for one in youtube.broadcasts.values()} == {
            "complete"
        }
        assert {one.status for one in graph.lives.values()} <= {"VOD", "PROCESSING"}
        after.receipts_are_true(evening, editor, desk)
        after.captions_come(editor, desk)
        after.draft_waits_for_an_editor(editor, desk)
        before.approved_by_both(evening)
        after.read_afterwards(evening)
        assert max(recording.stat().st_size for recording in first.recorded()) > 0
