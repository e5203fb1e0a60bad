"""The transparency page with a real browser: seen, read, in the dark, on a small phone, and taken along."""

import hashlib
import io
import json
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.judging import violations

PATHS = ("/transparansi/", "/en/transparency/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(house: House, page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{house.url}{path}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page, path) == []


@pytest.mark.parametrize("path", PATHS)
def test_every_chart_stands_above_its_table_and_nothing_is_wider_than_a_small_phone(
    house: House, page: Page, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{house.url}{path}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    figures = page.locator("figure:has(svg)")
    assert figures.count() >= 4
    for number in range(figures.count()):
        figure = figures.nth(number)
        assert figure.get_by_role("img").get_attribute("aria-label")
        expect(figure.locator("xpath=following::table[1]")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_the_data_are_taken_along_whole(house: House, page: Page) -> None:
    page.goto(f"{house.url}/")
    page.get_by_role("link", name="Transparansi", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transparansi")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Unduh semua data (ZIP)").first.click()
    body = taken.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        root = archive.namelist()[0].partition("/")[0]
        described = json.loads(archive.read(f"{root}/datapackage.json"))
        for table in described["resources"]:
            digest = hashlib.sha256(archive.read(f"{root}/{table['path']}")).hexdigest()
            assert table["hash"] == f"sha256:{digest}"
    shown = page.get_by_text(f"Edisi {described['version']}", exact=False)
    expect(shown.first).to_be_visible()
