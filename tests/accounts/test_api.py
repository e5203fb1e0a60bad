"""The data API: what the package says, to any site, and as little of it as is asked for."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.accounts import actions
from sasando.accounts.models import Edition
from sasando.accounts.package import read
from sasando.accounts.report import report_pdf, years_of
from tests.accounts.conftest import NIGHT, Busy

API = "/api/v1/data/"


@pytest.fixture
def edition(busy: Busy) -> Edition:
    made = actions.publish(at=NIGHT)
    assert made is not None
    return made


def get(path: str, **headers: str) -> Any:
    response = Client().get(f"{API}{path}", headers=headers)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response


def test_before_there_is_an_edition_nothing_is_found(db: None) -> None:
    assert get("editions").json() == {"editions": []}
    for path in ("editions/current.zip", "editions/current/datapackage.json", "tables/reach"):
        response = get(path)
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"


def test_editions_are_listed_with_where_their_files_are(edition: Edition) -> None:
    (one,) = get("editions").json()["editions"]
    assert (one["version"], one["digest"]) == (edition.version, edition.digest)
    for address in (one["zip"], one["datapackage"]):
        assert Client().get(address).status_code == 200


@pytest.mark.parametrize("version", ["current", "2024.09.23"])
def test_files_are_those_of_the_package(edition: Edition, version: str) -> None:
    value = json.loads(get(f"editions/{version}/datapackage.json").content)
    assert value == json.loads((edition.folder / "datapackage.json").read_text())
    paths = [p for one in value["resources"] for p in (one["path"], one["parquet"]["path"])]
    for path in ("README.md", "SHA256SUMS", *paths):
        response = get(f"editions/{version}/{path}")
        assert response.content == (edition.folder / path).read_bytes()
        assert ("immutable" in response.headers["Cache-Control"]) == (version != "current")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    response = get(f"editions/{version}.zip")
    assert 'filename="sasando-open-data-2024.09.23.zip"' in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert len(archive.namelist()) == len(paths) + 3


@pytest.mark.parametrize(
    "path",
    [
        "editions/2024.09.22/datapackage.json",
        "editions/current/../../secret.key",
        "editions/current/data/..%2f..%2fsecret.csv",
        "editions/current/data/unknown.csv",
        "editions/../2024.09.23.zip",
        "tables/unknown",
        "tables/..",
        "tables/reach?edition=2020.01.01",
    ],
)
def test_nothing_else_is_handed_out(edition: Edition, path: str) -> None:
    assert Client().get(f"{API}{path}").status_code == 404


def test_rows_come_page_by_page_and_are_those_of_the_table(edition: Edition) -> None:
    table = read(edition.folder).resource("measures")
    found: list[dict[str, Any]] = []
    address = f"{API}tables/measures?size=5"
    while address:
        page = Client().get(address).json()
        assert (page["edition"], page["total"], page["pages"]) == ("2024.09.23", 13, 3)
        found += page["rows"]
        address = page["next"]
    assert found == list(table.records())
    reach = get("tables/reach").json()["rows"]
    assert any(row["value"] is None for row in reach)
    heads = get("tables/log-heads").json()["rows"]
    assert heads[-1]["day"] == "2024-09-20"


@pytest.mark.parametrize("query", ["page=0", "size=0", "size=1001", "page=x"])
def test_what_cannot_be_asked_is_said(edition: Edition, query: str) -> None:
    response = get(f"tables/reach?{query}")
    assert response.status_code == 422
    assert query.split("=")[0] in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["editions", "editions/current.zip", "editions/current/data/reach.csv", "tables/reach"]
)
def test_who_has_it_is_told_so_and_it_costs_one_query(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    with django_assert_num_queries(1):
        first = get(path)
    again = get(path, **{"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    since = get(path, **{"if-modified-since": first.headers["Last-Modified"]})
    assert since.status_code == 304


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_of_a_year_is_made_of_the_edition(edition: Edition, language: str) -> None:
    year = years_of(read(edition.folder))[0]
    response = get(f"editions/current/report-{year}-{language}.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    made = report_pdf(read(edition.folder), year=year, language=language)
    assert response.content == made
    again = get(
        f"editions/current/report-{year}-{language}.pdf", if_none_match=response.headers["ETag"]
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["report-1999-id.pdf", "report-2024-fr.pdf"])
def test_a_report_that_cannot_be_made_is_refused(edition: Edition, name: str) -> None:
    response = get(f"editions/current/{name}")
    assert response.status_code in (404, 422)
    assert response.headers["Content-Type"] == "application/problem+json"
