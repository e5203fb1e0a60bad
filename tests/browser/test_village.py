"""A village session from the desk's button to its numbers: kit, marked sheet, photo, confirmed on a phone."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from sasando.trust.kit import open_kit
from tests.browser.conftest import SLOW
from tests.browser.house import House, log_in
from tests.browser.judging import violations
from tests.browser.test_learning import PHONE
from tests.education.sheet_photos import Phone, Sheet, jpeg, printed

TAKEN = Phone(turned=-6, slant=0.12, blur=0.1, light=0.7, shadow=0.3, grain=3)


def kit_from(page: Page, house: House, folder: Path) -> dict[str, bytes]:
    """Press the desk's button, and open what comes."""
    log_in(page, house.url, "yohanes")
    page.goto(f"{house.url}/desk/belajar/")
    page.locator("#kit-audience").select_option("women")
    with page.expect_download() as download:
        page.locator("form[action$='/paket/'] button").click()
    archive = folder / "kit.zip"
    download.value.save_as(archive)
    return open_kit(archive.read_bytes())


def test_a_photo_of_the_marked_sheet_is_read_shown_and_sent(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    desk = browser.new_context(accept_downloads=True, locale="id-ID")
    desk.set_default_timeout(SLOW)
    kit = kit_from(desk.new_page(), house, tmp_path)
    desk.close()
    code = next(word for word in kit["BACA-DULU.txt"].decode().split() if "/sesi/" in word)
    code = code.rstrip("/").rpartition("/")[2]
    sheet = next(body for name, body in kit.items() if name.endswith("lembar-hadir.pdf"))
    marked = Sheet(printed(sheet)).cross({(0, 1): 11, (0, 3): 25, (1, 2): 4}).doubtful(1, 4, 3)
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(jpeg(marked.photo(TAKEN)))
    for scheme in ("light", "dark"):
        phone = browser.new_context(
            viewport=PHONE, color_scheme=scheme, locale="id-ID", bypass_csp=True
        )
        phone.set_default_timeout(SLOW)
        page = phone.new_page()
        page.goto(f"{house.url}/belajar/sesi/{code}/")
        found = violations(page, "form")
        page.locator("#foto").set_input_files(photo)
        page.locator("button[name=baca]").click()
        page.locator("#terbaca").wait_for()
        found += violations(page, "read")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator("[name=hadir-female-17-21]").input_value() == "11"
        assert page.locator("[name=hadir-female-31-59]").input_value() == "25"
        assert page.locator(".doubt").count() == 2  # every box, and one that is unclear
        page.locator("[name=hadir-male-60-up]").fill("2")
        page.get_by_role("button", name="Kirim hasil sesi").click()
        page.get_by_text("Hasil sesi tersimpan.").wait_for()
        found += violations(page, "saved")
        assert not found, "\n".join(found)
        assert phone.cookies() == []
        phone.close()
