"""A photo of a marked attendance sheet gives its numbers, or says why not. Never a wrong number."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html
from PIL import Image
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.education import actions
from sasando.education.kit import attendance_sheet
from sasando.education.models import Attendance, Group, Session
from sasando.education.sheets import Remark, SheetNotRead, read_sheet
from sasando.education.sheets.exceptions import (
    MarkMissing,
    NoMarks,
    SeveralSheets,
    TooBlurred,
    TooDark,
    TooFar,
    TooSlanted,
)
from sasando.rendering.print.tally import DICTIONARY, MARK
from sasando.site import turns
from sasando.site.views.sessions import PHOTOS_A_MINUTE
from tests.desk.builders import Desk
from tests.education.conftest import lesson
from tests.education.sheet_photos import (
    DPI,
    FIELD,
    Counts,
    Phone,
    Sheet,
    jpeg,
    photographed,
    printed,
)

BUDGET = 12

PHONES = {
    "flat": Phone(),
    "upside down": Phone(turned=180),
    "on its side": Phone(turned=90, height=2000),
    "turned": Phone(turned=17),
    "slanted": Phone(turned=-8, slant=0.25),
    "dark": Phone(light=0.3, grain=4),
    "in the shadow": Phone(shadow=0.6, turned=3),
    "bent": Phone(bent=0.012, slant=0.08),
    "soft": Phone(blur=0.22, grain=3),
    "small": Phone(height=1200, turned=5),
    "everything": Phone(
        turned=-11, slant=0.15, bent=0.006, blur=0.15, light=0.6, shadow=0.4, grain=5, quality=60
    ),
}


@pytest.fixture
def group(taught: Desk) -> Group:
    return actions.open_group(kind="session", audience="women", day=timezone.localdate())


@pytest.fixture
def blank(group: Group) -> np.ndarray:
    return printed(attendance_sheet(lesson("jam-buka-tps").document, group.code))


def some_counts(seed: int) -> Counts:
    chance = random.Random(seed)
    return {
        (table, row): chance.choice((0, 0, 1, 2, 5, 12, 24, chance.randint(0, 24)))
        for table in range(FIELD.tables)
        for row in range(FIELD.rows)
    } | {(0, 1): 7}


def read(image: Image.Image) -> dict[tuple[int, int], int | None]:
    found = read_sheet(image, tables=FIELD.tables, rows=FIELD.rows)
    return {
        (table, row): one.count
        for table, rows in enumerate(found.tables)
        for row, one in enumerate(rows)
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", PHONES)
def test_what_was_marked_is_what_is_read(blank: np.ndarray, name: str, seed: int) -> None:
    counts = some_counts(seed)
    photo = Sheet(blank, seed).cross(counts).photo(PHONES[name], seed)
    assert read(photo) == counts


@pytest.mark.parametrize("seed", range(24))
def test_however_the_photo_is_taken_no_number_is_wrong(blank: np.ndarray, seed: int) -> None:
    chance = random.Random(1000 + seed)
    phone = Phone(
        turned=chance.uniform(-180, 180),
        slant=chance.uniform(0, 0.5),
        bent=chance.uniform(0, 0.03),
        blur=chance.uniform(0, 0.7),
        light=chance.uniform(0.15, 1),
        shadow=chance.uniform(0, 0.75),
        grain=chance.uniform(0, 12),
        height=chance.randint(600, 2400),
        quality=chance.randint(30, 90),
    )
    counts = some_counts(seed)
    pen = {"ink": chance.randint(20, 120), "width": chance.uniform(0.3, 0.9)}
    photo = Sheet(blank, seed).cross(counts, **pen).photo(phone, seed)
    try:
        found = read(photo)
    except SheetNotRead:
        return
    assert {
        place: count for place, count in found.items() if count not in (counts[place], None)
    } == {}


def test_a_doubtful_box_and_a_written_number_are_left_to_a_person(blank: np.ndarray) -> None:
    sheet = Sheet(blank).cross({(0, 0): 4, (0, 2): 25, (0, 3): 25, (1, 0): 3}).doubtful(0, 0, 11)
    sheet.write(0, 1).write(0, 3, "40").write(1, 0, "3")
    women, men = read_sheet(sheet.photo(), tables=2, rows=5).tables
    assert [(row.count, row.remark) for row in women] == [
        (None, Remark.UNCLEAR),
        (None, Remark.BY_HAND),
        (25, Remark.FULL),
        (None, Remark.BY_HAND),
        (0, Remark.EMPTY),
    ]
    assert [row.count for row in men] == [3, 0, 0, 0, 0]


def test_nothing_is_written_where_bent_paper_moved_the_frame_of_a_sum(blank: np.ndarray) -> None:
    photo = Sheet(blank).cross({(0, 1): 3}).photo(Phone(bent=0.0115, slant=0.1))
    tables = read_sheet(photo, tables=2, rows=5).tables
    assert [row.remark for rows in tables for row in rows].count(Remark.EMPTY) == 9


def covered(page: np.ndarray, corner: int) -> np.ndarray:
    """A hand lies on one corner of the field."""
    page, sheet = page.copy(), Sheet(page)
    mark = FIELD.marks[corner]
    left, top = sheet._at(mark.x - 2, mark.y - 2)
    right, bottom = sheet._at(mark.x + 12, mark.y + 12)
    page[top:bottom, left:right] = 120
    return page


@pytest.mark.parametrize(
    ("phone", "refused"),
    [
        (Phone(slant=1.4, height=3000), TooSlanted),
        (Phone(height=560), TooFar),
        (Phone(light=0.12, grain=6), TooDark),
        (Phone(bent=0.03), TooBlurred),
    ],
)
def test_a_photo_that_shows_too_little_is_refused(
    blank: np.ndarray, phone: Phone, refused: type[SheetNotRead]
) -> None:
    with pytest.raises(refused):
        read(Sheet(blank).cross(some_counts(1)).photo(phone))


def test_a_photo_that_shows_another_thing_is_refused(blank: np.ndarray) -> None:
    with pytest.raises(NoMarks):
        read(Image.new("RGB", (900, 1200), "white"))
    for corner in range(4):
        with pytest.raises(MarkMissing) as caught:
            read(photographed(covered(blank, corner), Phone()))
        assert caught.value.corners == (corner,)
    empty = blank.copy()
    left, top = Sheet(blank)._at(12, 10.5)
    right, bottom = Sheet(blank)._at(168, FIELD.height - 11)
    empty[top:bottom, left:right] = 255
    with pytest.raises(TooBlurred):
        read(photographed(empty, Phone()))
    with pytest.raises(SeveralSheets):
        read(photographed(np.hstack([blank, blank]), Phone()))


def test_the_marks_stand_upright_where_the_field_says(blank: np.ndarray) -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, DICTIONARY))
    found, numbers, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(blank)
    seen = {int(n): c.reshape(4, 2) for n, c in zip(numbers.ravel(), found, strict=True)}
    px = DPI / 25.4
    for number, place in enumerate(FIELD.marks):
        corner = (seen[number][0] - seen[0][0]) / px
        assert corner == pytest.approx([place.x, place.y], abs=0.3)
        assert seen[number][2] - seen[number][0] == pytest.approx([MARK * px] * 2, abs=2.5)


def send(client: Client, group: Group, upload: bytes, **said: str):
    photo = SimpleUploadedFile("lembar.jpg", upload, content_type="image/jpeg")
    return client.post(f"/belajar/sesi/{group.code}/", {"foto": photo, "baca": "1", **said})


def value_of(page: str, field: str) -> str:
    found = html.fromstring(page).xpath(f"//input[@name='{field}']/@value")
    return str(found[0])


def test_numbers_are_shown_for_confirming_and_nothing_is_kept(
    client: Client, group: Group, blank: np.ndarray, house: Path
) -> None:
    sheet = Sheet(blank).cross({(0, 1): 12, (1, 3): 3}).doubtful(1, 4, 2)
    before = set(house.rglob("*"))
    response = send(client, group, jpeg(sheet.photo(PHONES["slanted"])))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Terbaca dari foto: 15 orang. Belum tersimpan" in page
    assert "Kode sesi pada lembar tidak terbaca" not in page
    assert value_of(page, "hadir-female-17-21") == "12"
    assert value_of(page, "hadir-male-31-59") == "3"
    assert value_of(page, "hadir-male-60-up") == ""
    assert "Ada kotak yang tidak jelas." in page
    assert not Session.objects.exists()
    assert set(house.rglob("*")) == before
    assert not response.cookies
    client.post(
        f"/belajar/sesi/{group.code}/",
        {
            "hari": timezone.localdate().isoformat(),
            "hadir-female-17-21": "12",
            "hadir-male-31-59": "3",
            "hadir-male-60-up": "1",
        },
    )
    assert sum(Attendance.objects.values_list("count", flat=True)) == 16


def test_a_photo_never_records_whatever_else_is_sent(
    client: Client, group: Group, blank: np.ndarray
) -> None:
    upload = jpeg(Sheet(blank).cross({(0, 1): 2}).photo())
    send(client, group, upload, **{"hari": "2026-01-01", "hadir-male-17-21": "9"})
    assert not Session.objects.exists()


def refusal(client: Client, group: Group, upload: bytes) -> str:
    response = send(client, group, upload)
    assert response.status_code == 400
    assert not Session.objects.exists()
    return " ".join(html.fromstring(response.content.decode()).xpath("//*[@id='masalah']//text()"))


def test_each_refusal_says_what_to_do(client: Client, group: Group, blank: np.ndarray) -> None:
    other = actions.open_group(kind="session", audience="women", day=timezone.localdate())
    marked = Sheet(blank).cross({(0, 1): 2})
    assert f"Ini lembar hadir sesi {group.code}" in refusal(client, other, jpeg(marked.photo()))
    assert "Tidak ada kotak yang disilang" in refusal(client, group, jpeg(Sheet(blank).photo()))
    hidden = photographed(covered(blank, 2), Phone())
    assert "kiri bawah" in refusal(client, group, jpeg(hidden))
    white = Image.new("RGB", (900, 1200), "white")
    assert "Tanda sudut tidak terlihat" in refusal(client, group, jpeg(white))
    assert "bukan gambar" in refusal(client, group, b"%PDF-1.7 no picture")
    assert "HEIC" in refusal(client, group, b"\x00\x00\x00\x18ftypheic" + bytes(40))
    far = marked.photo(Phone(height=560))
    assert "terlalu kecil" in refusal(client, group, jpeg(far))
    response = client.post(f"/belajar/sesi/{group.code}/", {"baca": "1"})
    assert response.status_code == 400
    assert "Pilih fotonya dahulu" in response.content.decode()


def test_a_sheet_without_its_code_is_read_and_somebody_must_look(
    client: Client, group: Group, blank: np.ndarray
) -> None:
    sheet = Sheet(blank).cross({(0, 1): 2})
    top = sheet._at(0, -4)[1]
    bottom = sheet._at(0, FIELD.height + 4)[1]
    photo = photographed(sheet.page[top:bottom], Phone(height=1400))
    page = send(client, group, jpeg(photo)).content.decode()
    assert "Terbaca dari foto: 2 orang" in page
    assert f"Pastikan lembar itu milik sesi {group.code}" in page


def test_who_sends_very_many_photos_waits(
    client: Client, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MINUTE_S", 3600)  # sending takes what it takes
    cache.clear()
    for _photo in range(PHOTOS_A_MINUTE):
        assert send(client, group, b"no picture").status_code == 400
    response = send(client, group, b"no picture")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    cache.clear()


def test_the_form_costs_no_more_with_a_photo(
    client: Client,
    group: Group,
    blank: np.ndarray,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    upload = jpeg(Sheet(blank).cross({(0, 1): 2}).photo())
    with django_assert_max_num_queries(BUDGET):
        client.get(f"/belajar/sesi/{group.code}/")
    with django_assert_max_num_queries(BUDGET):
        send(client, group, upload)
