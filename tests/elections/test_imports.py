"""Tables from outside: every fault is named by row, and nothing is ever half taken."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sasando.elections.actions import (
    import_elections,
    import_figures,
    import_places,
    import_stages,
    import_turnout,
    move_stage,
)
from sasando.elections.imports import table
from sasando.elections.models import Election, Figure, Place, PollingStations, Stage

HEADER = "pemilihan,kode,no,tahapan,mulai,selesai,jenis\n"
PLACES = "kode_kota,kota,kode_kecamatan,kecamatan,kode_kelurahan,kelurahan\n"
FIGURES = "pemilihan,tempat,ukuran,jenis_kelamin,nilai,sumber,per_tanggal\n"


def stages(text, encoding="utf-8"):
    return import_stages(io.BytesIO((HEADER + text).encode(encoding)))


def errors(report):
    assert not report.ok
    assert (report.created, report.updated, report.unchanged) == (0, 0, 0)
    return [(error.row, error.column) for error in report.errors]


def test_a_good_table_is_taken(election):
    report = stages("pilkada2024,S-1,1,Kampanye,2024-09-25,2024-11-23,kampanye\n")
    assert report.ok
    assert report.created == 1
    stage = Stage.objects.get()
    assert (stage.kind, stage.starts, stage.ends) == (
        "campaign",
        date(2024, 9, 25),
        date(2024, 11, 23),
    )


def test_every_fault_is_named_by_its_row_and_column(election):
    report = stages(
        "pilkada2024,S-1,1,Baik,2024-09-25,2024-11-23,\n"
        "pilkada2024,S-2,2,Tanggal,2024-02-30,2024-11-23,\n"
        "pilkada2024,S-3,3,Terbalik,2024-11-23,2024-09-25,\n"
        "pilkada2024,S-1,4,Kembar,,,\n"
        "pemilu1955,S-5,5,Tak dikenal,,,\n"
        "pilkada2024,S-6,enam,,25/09/2024,,lomba\n"
        "pilkada2024,S-7,7,Kurang\n"
        "pilkada2024,S 8,8,Spasi,,,\n"
    )
    assert errors(report) == [
        (3, "mulai"),
        (4, "selesai"),
        (5, "kode"),
        (6, "pemilihan"),
        (7, "no"),
        (7, "tahapan"),
        (7, "mulai"),
        (7, "jenis"),
        (8, ""),
        (9, "kode"),
    ]
    assert not Stage.objects.exists()


def test_columns_missing_and_twice(election):
    report = import_stages(io.BytesIO(b"pemilihan,kode,kode,no,mulai\nx,y,z,1,2\n"))
    assert errors(report) == [(1, "kode"), (1, "tahapan"), (1, "selesai")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ((HEADER + "é").encode("utf-16"), "UTF-16"),
        ((HEADER + "pilkada2024,A,1,Pemilihan é,,,\n").encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04rest of a spreadsheet", "CSV UTF-8"),
        (b"a\0b", ""),
        (b"", ""),
        (b"\xef\xbb\xbf", ""),
        (HEADER.encode() + b'pilkada2024,"never closed\n', "CSV"),
        (b"x" * (table.MAX_BYTES + 1), "MB"),
    ],
)
def test_files_that_are_no_csv_in_utf8_are_refused_with_what_to_do(election, content, said):
    report = import_stages(io.BytesIO(content))
    assert len(errors(report)) == 1
    assert said in report.errors[0].message
    assert not Stage.objects.exists()


def test_byte_order_mark_semicolons_empty_rows_and_english_headings(election):
    text = (
        "election;code;number;name;starts;ends;note\n\n"
        "pilkada2024;S-1;1;Kampanye; 2024-09-25;;\n;;;;;;\n"
    )
    report = import_stages(io.BytesIO(text.encode("utf-8-sig")))
    assert report.ok
    assert Stage.objects.get().starts == date(2024, 9, 25)


def test_names_are_brought_up_to_date_but_dates_are_not_moved(election, stage):
    report = stages("pilkada2024,PKD-05,13,Penetapan paslon,2024-09-22,2024-09-22,\n")
    assert (report.created, report.updated) == (0, 1)
    assert Stage.objects.get().name == "Penetapan paslon"

    report = stages("pilkada2024,PKD-05,13,Penetapan paslon,2024-09-23,2024-09-23,\n")
    assert errors(report) == [(2, "mulai")]

    move_stage(
        stage=stage,
        starts=date(2024, 9, 23),
        ends=date(2024, 9, 23),
        reason="-",
        decided_by="a" * 64,
        at=datetime(2024, 9, 20, tzinfo=UTC),
    )
    report = stages("pilkada2024,PKD-05,13,Penetapan paslon,2024-09-22,2024-09-22,\n")
    assert report.unchanged == 1  # an old table is no move back
    assert Stage.objects.get().starts == date(2024, 9, 23)


def test_places_make_a_tree_and_a_code_begins_with_what_it_lies_in(db):
    good = PLACES + "5371,Kota Kupang,537101,Alak,5371011001,Namosain\n"
    assert import_places(io.BytesIO(good.encode())).created == 3
    assert import_places(io.BytesIO(good.encode())).unchanged == 3
    namosain = Place.objects.select_related("parent__parent").get(level="village")
    assert (namosain.parent.name, namosain.parent.parent.name) == ("Alak", "Kota Kupang")
    bad = PLACES + (
        "5371,Kota Kupang,537101,Alak,5371011002,Nunbaun Sabu\n"
        "5371,Kota Kupang,537101,Allak,5371011003,Nunbaun Delha\n"
        "5371,Kota Kupang,537101,Alak,5372011004,Nunhila\n"
        "5371,Kota Kupang,537101,Alak,5371011002,Nunbaun Sabu\n"
    )
    report = import_places(io.BytesIO(bad.encode()))
    assert errors(report) == [
        (3, "kecamatan"),
        (4, "kode_kelurahan"),
        (5, "kode_kelurahan"),
    ]
    assert Place.objects.count() == 3


def test_polling_stations_need_their_source_and_date(election):
    header = PLACES.strip() + ",tps,pemilihan,sumber,per_tanggal\n"
    row = "5371,Kota Kupang,537101,Alak,5371011001,Namosain,35,"
    report = import_places(io.BytesIO((header + row + "pilkada2024,,\n").encode()))
    assert errors(report) == [(2, "sumber"), (2, "per_tanggal")]
    assert not Place.objects.exists()
    full = (header + row + "pilkada2024,KPU,2024-02-14\n").encode()
    assert import_places(io.BytesIO(full)).ok
    assert import_places(io.BytesIO(full)).ok
    assert PollingStations.objects.get().count == 35


def test_figures_contradict_each_other_freely_but_are_not_overwritten(election, kupang):
    one = FIGURES + "pilkada2024,5371,voters,,275.085,Timex,2024-09-19\n"
    other = FIGURES + "pilkada2024,5371,voters,,276085,detik,2024-09-19\n"
    assert import_figures(io.BytesIO(one.encode())).created == 1
    assert import_figures(io.BytesIO(other.encode())).created == 1
    assert import_figures(io.BytesIO(one.encode())).unchanged == 1
    changed = one.replace("275.085", "275.086")
    assert errors(import_figures(io.BytesIO(changed.encode()))) == [(2, "nilai")]
    assert set(Figure.objects.values_list("value", flat=True)) == {275_085, 276_085}


@pytest.mark.parametrize("value", ["-1", "1,5", "27.50", "²", "1e3", "", "99999999999"])
def test_a_figure_is_a_whole_number(election, kupang, value):
    text = FIGURES + f'pilkada2024,5371,voters,,"{value}",KPU,2024-09-19\n'
    assert errors(import_figures(io.BytesIO(text.encode()))) == [(2, "nilai")]


def test_elections_are_taken_and_brought_up_to_date(db):
    text = "kode,nama,jenis,putaran\npemilu2029,Pemilu 2029,general,\n"
    assert import_elections(io.BytesIO(text.encode())).created == 1
    text = text.replace("Pemilu 2029", "Pemilihan Umum 2029")
    assert import_elections(io.BytesIO(text.encode())).updated == 1
    assert Election.objects.get().name == "Pemilihan Umum 2029"


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["pilkada2024", "S-1", "S-2", "1", "2024-09-25", "2024-02-30", "kampanye", "", '"', ";"]
    ),
)


class NothingIsHalfTaken(TestCase):
    """Whatever comes in, either all of its rows are there, or none is."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=st.lists(st.lists(CELL, min_size=7, max_size=7), max_size=5))
    def test_rows_of_anything(self, rows):
        Election.objects.create(code="pilkada2024", name="Pilkada", kind="regional-head")
        text = io.StringIO(newline="")
        csv.writer(text).writerows([HEADER.strip().split(","), *rows])
        report = import_stages(io.BytesIO(text.getvalue().encode()))
        assert Stage.objects.count() == report.created
        if report.ok:
            kept = [row for row in rows if any(cell.strip() for cell in row)]
            assert report.created == len(kept)
        else:
            assert report.created == 0

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=st.binary(max_size=300))
    def test_bytes_of_anything(self, content):
        for take in (
            import_elections,
            import_stages,
            import_places,
            import_figures,
            import_turnout,
        ):
            report = take(io.BytesIO(content))
            assert report.errors or not (report.created + report.updated)


TURNOUT = "pemilihan,tempat,umur,dpt_l,dpt_p,dpt_jml,hadir_dpt_l,hadir_dpt_p,hadir_dpk_p,sumber,per_tanggal\n"
_BY_WHOM = "Model D.Hasil,2024-12-06\n"


def turnout(*rows):
    text = TURNOUT + "".join(f"pilkada2024,{row},{_BY_WHOM}" for row in rows)
    return import_turnout(io.BytesIO(text.encode()))


@pytest.fixture
def villages(db):
    for code in ("5371011001", "5371011002"):
        Place.objects.create(code=code, name=code, level=Place.Level.VILLAGE)


def test_the_official_form_gives_figures_by_sex_and_age_group(election, villages):
    report = turnout(
        "5371011001,,100,110,210,60,80,1",
        "5371011002,17-21,10,12,,5,6,",
        "JUMLAH,,100,110,210,60,80,1",
    )
    assert report.ok, report.errors
    figures = Figure.objects.filter(place__code="5371011001")
    assert set(figures.values_list("measure", "sex", "value")) == {
        ("voters", "male", 100),
        ("voters", "female", 110),
        ("voters", "", 210),
        ("voted-listed", "male", 60),
        ("voted-listed", "female", 80),
        ("voted-added", "female", 1),
    }
    assert set(Figure.objects.exclude(age="").values_list("age", "place__code")) == {
        ("17-21", "5371011002")
    }
    assert not Figure.objects.discrepancies()


@pytest.mark.parametrize(
    ("rows", "wrong", "said"),
    [
        (["5371011001,,100,110,210,160,80,"], (2, "hadir_dpt_l"), "160"),
        (["5371011001,,100,110,999,60,80,"], (2, "dpt_jml"), "999"),
        (["5371011001,,100,110,,60,80,", "Total,,90,110,,60,80,"], (3, "dpt_l"), "90"),
        (["5371011001,muda,100,110,,60,80,"], (2, "umur"), "17-21"),
        (["5371011001,,100,110,,60,80,"] * 2, (3, "tempat"), "2"),
        (["Namosain,,100,110,,60,80,"], (2, "tempat"), "Namosain"),
    ],
)
def test_a_turnout_file_that_contradicts_itself_is_refused_whole(
    election, villages, rows, wrong, said
):
    report = turnout(*rows)
    assert errors(report) == [wrong]
    assert said in report.errors[0].message
    assert not Figure.objects.exists()
