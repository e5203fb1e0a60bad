"""Windows of a budget, and notes without a desk."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sasando.plugins import Budget
from sasando.plugins.budgets import Paper

_ANY_TIME = st.integers(946_684_800, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC))


def test_a_day_begins_at_midnight_where_the_platform_lives() -> None:
    budget = Budget(name="units", limit=10_000, label="Units", zone="America/Los_Angeles")
    began, ends = budget.window(datetime(2024, 2, 14, 7, 30, tzinfo=UTC))  # 13 February there
    assert began == datetime(2024, 2, 13, 8, tzinfo=UTC)
    assert ends == datetime(2024, 2, 14, 8, tzinfo=UTC)


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    budget = Budget(name="units", limit=1, label="Units", zone="America/Los_Angeles")
    began, ends = budget.window(datetime(2024, 11, 3, 12, tzinfo=UTC))
    assert ends - began == timedelta(hours=25)


@given(at=_ANY_TIME, minutes=st.sampled_from([1, 7, 60, 1440, 2880]))
def test_every_moment_lies_in_its_window(at: datetime, minutes: int) -> None:
    budget = Budget(name="calls", limit=1, label="Calls", every=timedelta(minutes=minutes))
    began, ends = budget.window(at)
    assert began <= at < ends
    assert budget.window(began) == (began, ends)


def test_what_is_noted_for_one_hand_over_is_not_known_to_another() -> None:
    paper = Paper()
    paper.write("d-1", {"upload": "https://example.org/1"})
    assert paper.read("d-1") == {"upload": "https://example.org/1"}
    assert paper.read("d-2") == {}
