"""The transparency page: every number of it stands in the package, and it is light."""

import json
import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import pytest
from django.test import Client
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.accounts import actions
from sasando.accounts.models import Edition
from sasando.accounts.package import Package, read, write
from sasando.accounts.report import years_of
from sasando.site import bake
from tests.accounts.conftest import NIGHT, Busy

PATHS = {"id": "/transparansi/", "en": "/en/transparency/"}
HEAVIEST = 50_000  # bytes
BUDGET = 3  # the edition; the address book of the frame


@pytest.fixture
def edition(busy: Busy) -> Edition:
    made = actions.publish(at=NIGHT)
    assert made is not None
    return made


def shown(language: str) -> html.HtmlElement:
    response = Client().get(PATHS[language])
    assert response.status_code == 200
    assert len(response.content) < HEAVIEST
    assert "script-src 'self'" in response["Content-Security-Policy"]
    return html.fromstring(response.content.decode())


def as_number(text: str, language: str) -> Decimal | None:
    """What a reader of ``language`` takes a cell for; ``None`` where it is no number."""
    thousands, decimals = (".", ",") if language == "id" else (",", ".")
    plain = text.strip().replace(thousands, "").replace(decimals, ".")
    try:
        return Decimal(plain) if re.fullmatch(r"[\d.]+", plain) else None
    except InvalidOperation:
        return None


def numbers_of(package: Package, name: str) -> set[Decimal]:
    return {
        Decimal(str(cell))
        for row in package.resource(name).rows
        for cell in row
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    }


@pytest.mark.parametrize("language", PATHS)
def test_before_there_is_an_edition_it_says_so(db: None, language: str) -> None:
    page = shown(language)
    said = {"id": "Edisi pertama data terbuka belum dibuat", "en": "The first edition"}
    assert said[language] in page.text_content()
    assert not page.xpath("//table | //a[@download]")


@pytest.mark.parametrize("language", PATHS)
def test_every_number_in_a_table_is_in_the_package(edition: Edition, language: str) -> None:
    package = read(edition.folder)
    page = shown(language)
    tables = page.xpath("//table[@data-table]")
    assert {table.get("data-table") for table in tables} >= {
        "deliverables",
        "reach",
        "rumours",
        "corrections",
        "requests",
        "publications-by-year",
    }
    found = 0
    for table in tables:
        known = numbers_of(package, table.get("data-table"))
        for cell in table.xpath(".//td | .//tbody//th"):
            number = as_number(cell.text_content(), language)
            if number is not None:
                assert number in known, (table.get("data-table"), cell.text_content())
                found += 1
    assert found > 50


@pytest.mark.parametrize("language", PATHS)
def test_charts_say_in_words_what_they_draw_and_stand_above_a_table_of_it(
    edition: Edition, language: str
) -> None:
    figures = shown(language).xpath("//figure")
    assert len(figures) >= 4
    for figure in figures:
        (drawing,) = figure.xpath(".//svg[@role='img']")
        assert figure.xpath("./figcaption")[0].text_content() in drawing.get("aria-label")
        (table,) = figure.xpath("./following::table[1]")
        cells = {cell.text_content() for cell in table.xpath(".//td | .//th")}
        marks = drawing.xpath(".//*[local-name()='title']/text()")
        assert marks
        for label, _colon, said in (mark.partition(": ") for mark in marks):
            number = said.split()[0]
            assert label in cells and (number in cells or said == "no data"), label


def test_what_costs_is_shown_and_gaps_and_few_people_are_called_so(edition: Edition) -> None:
    text = shown("en").text_content()
    assert "148,000,000" in text
    assert "no data" in text and "fewer than five" in text
    assert edition.digest in text and edition.version in text


def test_every_download_is_there(edition: Edition) -> None:
    links = set(shown("id").xpath("//a[starts-with(@href, '/api/')]/@href"))
    tables = len(read(edition.folder).resources)
    assert len(links) == 3 * tables + 4 + len(years_of(read(edition.folder)))
    for link in links:
        assert Client().get(link).status_code == 200, link


def test_searches_for_data_find_it(edition: Edition) -> None:
    (text,) = shown("en").xpath("//script[@type='application/ld+json']/text()")
    said = json.loads(text)
    assert (said["@type"], said["version"]) == ("Dataset", edition.version)
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for file in said["distribution"]:
        assert Client().get(file["contentUrl"]).status_code == 200


def test_it_is_made_from_the_files_alone(
    edition: Edition, busy: Busy, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    before = Client().get(PATHS["id"]).content
    for number in range(3):
        busy.desk.published("news", title=f"Baru {number}", slug=f"baru-{number}", at=NIGHT)
    with django_assert_max_num_queries(BUDGET):
        assert Client().get(PATHS["id"]).content == before


def test_it_is_baked_and_baked_again_with_a_new_edition(edition: Edition, busy: Busy) -> None:
    bake.bake_all()
    first = Client().get(PATHS["en"])
    assert "ETag" in first.headers and edition.version in first.content.decode()
    busy.desk.published("news", at=NIGHT)
    second = actions.publish(at=NIGHT)
    assert second is not None
    bake.bake_due(now=NIGHT)
    again = Client().get(PATHS["en"])
    assert "ETag" in again.headers and second.version in again.content.decode()


def test_the_way_there_stands_on_every_page_and_in_the_sitemap(edition: Edition) -> None:
    assert b'href="/transparansi/"' in Client().get("/").content
    assert Client().get("/tentang/").content.count(b'href="/transparansi/"') == 2
    assert b"https://sasando.example/transparansi/" in Client().get("/sitemap/pages.xml").content


@pytest.mark.parametrize("language", PATHS)
def test_it_stays_light_however_much_there_is(edition: Edition, language: str) -> None:
    package = read(edition.folder)
    reach = package.resource("reach")
    rows = tuple(
        (
            2024,
            by,
            f"{by}-{group}",
            f"Kelompok {group} bernama panjang",
            f"Group {group}",
            measure,
            None if group % 7 == 0 else 1000 * group,
            12,
            3,
            0,
            "sumber",
        )
        for by in reach.field("by").values
        for measure in reach.field("measure").values
        for group in range(40)
    )
    rumours = package.resource("rumours")
    months = [f"2024-{month:02}" for month in range(1, 13)]
    asked = tuple((month, *rumours.rows[-1][1:]) for month in months)
    by_month = package.resource("requests-by-month")
    requested = tuple((by_month.rows[0][0], month, *by_month.rows[0][2:]) for month in months)
    lines = package.resource("deliverables")
    promised = tuple((lines.rows[0][0], f"D{n}", *lines.rows[0][2:]) for n in range(40))
    full = {
        "reach": rows,
        "rumours": asked,
        "requests-by-month": requested,
        "deliverables": promised,
    }
    many = tuple(replace(one, rows=full.get(one.name, one.rows)) for one in package.resources)
    edition.folder.rename(edition.folder.with_name("away"))
    write(replace(package, resources=many), edition.folder)
    page = shown(language)
    assert len(page.xpath("//table[@data-table='reach']/tbody/tr")) <= 8 + 16 + 8
    assert {"id": "selengkapnya", "en": "the file has all rows"}[language] in page.text_content()


def test_an_edition_whose_files_are_gone_is_none_yet(edition: Edition) -> None:
    edition.folder.rename(edition.folder.with_name("away"))
    assert "belum dibuat" in shown("id").text_content()


@pytest.mark.parametrize("language", PATHS)
def test_it_leads_to_the_report_of_each_year(edition: Edition, language: str) -> None:
    addresses = [a for a in shown(language).xpath("//a/@href") if "/report-" in a]
    years = years_of(read(edition.folder))
    assert [a.rpartition("/")[2] for a in addresses] == [
        f"report-{y}-{language}.pdf" for y in years
    ]
    assert all(Client().get(address).status_code == 200 for address in addresses)
