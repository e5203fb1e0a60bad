"""What is kept, goals and the digest: on a phone, in the dark, judged by axe; a goal goes from side to side."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.judging import desk_violations

PHONE = {"width": 360, "height": 740}
PAGES = ("/desk/retensi/", "/desk/retensi/claims.askers/", "/desk/tujuan/", "/desk/ringkasan/")


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["maria", "benyamin"])
def test_both_partners_read_them_on_a_phone(
    house: House, desk_of: Callable[[str], Page], name: str, scheme: str
) -> None:
    page = desk_of(name)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = []
    for path in PAGES:
        page.goto(f"{house.url}{path}")
        found += desk_violations(page, f"{path} {scheme}")
        assert too_wide(page) <= 0, path
    assert not found, "\n".join(found)


def test_what_is_kept_is_said_in_words_and_never_set_by_who_may_not(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("maria")
    page.goto(f"{house.url}/desk/retensi/")
    asked = page.locator("li", has=page.locator("#claimsaskers"))
    expect(asked).to_contain_text("30 hari")
    expect(asked).to_contain_text("UU 27/2022")
    asked.get_by_role("link", name="versi").click()
    expect(page.locator("main")).to_contain_text("1 hari – 1 tahun")
    expect(page.locator("main input[name=days]")).to_have_count(0)


def test_a_goal_goes_from_one_side_to_the_other(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    lukas, siti = desk_of("lukas"), desk_of("siti")
    lukas.goto(f"{house.url}/desk/tujuan/")
    lukas.get_by_role("link", name="Tujuan baru").click()
    found = desk_violations(lukas, "form of a goal")
    lukas.locator("#id_title").fill("Permohonan dijawab tepat waktu (uji)")
    lukas.locator("#id_measure").select_option("requests-in-time")
    lukas.locator("#id_target").fill("90")
    today = date.today()  # noqa: DTZ011 - the house's day is this machine's, give or take
    lukas.locator("#id_starts").fill((today + timedelta(days=9)).isoformat())
    lukas.locator("#id_ends").fill((today + timedelta(days=8)).isoformat())
    lukas.locator("main form button[type=submit]").click()
    expect(lukas.get_by_role("alert")).to_contain_text("terbalik")
    found += desk_violations(lukas, "form refused")
    lukas.locator("#id_ends").fill((today + timedelta(days=99)).isoformat())
    lukas.locator("main form button[type=submit]").click()
    mine = lukas.locator("section.goal", has_text="Permohonan dijawab tepat waktu (uji)")
    expect(mine).to_contain_text("Menunggu pihak lain")
    siti.goto(f"{house.url}/desk/tujuan/")
    theirs = siti.locator("section.goal", has_text="Permohonan dijawab tepat waktu (uji)")
    theirs.get_by_role("button", name="Setuju atas nama pihak kami").click()
    expect(theirs).to_contain_text("Mulai")
    expect(theirs.locator("svg")).to_have_count(1)
    lukas.reload()
    expect(mine).to_contain_text("disetujui")
    assert not found, "\n".join(found)


def test_the_digest_shows_five_numbers_and_the_profile_turns_it_off(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("agnes")
    page.goto(f"{house.url}/desk/ringkasan/")
    numbers = page.locator("section.goal ul").first.locator("li")
    expect(numbers).to_have_count(5)
    page.goto(f"{house.url}/desk/account/#tab-notifications")
    box = page.locator("input[name=digest-wanted]")
    expect(box).to_be_checked()
    box.uncheck()
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{house.url}/desk/ringkasan/")
    expect(page.locator("main")).to_contain_text("tidak menerima")
