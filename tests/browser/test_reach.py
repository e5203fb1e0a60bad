"""The reach screen in a browser: readable by everybody, its tables to take along, a doubt asked about."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.judging import desk_violations


def test_reach_is_read_by_both_partners_and_taken_along(
    house: House, desk_of: Callable[[str], Page], tmp_path: Path
) -> None:
    found = []
    for name in ("maria", "agnes"):
        page = desk_of(name)
        page.goto(f"{house.url}/desk/reach/")
        expect(page.locator("svg.chart").first).to_be_visible()
        found += desk_violations(page, f"reach for {name}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": 360, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            found += desk_violations(page, f"reach, narrow and {scheme}")
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#menurut").select_option("month")
    page.locator("form.reach-choose button").click()
    page.wait_for_url("**menurut=month**")
    links = page.locator("main a[download]")
    names = [taken(page, links.nth(at).get_attribute("href") or "", tmp_path) for at in (0, -1)]
    assert [sorted(rows[0])[:2] for rows in names] == [["code", "counted"], ["at_utc", "change"]]


def taken(page: Page, link: str, folder: Path) -> list[dict[str, str]]:
    """Follow a link of a table; return the rows of the file."""
    with page.expect_download() as waiting:
        page.locator(f'main a[download][href="{link}"]').click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_weeks_circulation_entered_as_an_editions_is_asked_about(
    house: House, desk_of: Callable[[str], Page]
) -> None:
    page = desk_of("agnes")
    page.goto(f"{house.url}/desk/reach/oplah/")
    today = date.today()  # noqa: DTZ011 - the house's day is this machine's, give or take
    page.locator("#id_outlet").select_option(index=1)
    page.locator("#id_copies").fill("126000")
    page.locator("#id_starts").fill((today - timedelta(days=200)).isoformat())
    page.locator("#id_ends").fill((today - timedelta(days=160)).isoformat())
    page.locator("#id_source").fill("Audit oplah 7 (uji)")
    page.locator("#id_address").fill("https://audit.example/7")
    send = page.locator("main form[enctype] button[type=submit]")
    send.click()
    expect(page.locator(".errorlist").first).to_contain_text("seminggu penuh")
    found = desk_violations(page, "a doubt")
    page.locator("#id_per").select_option("week")
    send.click()
    row = page.locator("main tbody tr", has_text="Audit oplah 7 (uji)")
    expect(row).to_contain_text("126.000")
    expect(row).to_contain_text("18.000")
    found += desk_violations(page, "circulations")
    row.locator("summary").click()
    row.locator("input[name=reason]").fill("Hanya uji.")
    row.locator("form button").click()
    expect(row).to_contain_text("Hanya uji.")
    page.wait_for_load_state()
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not found, "\n".join(found)
