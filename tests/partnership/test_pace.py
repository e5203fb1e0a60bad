"""At this pace, and how many copies are meant: pure rules, held to what must always be true."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasando.partnership.pace import Pace, Standing, pace
from sasando.reach.circulation import Doubt, judge

START = date(2024, 1, 1)
_DAYS = st.integers(0, 400)
_NUMBERS = st.integers(0, 60)


def paced(promised: int, proven: int, length: int, passed: int) -> Pace:
    return pace(
        promised=promised,
        proven=proven,
        starts=START,
        deadline=START + timedelta(days=length),
        today=START + timedelta(days=passed),
    )


def test_three_of_twelve_talkshows_will_be_missing() -> None:
    """Half a year, half of it over, and four and a half of twelve: nine at the end."""
    found = pace(
        promised=12,
        proven=4,
        starts=date(2024, 1, 1),
        deadline=date(2024, 6, 30),
        today=date(2024, 3, 20),
    )
    assert (found.standing, found.missing) == (Standing.BEHIND, 3)
    assert 0.5 < found.weekly < 0.6


@pytest.mark.parametrize(
    ("proven", "passed", "standing"),
    [
        (0, 5, Standing.EARLY),
        (0, 50, Standing.BEHIND),
        (5, 50, Standing.ON_TRACK),
        (10, 5, Standing.COMPLETE),
        (9, 100, Standing.BEHIND),
        (9, 101, Standing.MISSED),
        (10, 101, Standing.COMPLETE),
        (0, -30, Standing.EARLY),
    ],
)
def test_how_a_line_stands(proven: int, passed: int, standing: Standing) -> None:
    assert paced(10, proven, 100, passed).standing is standing


@settings(deadline=None)
@given(promised=st.integers(1, 60), proven=_NUMBERS, length=_DAYS, passed=st.integers(-50, 500))
def test_missing_is_never_more_than_what_is_left(
    promised: int, proven: int, length: int, passed: int
) -> None:
    found = paced(promised, proven, length, passed)
    assert 0 <= found.missing <= max(0, promised - proven)
    assert (found.standing is Standing.COMPLETE) == (proven >= promised)
    assert found.weekly >= 0
    if passed > length:
        assert found.missing == max(0, promised - proven)
    if found.standing in (Standing.BEHIND, Standing.MISSED):
        assert found.missing > 0
    else:
        assert found.missing == 0


@settings(deadline=None)
@given(promised=st.integers(1, 60), proven=_NUMBERS, length=_DAYS, passed=_DAYS)
def test_one_more_proof_never_makes_it_worse(
    promised: int, proven: int, length: int, passed: int
) -> None:
    now, then = (paced(promised, n, length, passed) for n in (proven, proven + 1))
    assert then.missing <= now.missing
    assert then.weekly <= now.weekly


@settings(deadline=None)
@given(promised=st.integers(1, 60), proven=_NUMBERS, length=_DAYS, passed=_DAYS)
def test_a_day_without_a_proof_never_makes_it_better_once_it_can_be_told(
    promised: int, proven: int, length: int, passed: int
) -> None:
    today, tomorrow = (paced(promised, proven, length, passed + n) for n in (0, 1))
    assert tomorrow.missing >= today.missing


def test_one_thing_due_later_is_not_behind() -> None:
    """A banner promised for the end is late only when the end is there."""
    assert paced(1, 0, 100, 60).standing is Standing.ON_TRACK
    assert paced(1, 0, 100, 101).standing is Standing.MISSED


# --- Copies --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("copies", "a_week", "an_edition", "doubt"),
    [
        (20_000, False, 20_000, Doubt.NONE),
        (140_000, False, 140_000, Doubt.WEEK_AS_EDITION),
        (140_000, True, 20_000, Doubt.NONE),
        (20_000, True, 2857, Doubt.EDITION_AS_WEEK),
        (2_000_000, False, 2_000_000, Doubt.FAR),
        (10, False, 10, Doubt.FAR),
        (25_000, False, 25_000, Doubt.NONE),
    ],
)
def test_a_week_entered_as_a_day_is_doubted(
    copies: int, a_week: bool, an_edition: int, doubt: Doubt
) -> None:
    judged = judge(copies, a_week=a_week, agreed=20_000, editions=7)
    assert (judged.an_edition, judged.doubt) == (an_edition, doubt)


@settings(deadline=None)
@given(copies=st.integers(1, 10**7), a_week=st.booleans(), editions=st.integers(0, 14))
def test_nothing_is_doubted_where_nothing_was_agreed(
    copies: int, a_week: bool, editions: int
) -> None:
    assert judge(copies, a_week=a_week, agreed=None, editions=editions).doubt is Doubt.NONE


@settings(deadline=None)
@given(agreed=st.integers(1, 10**6), editions=st.integers(3, 7))
def test_a_whole_week_is_right_for_a_week_and_doubted_for_an_edition(
    agreed: int, editions: int
) -> None:
    week = agreed * editions
    assert judge(week, a_week=True, agreed=agreed, editions=editions).doubt is Doubt.NONE
    right = judge(week, a_week=False, agreed=agreed, editions=editions)
    assert right.doubt is Doubt.WEEK_AS_EDITION
