"""Who works on the evening and where it goes out, and what every step looks at."""

import subprocess

from playwright.sync_api import Browser, Page

from tests.browser.conftest import SLOW
from tests.browser.house import log_in
from tests.browser.judging import desk_violations
from tests.browser.overlay_screen import Screen
from tests.browser.studio_house import StudioHouse
from tests.live_simulcast.studio import Platform
from tests.messengers.telegram_server import TelegramServer
from tests.messengers.whatsapp_server import WhatsAppServer
from tests.platforms.graph_server import GraphServer
from tests.platforms.youtube_server import YouTubeServer

SOON = 120  # seconds from a press until the slowest platform has said so, on a loaded machine
NARROW = 360  # CSS pixels


class Evening:
    """The platforms, the house, and who works there."""

    def __init__(
        self,
        house: StudioHouse,
        browser: Browser,
        youtube: YouTubeServer,
        graph: GraphServer,
        telegram: TelegramServer,
        whatsapp: WhatsAppServer,
    ) -> None:
        self.house, self.browser = house, browser
        self.youtube, self.graph = youtube, graph
        self.telegram, self.whatsapp = telegram, whatsapp
        self.screens: list[Screen] = []

    def desk_of(self, name: str) -> Page:
        context = self.browser.new_context(
            locale="id-ID", viewport={"width": 1280, "height": 900}, bypass_csp=True
        )
        context.set_default_timeout(SLOW)
        return log_in(context.new_page(), self.house.url, name)

    @property
    def page_url(self) -> str:
        return f"{self.house.url}{self.house.made['path']}"


def arrives(platform: Platform) -> bool:
    """Whether a platform has pictures and sound, by ffprobe."""
    return bool(platform.recorded()) and {"h264", "aac"} <= probed(str(platform.recorded()[-1]))


def probed(address: str) -> set[str]:
    """Return the codecs of what is at ``address``."""
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    said = subprocess.run([*command, address], capture_output=True, text=True, timeout=60)
    return set(said.stdout.split())


def reads_well(page: Page, where: str) -> None:
    """Axe finds nothing by day and by night, and a telephone is wide enough."""
    usual = page.viewport_size
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = desk_violations(page, f"{where}, {scheme}")
        assert not found, "\n".join(found)
    page.set_viewport_size({"width": NARROW, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, where
    page.emulate_media(color_scheme="light")
    assert usual is not None
    page.set_viewport_size(usual)
