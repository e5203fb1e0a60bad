"""A year that a message speaks of tells a check of that year from those of others."""

from datetime import date

import pytest

from sasando.matching import Known, Source
from sasando.matching.scoring import Asked
from sasando.matching.scoring.years import near_in_time


def check(published: date | None) -> Known:
    return Known(id=str(published), source=Source.FOREIGN, title="Undian", published=published)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("undian berhadiah bank 2026", [1.0, 0.5, -1.0, 0.0]),
        ("undian 2019 berakhir 2026", [1.0, 0.5, 1.0, 0.0]),
        ("undian berhadiah 12 juta", [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_the_year_of_publication_is_held_against_the_years_asked(
    asked: str, expected: list[float]
) -> None:
    days = (date(2026, 1, 2), date(2025, 12, 30), date(2019, 5, 5), None)
    found = near_in_time(Asked.of(asked.split()), [check(day) for day in days])
    assert found.tolist() == expected
