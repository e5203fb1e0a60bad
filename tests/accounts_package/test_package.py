"""A package says what it was given, to people, to spreadsheets, to programs, and again to itself."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.accounts.package import (
    LICENCES,
    FileBroken,
    PackageError,
    Resource,
    RowBroken,
    Type,
    digest_of,
    read,
    read_descriptor,
    read_table,
    write,
    zip_bytes,
)
from sasando.accounts.package.spreadsheets import csv_bytes, rows_of
from tests.accounts_package.packages import CHANNELS, MADE, REACH, a_package, column, said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(a_package(), tmp_path / "package")
    return tmp_path / "package"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_it_is_read_as_it_was_written(folder: Path) -> None:
    assert read(folder) == a_package(created=MADE.replace(microsecond=0))
    assert read_table(folder, "channels") == CHANNELS


def test_the_same_data_are_the_same_bytes_but_for_when_they_were_made(
    folder: Path, tmp_path: Path
) -> None:
    write(a_package(), tmp_path / "again")
    assert files(tmp_path / "again") == files(folder)
    later = a_package(created=MADE + timedelta(days=1), version="2024.11.30")
    write(later, tmp_path / "later")
    other = {n for n, body in files(tmp_path / "later").items() if body != files(folder)[n]}
    assert other == {"datapackage.json", "README.md", "SHA256SUMS"}
    assert zip_bytes(folder, root="x") == zip_bytes(tmp_path / "again", root="x")


def test_the_digest_names_the_content() -> None:
    digest = digest_of(a_package())
    assert digest == digest_of(a_package(created=MADE + timedelta(days=9), version="x"))
    rows = ((*CHANNELS.rows[0][:1], "Situs kita"), CHANNELS.rows[1])
    changed = [
        a_package(resources=(replace(CHANNELS, rows=rows), REACH)),
        a_package(resources=(replace(CHANNELS, description=said("other")), REACH)),
        a_package(licence=LICENCES[1]),
    ]
    assert len({digest, *map(digest_of, changed)}) == 4


def test_every_file_is_held_to_its_digest(folder: Path) -> None:
    said_sums = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    found = files(folder)
    assert set(said_sums) == set(found) - {"SHA256SUMS"}
    for name, digest in said_sums.items():
        assert hashlib.sha256(found[name]).hexdigest() == digest
    for one in read_descriptor(folder)["resources"]:
        assert one["hash"] == f"sha256:{said_sums[one['path']]}"
        assert one["parquet"]["hash"] == f"sha256:{said_sums[one['parquet']['path']]}"
        assert one["bytes"] == len(found[one["path"]])


def test_a_changed_file_is_not_read(folder: Path) -> None:
    file = folder / "data/channels.csv"
    file.write_bytes(file.read_bytes().replace(b"Situs", b"Sitos"))
    with pytest.raises(FileBroken, match=r"channels\.csv"):
        read(folder)
    file.unlink()
    with pytest.raises(FileBroken):
        read_table(folder, "channels")
    assert read_table(folder, "reach-by-channel").rows == REACH.rows


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", "no json", '{"resources": [1]}', '{"resources": [{"name": "x"}]}'],
)
def test_what_is_no_package_of_ours_is_refused(folder: Path, text: str) -> None:
    (folder / "datapackage.json").write_text(text)
    with pytest.raises(PackageError):
        read(folder)


def test_no_path_leads_out_of_the_package(folder: Path) -> None:
    value = read_descriptor(folder)
    value["resources"][0]["path"] = "../../secret.csv"
    (folder / "datapackage.json").write_text(json.dumps(value))
    with pytest.raises(PackageError, match="secret"):
        read(folder)


def test_a_folder_that_holds_something_is_left_alone(folder: Path) -> None:
    before = files(folder)
    with pytest.raises(PackageError, match="holds something"):
        write(a_package(version="2"), folder)
    assert files(folder) == before


def test_nothing_stays_of_a_package_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sasando.accounts.package.folder.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(a_package(), tmp_path / "package")
    assert not list(tmp_path.iterdir())


def test_no_cell_of_a_csv_file_begins_a_formula_and_numbers_stay_numbers(folder: Path) -> None:
    text = (folder / "data/reach-by-channel.csv").read_bytes().decode()
    assert text.startswith("channel,month,") and "\r\n" in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["note"] == '\'=HYPERLINK("x")'
    assert rows[0]["share"] == "-1.5"  # a number below zero runs nothing
    assert rows[1]["note"] == "''-5, kata orang"
    assert rows[2]["note"] == "'kutip' biasa"


texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("'=+-@|\t"),
    max_size=12,
).map(str.strip)


@given(st.lists(texts, min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(words: list[str]) -> None:
    table = Resource(
        name="texts",
        title=said("x"),
        description=said("x"),
        fields=(column("number", Type.INTEGER), column("text", Type.STRING)),
        key=("number",),
        rows=tuple(enumerate(words)),
    )
    assert rows_of(csv_bytes(table), table.fields, name="texts") == table.rows


@pytest.mark.parametrize(
    "body",
    [b"", b"code\r\n", b"code,name\r\nsite\r\n", b"name,code\r\n", b'code,name\r\n"a,b\r\n'],
)
def test_a_csv_file_that_does_not_fit_its_fields_is_refused(body: bytes) -> None:
    with pytest.raises((RowBroken, csv.Error)):
        rows_of(body, CHANNELS.fields, name="channels")


def test_parquet_holds_the_same_rows_with_their_types(folder: Path) -> None:
    table = pq.read_table(folder / "data/reach-by-channel.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        tuple(cell for cell in row) for row in REACH.rows
    ]
    assert [str(one.type) for one in table.schema] == [
        *("string", "string", "int64", "double", "bool", "date32[day]"),
        *("timestamp[ms, tz=UTC]", "string", "string"),
    ]
    assert not table.schema.field("channel").nullable
    assert table.schema.field("value").metadata[b"description"] == b"value means"


def test_the_dictionary_explains_every_field_in_both_languages(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    for one in (*CHANNELS.fields, *REACH.fields):
        assert f"`{one.name}`" in text
        assert f"{one.name} \\| artinya" in text and f"{one.name} means" in text
    assert "`copies` copies means" in text
    assert "CC-BY-4.0" in text and "KPU Uji" in text


def test_the_zip_holds_every_file(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(zip_bytes(folder, root="open-data"))) as archive:
        assert {
            name.removeprefix("open-data/"): archive.read(name) for name in archive.namelist()
        } == files(folder)
