"""The yearly report says what the package says, in both languages, and can be made again from it."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from sasando.accounts.package import Package, read, write
from sasando.accounts.report import NothingOfThatYear, Part, report_pdf, yearly, years_of
from tests.accounts.report_data import YEAR, a_year


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def part(package: Package, number: int, language: str = "id") -> Part:
    return yearly(package, year=YEAR, language=language)[number]


@pytest.mark.parametrize(
    "language, numbers",
    [
        ("id", ["12.345", "9.876", "187.321", "1.104", "5,5", "Rp 148.000.000", "4.321", "73"]),
        ("en", ["12,345", "9,876", "187,321", "1,104", "5.5", "Rp 148,000,000", "4,321", "73"]),
    ],
)
def test_paper_says_the_numbers_of_the_year_and_of_no_other(
    language: str, numbers: list[str]
) -> None:
    text = text_of(report_pdf(a_year(), year=YEAR, language=language))
    assert [one for one in numbers if one not in text] == []
    assert not re.search(r"55[.,]555|1/2019", text)


def test_every_number_of_the_year_is_on_paper(tmp_path: Path) -> None:
    """What the parts say is what the file says, so a number cannot get lost on the way to paper."""
    package = a_year()
    text = text_of(report_pdf(package, year=YEAR, language="id"))
    for one in yearly(package, year=YEAR, language="id"):
        said = [value for _name, value in one.facts]
        said += [cell for table in one.tables for row in table.rows for cell in row]
        said += [value for chart in one.charts for _label, value in chart.rows]
        for value in said:
            assert re.sub(r"\s+", "", value) in re.sub(r"\s+", "", text), value


def test_it_is_the_same_made_again_from_the_files(tmp_path: Path) -> None:
    write(a_year(), tmp_path / "package")
    again = read(tmp_path / "package")
    for language in ("id", "en"):
        made = report_pdf(a_year(), year=YEAR, language=language)
        assert report_pdf(again, year=YEAR, language=language) == made


def test_another_number_in_the_data_is_another_in_the_report() -> None:
    package = a_year()
    table = package.resource("requests")
    names = [one.name for one in table.fields]
    rows = tuple(
        tuple(
            74 if name == "received" and cell == 73 else cell
            for name, cell in zip(names, row, strict=True)
        )
        for row in table.rows
    )
    others = tuple(
        replace(table, rows=rows) if one.name == "requests" else one for one in package.resources
    )
    text = text_of(report_pdf(replace(package, resources=others), year=YEAR, language="en"))
    assert "Requests for information 74" in text


def test_sums_are_of_one_thing_and_gaps_are_no_zeros() -> None:
    package = a_year()
    short = dict(part(package, 0, "en").facts)
    assert short["Published"] == "47" and short["Answered in time"] == "71"
    reach = part(package, 3)
    rows = {row[0]: row for table in reach.tables for row in table.rows}
    assert rows["Radio"][1:5] == ("Tidak dihitung siapa pun", "tidak ada data", "0", "3")
    assert [chart.rows for chart in reach.charts] == [
        (("Facebook (2 tanpa angka)", "9.876"),),
        (("Situs", "12.345"),),
    ]
    months = part(package, 2).charts[0].rows
    assert months[8:] == (("Sep", "0"), ("Okt", "41"), ("Nov", "6"), ("Des", "tidak ada data"))


def test_what_is_withheld_is_said_to_be() -> None:
    rumours = part(a_year(), 4)
    assert rumours.tables[2].rows == (("Oktober 2024", *["kurang dari lima"] * 3),)


def test_paper_is_archival_accessible_and_its_charts_have_text() -> None:
    made = report_pdf(a_year(), year=YEAR, language="id")
    reader = pypdf.PdfReader(io.BytesIO(made))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>1<", metadata) and re.search(r"pdfaid:part>2<", metadata)
    assert root["/Lang"] == "id"
    alternatives = [
        str(one["/Alt"])
        for one in (reader.get_object(at) for at in range(1, len(reader.xref[0]) + 1))
        if isinstance(one, dict) and one.get("/S") == "/Figure"
    ]
    charts = [
        chart.says for one in yearly(a_year(), year=YEAR, language="id") for chart in one.charts
    ]
    assert sorted(alternatives) == sorted(charts)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())


def test_a_year_the_package_does_not_know_is_refused() -> None:
    assert years_of(a_year()) == [2024, 2023]
    with pytest.raises(NothingOfThatYear, match="2024, 2023"):
        report_pdf(a_year(), year=2030, language="id")
