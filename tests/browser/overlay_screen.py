"""What OBS shows of the overlays: the page in a frame of its own, and what of it can be seen."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

SIZES = ((1920, 1080), (1280, 720))
AT_ONCE = 30_000  # milliseconds a change may take on a loaded machine


@dataclass(frozen=True, slots=True)
class Screen:
    """The overlays in one size."""

    page: Page
    width: int
    height: int

    def shows(self, layer: str, *words: str) -> None:
        """Wait until ``layer`` is there whole: its words, and its box inside the frame."""
        place = self.page.locator(f"[data-layer={layer}]")
        for word in words:
            expect(place).to_contain_text(word, timeout=AT_ONCE)
        expect(place).to_have_class(re.compile(r"\bon\b"), timeout=AT_ONCE)
        expect(place).to_have_css("opacity", "1", timeout=AT_ONCE)
        left, top, right, bottom = self.box(layer)
        assert left >= 0 and top >= 0 and right <= self.width and bottom <= self.height, layer
        overflow = place.evaluate(
            "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
        )
        assert max(overflow) <= 0, f"{layer}: words run out of their box by {overflow}"

    def hides(self, layer: str) -> None:
        """Wait until nothing of ``layer`` can be seen."""
        expect(self.page.locator(f"[data-layer={layer}]")).not_to_be_visible(timeout=AT_ONCE)

    def picture(self, path: Path | None = None) -> Image.Image:
        """Return what OBS lays over the camera; its alpha says where the camera is seen."""
        taken = self.page.screenshot(omit_background=True, path=path, animations="disabled")
        picture = Image.open(BytesIO(taken)).convert("RGBA")
        assert picture.size == (self.width, self.height)
        return picture

    def box(self, layer: str) -> tuple[float, float, float, float]:
        """Return the edges of ``layer``: left, top, right, bottom."""
        box = self.page.locator(f"[data-layer={layer}]").bounding_box()
        assert box is not None
        return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]

    def covered(self, picture: Image.Image, layer: str) -> float:
        """Return the share of the box of ``layer`` that hides the camera."""
        edges = self.box(layer)
        alpha = picture.crop(tuple(round(edge) for edge in edges)).getchannel("A")
        return alpha.point(lambda value: value > 250 and 1).histogram()[1] / (
            alpha.width * alpha.height
        )

    def between(self, picture: Image.Image) -> tuple[int, int]:
        """Return how solid the middle of the frame and its very corner are: 0 is the camera alone."""
        alpha = picture.getchannel("A")
        return alpha.getpixel((self.width // 2, self.height // 3)), alpha.getpixel(
            (0, self.height // 2)
        )


def screens(browser: Browser, address: str) -> list[Screen]:
    """Open the overlays at ``address`` as OBS does, in both sizes."""
    opened = []
    for width, height in SIZES:
        context = browser.new_context(
            locale="id-ID", viewport={"width": width, "height": height}, bypass_csp=True
        )
        page = context.new_page()
        page.goto(address)
        opened.append(Screen(page, width, height))
    return opened
