"""Which days are quiet, and what is locked on them."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.documents.vocabulary import Kind
from sasando.elections.models import Election
from sasando.elections.quiet_period import (
    LAWS,
    NEVER_LOCKED,
    QuietPeriod,
    locks,
    quiet_period_on,
    quiet_periods,
)


@dataclass(frozen=True)
class Row:
    kind: str
    starts: date | None
    ends: date | None
    election_id: int = 1
    election_kind: str = "general"
    held: bool = True


CAMPAIGN = Row("campaign", date(2024, 9, 25), date(2024, 11, 23))
VOTING = Row("voting", date(2024, 11, 27), date(2024, 11, 27))
QUIET = Row("quiet", date(2024, 2, 11), date(2024, 2, 13), election_id=2)
PERIOD = QuietPeriod(date(2024, 11, 24), date(2024, 11, 26), derived=True)


def test_the_days_between_campaign_and_voting():
    assert quiet_periods([VOTING, CAMPAIGN]) == (PERIOD,)


def test_the_calendars_own_row_wins_and_elections_do_not_mix():
    assert quiet_periods([CAMPAIGN, QUIET, VOTING]) == (
        QuietPeriod(date(2024, 2, 11), date(2024, 2, 13), derived=False),
        PERIOD,
    )


def test_three_days_where_nothing_is_known_of_the_campaign():
    assert quiet_periods([VOTING]) == (PERIOD,)


def test_a_round_that_is_not_held_is_not_quiet():
    row = Row("quiet", date(2024, 6, 23), date(2024, 6, 25), held=False)
    assert quiet_period_on(date(2024, 6, 24), [row]) is None


@given(st.dates(date(2024, 11, 1), date(2024, 12, 31)))
def test_quiet_are_exactly_the_three_days_before(day):
    quiet = quiet_period_on(day, [CAMPAIGN, VOTING])
    assert (quiet is not None) == (timedelta(0) < VOTING.starts - day <= timedelta(3))


@pytest.mark.parametrize("kind", sorted(NEVER_LOCKED))
def test_official_information_and_corrections_always_go_out(kind):
    assert locks(kind, campaign_like=True, survey_results=True, period=PERIOD) is None


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.PARTNERSHIP, Kind.LESSON, Kind.EPISODE])
def test_what_is_campaign_like_or_a_survey_waits(kind):
    assert locks(kind, campaign_like=False, period=PERIOD) is None
    assert locks(kind, campaign_like=True, period=None) is None
    assert locks(kind, campaign_like=True, period=PERIOD).law == LAWS["general"].campaign
    survey = locks(kind, campaign_like=False, survey_results=True, period=PERIOD)
    assert (survey.law, survey.period) == (LAWS["general"].survey, PERIOD)


def test_regional_heads_are_elected_under_a_law_of_their_own():
    kind = "regional-head"
    row = Row("quiet", date(2024, 11, 24), date(2024, 11, 26), election_kind=kind)
    period = quiet_period_on(date(2024, 11, 25), [row])
    lock = locks(Kind.NEWS, campaign_like=True, period=period)
    assert "UU 10/2016" in lock.law
    assert "7/2017" not in lock.law


def test_every_kind_of_election_has_its_law():
    assert set(LAWS) == set(Election.Kind.values)
