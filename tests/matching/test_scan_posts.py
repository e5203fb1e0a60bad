"""Posts are read from whatever file, and what is broken costs nothing else."""

import codecs
import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from sasando.matching.scan import Broken, Columns, Post, ScanError, files_of, read
from sasando.matching.scan.lines import LONGEST


def texts(path: Path, **columns: str) -> list[str]:
    items = read(path, Columns(**columns))
    return [
        item.text if isinstance(item, Post) else f"! {item.line} {item.reason}" for item in items
    ]


def test_broken_json_lines_are_told_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    good = [{"id": n, "text": f"pesan {n}"} for n in range(3)]
    path.write_text(
        "\n".join(
            [json.dumps(good[0]), "{", "", "[1]", '{"id": 1}', '{"text": 5}', json.dumps(good[1])]
        )
    )
    found = texts(path)
    assert [found[0], found[-1]] == ["pesan 0", "pesan 1"]
    assert [line.split()[:2] for line in found[1:-1]] == [["!", n] for n in "2456"]


def test_encodings_may_change_from_line_to_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    rows = ['{"text": "é utf-8"}'.encode("utf-8-sig"), '{"text": "é lama"}'.encode("cp1252")]
    path.write_bytes(b"\r\n".join(rows))
    assert texts(path) == ["é utf-8", "é lama"]
    wide = tmp_path / "wide.csv"
    wide.write_bytes(codecs.BOM_UTF16_LE + "teks\nbanjir é\n".encode("utf-16-le"))
    assert texts(wide) == ["banjir é"]


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * (2 * LONGEST) + b'"}\n{"text": "pendek"}\n')
    assert texts(path) == [f"! 1 longer than {LONGEST:,} bytes", "pendek"]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    rows = ["id;teks", '1;"dua', 'baris"', '2;"tidak ditutup', "3;utuh", "4;satu;lebih", "5;akhir"]
    path.write_text("\n".join(rows))
    found = list(read(path, Columns()))
    assert [(i.line, i.text) for i in found if isinstance(i, Post)] == [
        (3, "dua\nbaris"),
        (5, "utuh"),
        (7, "akhir"),
    ]
    assert [(i.line, i.reason) for i in found if isinstance(i, Broken)] == [
        (4, "a quote that is not closed"),
        (6, "3 columns where the header has 2"),
    ]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@given(st.lists(st.tuples(cells, cells.filter(str.strip)), max_size=8), st.integers(0, 8))
def test_well_formed_csv_is_read_as_it_was_written_from_any_row_on(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], skipped: int
) -> None:
    path = tmp_path_factory.mktemp("csv") / "posts.csv"
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([("kode", "isi"), *rows])
    path.write_bytes(file.getvalue().encode())
    whole = list(read(path, Columns()))
    assert [item.text for item in whole if isinstance(item, Post)] == [text for _, text in rows]
    if skipped < len(whole):
        rest = list(read(path, Columns(), after=whole[skipped].line))
        assert [item.line for item in rest] == [item.line for item in whole[skipped + 1 :]]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_file_makes_reading_fail(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.csv", "a.jsonl", "a.jsonl.gz"):
        (folder / name).write_bytes(content)
        try:
            for item in read(folder / name, Columns()):
                assert item.line > 0
        except ScanError as error:
            assert "header" in str(error)


def test_packed_files_and_folders(tmp_path: Path) -> None:
    packed = tmp_path / "b" / "posts.jsonl.gz"
    packed.parent.mkdir()
    content = gzip.compress(b'{"pesan": "satu"}\n{"pesan": "dua"}\n' * 1000)
    packed.write_bytes(content)
    (tmp_path / "a.csv").write_text("pesan\ntiga\n")
    (tmp_path / "notes.txt").write_text("bukan")
    assert [path.name for path in files_of(tmp_path)] == ["a.csv", "posts.jsonl.gz"]
    assert texts(packed)[:2] == ["satu", "dua"]
    packed.write_bytes(content[:-9])
    assert "damaged" in texts(packed)[-1]
    with pytest.raises(ScanError, match="not there"):
        files_of(tmp_path / "c")


def test_parquet_is_read_from_any_row_on(tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    rows = {"id": [1, 2, 3], "caption": ["satu", None, "tiga"]}
    parquet.write_table(pyarrow.table(rows), path)
    assert texts(path) == ["satu", "! 2 caption is no text", "tiga"]
    assert [item.line for item in read(path, Columns(), after=2)] == [3]
