"""The public register without a name, the yearly figures of Article 12, and exports that run nothing."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sasando.openness import actions
from sasando.openness.models import Request
from sasando.openness.register import register_lines
from sasando.openness.reports import chapters
from sasando.openness.statistics import year_of
from sasando.rendering.tables import as_text
from tests.desk.builders import Desk
from tests.openness.conftest import Ask, at, granted, refused
from tests.openness.test_pages import checked


@pytest.fixture
def year(desk: Desk, ask: Ask) -> Desk:
    """Seven requests with a known truth."""
    for number in (1, 2, 3):
        asked = ask(number)
    actions.name_in_register(
        matter=asked.matter, subject="Daftar TPS", by=desk.officer, at=at("2025-07-08")
    )
    actions.decide(matter=asked.matter, answer=granted(), by=desk.officer, at=at("2025-07-10"))
    denied = ask(4, text="Nama semua pemilih", via="desk", contact="")
    actions.decide(matter=denied.matter, answer=refused(), by=desk.officer, at=at("2025-07-17"))
    denied.refresh_from_db()
    filed = actions.object_to(request=denied, ground="a", text="Terbuka", at=at("2025-07-18"))
    actions.review(
        objection=filed, outcome="rejected", reply="Tetap.", by=desk.head, at=at("2025-07-21")
    )
    long = ask(5, text="Anggaran sosialisasi", kind="legal")
    actions.extend(matter=long.matter, reason="Arsip", by=desk.officer, at=at("2025-07-21"))
    actions.decide(matter=long.matter, answer=granted(), by=desk.officer, at=at("2025-07-30"))
    ask(6, text="Masih terbuka")
    actions.take_back(request=ask(7, text="Tidak jadi"), at=at("2025-07-08"))
    return desk


def test_the_figures_are_right_on_a_year_with_known_truth(year: Desk) -> None:
    found = year_of(year.kpu, 2025)
    assert found.received == 7
    assert dict(found.outcomes)["Given in full"] == 4
    assert (found.given, found.refused, found.waiting, found.extended) == (4, 1, 1, 1)
    assert found.reasons == (("Pasal 17 huruf h UU 14/2008", 1),)
    assert found.taken is not None
    # three after 3 working days, one after 8, one after 17
    assert (found.taken.shortest, found.taken.middle, found.taken.longest) == (3, 3, 17)
    assert found.taken.mean == 6.8
    assert (found.taken.count, found.taken.in_time) == (5, 5)
    assert (found.objections, found.upheld, found.disputes) == (1, 0, 0)
    assert dict(found.by_way) == {"Web form": 6, "E-mail": 0, "At the counter": 1}
    assert sum(dict(found.by_kind).values()) == 7
    heads = [head[:2] for head, _lines in chapters(found, "id")]
    assert heads[:4] == ["a.", "b.", "c.", "d."]


def test_the_register_names_nobody_and_no_subject_that_was_not_reviewed(
    year: Desk, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        response = client.get("/informasi-publik/register/2025/")
    text = checked(response.content).text_content()
    assert "0004/PPID/KPU/2025" in text
    assert "Daftar TPS" in text
    assert "Nama semua pemilih" not in text
    assert "Lopo" not in text
    assert client.get("/en/public-information/register/").status_code == 200
    assert client.get("/informasi-publik/register/1999/").status_code == 404
    file = client.get("/informasi-publik/register/2025.csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode())))
    assert len(rows) == 8
    assert rows[1][:2] == ["0001/PPID/KPU/2025", "2025-07-07"]
    assert "Lopo" not in str(rows)


def test_the_report_is_public_and_a_sheet_at_the_desk(
    year: Desk, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        response = client.get("/informasi-publik/laporan/2025/")
    text = checked(response.content).text_content()
    assert "a. Requests received" in text
    assert client.get("/en/public-information/report/").status_code == 200
    client.force_login(year.officer)
    with django_assert_max_num_queries(40):
        assert client.get(reverse("sasando_openness_reports")).status_code == 200
    sheet = client.get(reverse("sasando_openness_report", args=[2025]))
    assert sheet.content.startswith(b"%PDF")
    assert client.get(reverse("sasando_openness_report", args=[1999])).status_code == 404
    client.force_login(year.chief)
    assert client.get(reverse("sasando_openness_register", args=[2025])).status_code in (302, 403)


def test_nothing_in_an_export_begins_a_formula_and_it_is_said(desk: Desk, ask: Ask) -> None:
    evil = '=HYPERLINK("http://jahat.example","klik")'
    ask(1, name=evil, text="@SUM(1+1)*cmd|' /C calc'!A0", address="+62 Kupang")
    lines = list(csv.reader(io.StringIO("".join(register_lines(desk.kpu, 2025, inside=True)))))
    assert not [cell for row in lines for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert f"'{evil}" in lines[1]
    assert "3" in lines[-1][0]
    assert Request.objects.get().applicant["name"] == evil  # the register itself is unchanged


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "|x", "%x", "＝1"]
)
def test_a_cell_is_made_safe(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"
    assert as_text(f"a{cell}") == f"a{cell}"
