"""The overlays as OBS shows them: whole, apart, see-through, the same in both sizes, and legible."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PIL import ImageChops, ImageStat
from playwright.sync_api import Browser

from tests.browser.episode_hand import SHOWN, TRICKS, booth, hand
from tests.browser.judging import violations
from tests.browser.overlay_screen import Screen, screens

BOXED = ("speaker", "card", "question", "countdown")
SAFE = 0.025  # of each side: what televisions cut off (EBU R 95)
ALIKE = 3.0  # mean difference of the alpha channel, of 255, that scaling alone makes
SMALLEST = 0.014  # of the height: what a telephone still shows of a 720p picture


@pytest.fixture(scope="module")
def shown(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Screen]]:
    """Both sizes, with the longest that may come in every place."""
    with booth(tmp_path_factory.mktemp("overlays") / "house") as house:
        there = screens(browser, house.url + house.made["overlays"])
        for screen in there:
            assert screen.picture().getchannel("A").getextrema() == (0, 0)  # the camera alone
        hand(house, "fill")
        for screen in there:
            for layer in SHOWN:
                screen.shows(layer)
        yield there
        for screen in there:
            screen.page.context.close()


def test_words_are_whole_in_their_boxes_and_boxes_in_the_frame(shown: list[Screen]) -> None:
    for screen in shown:
        for layer, said in SHOWN.items():
            words = [v for k, v in said.items() if k in ("name", "office", "claim", "stamp_word")]
            screen.shows(layer, *(words if layer != "question" else (said["name"],)))


def test_the_boxes_stand_apart_and_within_what_a_television_shows(shown: list[Screen]) -> None:
    for screen in shown:
        boxes = {layer: screen.box(layer) for layer in BOXED}
        for layer, (left, top, right, bottom) in boxes.items():
            assert left >= screen.width * SAFE and right <= screen.width * (1 - SAFE), layer
            assert top >= screen.height * SAFE and bottom <= screen.height * (1 - SAFE), layer
        for one, two in combinations(BOXED, 2):
            a, b = boxes[one], boxes[two]
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, f"{one} lies over {two} at {screen.height}p"


def test_around_the_boxes_the_camera_is_seen(shown: list[Screen]) -> None:
    for screen in shown:
        picture = screen.picture()
        for layer in BOXED:
            assert screen.covered(picture, layer) > 0.9, layer
        alpha = picture.getchannel("A")
        assert alpha.getpixel((screen.width // 2, screen.height // 20)) == 0
        assert alpha.getpixel((screen.width // 100, screen.height // 2)) == 0
        for edge in (2, screen.height - 2):  # the bands of ikat
            assert alpha.getpixel((screen.width // 2, edge)) > 250


def test_both_sizes_are_one_picture(shown: list[Screen]) -> None:
    one, two = (
        {layer: [edge / screen.height for edge in screen.box(layer)] for layer in BOXED}
        for screen in shown
    )
    for layer in BOXED:
        assert one[layer] == pytest.approx(two[layer], abs=0.005), layer
    big, small = (screen.picture().getchannel("A") for screen in shown)
    difference = ImageChops.difference(big.resize(small.size), small)
    assert ImageStat.Stat(difference).mean[0] < ALIKE


def test_nothing_is_too_small_to_read(shown: list[Screen]) -> None:
    for screen in shown:
        sizes = screen.page.locator(".layer p").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= screen.height * SMALLEST


def test_what_a_stranger_wrote_is_text(shown: list[Screen]) -> None:
    for screen in shown:
        asked = screen.page.locator(".asked")
        assert "<script>alert(1)</script>" in asked.inner_text()
        assert TRICKS.split()[0] in asked.inner_text()
        assert asked.locator("*").count() == 0
        assert asked.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"


def test_axe_finds_nothing(shown: list[Screen]) -> None:
    for screen in shown:
        assert not violations(screen.page, f"overlays at {screen.height}p")
