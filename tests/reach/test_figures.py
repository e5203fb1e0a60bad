"""What was reached: each copy once, by its last reading, unlike kinds apart, and a gap is no zero."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from sasando.channels.models import Issue, Newsletter
from sasando.desk import actions
from sasando.elections.models import Place, Stage
from sasando.plugins import MeasureKind
from sasando.reach.figures import Dimension, Reached, reached
from sasando.reach.models import PageViews
from tests.desk.builders import NOW, Desk, make_desk
from tests.reach.sent import copy, outlet, read

BUDGET = 12
HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
SINCE, UNTIL = date(2024, 9, 1), date(2024, 9, 30)


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def rows(
    by: Dimension = Dimension.CHANNEL, *, public: bool = False, **days: date
) -> dict[tuple[str, str], Reached]:
    found = reached(days.get("since", SINCE), days.get("until", UNTIL), by=by, public=public)
    keys = {(row.group.code, row.kind.value if row.kind else ""): row for row in found}
    assert len(keys) == len(found)
    return keys


def test_the_last_reading_of_each_copy_counts_and_kinds_stay_apart(desk: Desk) -> None:
    page, other = outlet(desk, "page"), outlet(desk, "other")
    for where, views in ((page, 10), (other, 100)):
        made = copy(desk.published("news"), where, NOW)
        read(made, HOUR, views=views // 2, reactions=1)
        read(made, DAY, views=views, views__followers=views - 5, reactions=3)
    found = rows()
    views = found["facebook", "views"]
    assert (views.value, views.counted, views.missing, views.fell) == (110, 2, 0, 0)
    assert views.sources == ("views",)
    assert found["facebook", "reactions"].value == 6


def test_a_number_that_fell_is_told_as_the_platforms_correction(desk: Desk) -> None:
    made = copy(desk.published("news"), outlet(desk, "page"), NOW)
    read(made, HOUR, views=50)
    read(made, DAY, views=40)
    assert (rows()["facebook", "views"].value, rows()["facebook", "views"].fell) == (40, 1)


def test_a_number_that_fell_after_a_correction_in_its_place_is_told(desk: Desk) -> None:
    where, version = outlet(desk, "page"), desk.published("news")
    read(copy(version, where, NOW, "post-1"), HOUR, views=50)
    read(copy(version, where, NOW + timedelta(hours=5), "post-1"), HOUR, views=45)
    assert (rows()["facebook", "views"].value, rows()["facebook", "views"].fell) == (45, 1)


def test_a_copy_corrected_in_its_place_is_one_copy_where_it_first_went_out(desk: Desk) -> None:
    where, version = outlet(desk, "page"), desk.published("news")
    august = datetime(2024, 8, 31, 3, tzinfo=UTC)
    read(copy(version, where, august, "post-1"), HOUR, views=7)
    read(copy(version, where, NOW, "post-1"), HOUR, views=20)
    assert ("facebook", "views") not in rows()
    first = rows(since=date(2024, 8, 1), until=date(2024, 8, 31))["facebook", "views"]
    assert (first.value, first.counted) == (20, 1)
    assert rows(since=date(2024, 8, 1))["facebook", "views"].value == 20


def test_a_copy_nobody_read_is_a_gap_and_so_is_one_where_nobody_counts(desk: Desk) -> None:
    page, feed = outlet(desk, "page"), outlet(desk, "feed", channel="feeds")
    read(copy(desk.published("news"), page, NOW), HOUR, views=5)
    silent = copy(desk.published("news"), page, NOW)
    read(silent, HOUR)
    copy(desk.published("news"), feed, NOW)
    found = rows()
    assert (found["facebook", "views"].counted, found["facebook", "views"].missing) == (1, 1)
    nobody = found["feeds", ""]
    assert (nobody.kind, nobody.value, nobody.missing) == (None, None, 1)


def test_a_page_has_a_zero_where_the_counter_ran_and_a_gap_before_it(desk: Desk) -> None:
    shown, unseen = desk.published("news"), desk.published("news")
    gap = rows()["site", "page-views"]
    assert (gap.value, gap.counted, gap.missing) == (None, 0, 2)
    for day, count in ((NOW.date(), 4), (date(2024, 10, 2), 90)):
        PageViews.objects.create(day=day, path=shown.path, kind="page-views", count=count)
    PageViews.objects.create(day=NOW.date(), path="/", kind="page-views", count=3)
    found = rows()["site", "page-views"]
    assert (found.value, found.counted, found.missing) == (7, 3, 0)
    by_item = rows(Dimension.ITEM)
    assert by_item[str(shown.item.translation_key), "page-views"].value == 4
    assert by_item[str(unseen.item.translation_key), "page-views"].value == 0
    assert by_item["", "page-views"].value == 3
    months = rows(Dimension.MONTH, until=date(2024, 10, 31))
    assert months["2024-09", "page-views"].value == 7
    assert months["2024-10", "page-views"].value == 90


def test_readers_of_an_alert_count_once_however_often_it_is_corrected(desk: Desk) -> None:
    letter = Newsletter.objects.create(code="kabar", name="Kabar", organisation=desk.pos)
    version = desk.published("notice")
    made: dict[str, Any] = {"newsletter": letter, "filled_at": NOW}
    Issue.objects.create(rhythm="daily", occasion="digest", cut_at=NOW, sent=30, **made)
    for occasion in ("published", "corrected"):
        Issue.objects.create(
            rhythm="at-once", occasion=occasion, cut_at=NOW, version=version, sent=40, **made
        )
    found = rows(Dimension.KIND)
    assert found["notice", "recipients"].value == 40
    assert found["", "recipients"].value == 30
    assert rows()["newsletter", "recipients"].value == 70


def test_an_item_stands_in_each_of_its_groups_and_names_are_in_both_languages(desk: Desk) -> None:
    where = outlet(desk, "page")
    place = Place.objects.create(code="5371", name="Kota Kupang", level=Place.Level.CITY)
    stages = [Stage.objects.get(code=code) for code in ("kampanye", "pungut")]
    version = desk.published("news", stages=stages, places=[place], audiences=["women", "youth"])
    read(copy(version, where, NOW), HOUR, views=9)
    read(copy(desk.published("news"), where, NOW), HOUR, views=1)
    for by, codes in (
        (Dimension.STAGE, ["kampanye", "pungut", ""]),
        (Dimension.AUDIENCE, ["women", "youth", ""]),
        (Dimension.PLACE, ["5371", ""]),
    ):
        found = {code: row for (code, kind), row in rows(by).items() if kind == "views"}
        assert list(found) == codes
        assert {row.value for code, row in found.items() if code} == {9}
        assert found[""].value == 1
    (women, *_rest) = [
        row for row in rows(Dimension.AUDIENCE).values() if row.group.code == "women"
    ]
    assert (women.group.name_in("id"), women.group.name_in("en")) == ("Perempuan", "Women")
    (month,) = {row.group.name_in("id") for row in rows(Dimension.MONTH).values()}
    assert month == "September 2024"


def test_twins_are_one_item(desk: Desk) -> None:
    where, first = outlet(desk, "page"), desk.published("news")
    twin = desk.published("news", language="en", translation_key=first.item.translation_key)
    for version in (first, twin):
        read(copy(version, where, NOW), HOUR, views=5)
    found = rows(Dimension.ITEM)[str(first.item.translation_key), "views"]
    assert (found.value, found.counted) == (10, 2)
    assert UUID(found.group.code) == first.item.translation_key
    assert found.group.name_in("en") == twin.headline


def test_the_public_sees_nothing_of_what_was_withdrawn(desk: Desk) -> None:
    where = outlet(desk, "page")
    kept, gone = desk.published("news"), desk.published("news")
    for version in (kept, gone):
        read(copy(version, where, NOW), HOUR, views=5)
    actions.withdraw(version=gone, by=desk.editor, reason="Keliru.", at=NOW + timedelta(hours=2))
    assert rows()["facebook", "views"].value == 10
    assert rows(public=True)["facebook", "views"].value == 5
    assert str(gone.item.translation_key) not in {
        code for code, _kind in rows(Dimension.ITEM, public=True)
    }


def test_a_day_is_the_houses_whoever_looks_from_where(desk: Desk, settings: Any) -> None:
    """23.30 in Kupang is 22.30 in Jakarta and 00.30 in Jayapura; the house is in Kupang."""
    settings.TIME_ZONE = "Asia/Makassar"
    where = outlet(desk, "page")
    last = datetime(2024, 9, 30, 15, 30, tzinfo=UTC)  # 23.30 in Kupang
    for at in (last, last + timedelta(hours=1)):
        read(copy(desk.published("news"), where, at), HOUR, views=1)
    from django.utils import timezone

    for zone in ("Asia/Jakarta", "Asia/Jayapura"):
        with timezone.override(zone):
            assert rows()["facebook", "views"].value == 1
            months = rows(Dimension.MONTH, until=date(2024, 10, 31))
    assert [months[month, "views"].value for month in ("2024-09", "2024-10")] == [1, 1]


@pytest.mark.parametrize("by", list(Dimension))
def test_the_number_of_queries_does_not_grow(
    desk: Desk, by: Dimension, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [Place.objects.create(code="5371", name="Kota Kupang", level=Place.Level.CITY)]
    stages = list(Stage.objects.all())
    for number in range(6):
        where = outlet(desk, f"page-{number}")
        version = desk.published("news", stages=stages, places=places, audiences=["women"])
        read(copy(version, where, NOW), HOUR, views=number)
        PageViews.objects.create(day=NOW.date(), path=version.path, kind="page-views", count=1)
    with django_assert_max_num_queries(BUDGET):
        found = reached(SINCE, UNTIL, by=by, public=True)
    assert {row.kind for row in found} == {MeasureKind.VIEWS, MeasureKind.PAGE_VIEWS}
