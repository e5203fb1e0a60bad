"""Dates, times and numbers, as people here write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sasando.rendering.dates import (
    clock,
    date_range,
    local_day,
    long_date,
    long_moment,
    number,
    weekday,
)
from sasando.rendering.exceptions import PhraseMissing

VOTING_DAY = date(2024, 11, 27)


def test_long_date() -> None:
    assert long_date(VOTING_DAY, "id") == "27 November 2024"
    assert long_date(VOTING_DAY, "id", with_weekday=True) == "Rabu, 27 November 2024"
    assert long_date(date(2024, 8, 1), "en") == "1 August 2024"
    assert weekday(VOTING_DAY, "en") == "Wednesday"


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (date(2024, 8, 24), date(2024, 8, 26), "24–26 Agustus 2024"),
        (date(2024, 8, 27), date(2024, 9, 2), "27 Agustus – 2 September 2024"),
        (date(2024, 12, 27), date(2025, 1, 2), "27 Desember 2024 – 2 Januari 2025"),
        (VOTING_DAY, VOTING_DAY, "27 November 2024"),
        (VOTING_DAY, None, "mulai 27 November 2024"),
        (None, VOTING_DAY, "sampai 27 November 2024"),
        (None, None, "belum ditetapkan"),
    ],
)
def test_ranges_do_not_repeat_what_they_share(
    starts: date | None, ends: date | None, expected: str
) -> None:
    assert date_range(starts, ends, "id") == expected


def test_times_are_told_in_the_zone_of_the_reader() -> None:
    opening = datetime(2024, 11, 26, 23, 0, tzinfo=UTC)
    assert clock(opening, "id") == "07.00 WITA"
    assert clock(opening, "en", ZoneInfo("Asia/Jakarta")) == "06:00 WIB"
    assert local_day(opening) == VOTING_DAY
    assert long_moment(opening, "id") == "27 November 2024, 07.00 WITA"


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock(datetime(2024, 11, 27, 7, 0), "id")  # noqa: DTZ001


def test_numbers() -> None:
    assert number(275085, "id") == "275.085"
    assert number(275085, "en") == "275,085"
    assert number(Decimal("1077.5"), "id") == "1.077,5"


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(PhraseMissing):
        number(1, "fr")
