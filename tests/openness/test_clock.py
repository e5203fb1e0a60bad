"""The clock of requests: every deadline as worked out by hand, and its explanation equal to its sum."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sasando.openness.clock import (
    Kind,
    NoRule,
    Off,
    Regime,
    RulesBroken,
    Step,
    WorkCalendar,
    count,
    explain,
    rule_called,
    rule_for,
    rules,
)
from sasando.openness.clock.rules import rules_from
from sasando.openness.decreed import days_off
from sasando.rendering.dates import local_day
from tests.openness.clock_cases import CASES, MOMENTS, Case

YEARS = range(2013, 2029)


def decreed(**changes: dict[date, Off]) -> WorkCalendar:
    off: dict[date, Off] = {}
    known = set()
    for year in YEARS:
        days, whole = days_off(year)
        off |= days
        if whole:
            known.add(year)
    return WorkCalendar(
        off=off | changes.get("off", {}), worked=changes.get("worked", {}), decreed=frozenset(known)
    )


DECREED = decreed()


def named(case: Case) -> str:
    return f"{case.article}: {case.about}"


def test_there_are_at_least_eighty_cases_and_each_names_its_article() -> None:
    assert len(CASES) + len(MOMENTS) >= 80
    assert all(case.article for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_deadline_is_as_worked_out_by_hand(case: Case) -> None:
    starts = date.fromisoformat(case.starts)
    rule = rule_for(case.step, case.regime, starts)
    assert rule.cite["id"] == case.article
    assert count(rule, starts, DECREED).due.isoformat() == case.due


@pytest.mark.parametrize("case", CASES, ids=named)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_explanation_equals_the_sum(case: Case, language: str) -> None:
    starts = date.fromisoformat(case.starts)
    found = count(rule_for(case.step, case.regime, starts), starts, DECREED)
    told = explain(found, language)
    counted = r"hari kerja ke-(\d+)" if language == "id" else r"working day (\d+)"
    numbers = [int(m[1]) for line in told.lines if (m := re.search(counted, line))]
    assert numbers == list(range(1, found.rule.days + 1))
    assert len(told.lines) == (found.due - starts).days
    last = told.lines[-1].split(":")[0]
    assert last in told.headline
    assert str(found.due.day) in last
    assert str(found.due.year) in last
    assert found.rule.cite[language] in told.rule
    for line, said in zip(found.lines, told.lines, strict=True):
        assert (line.off is None) == bool(re.search(counted, said))
        if line.off and line.off.kind is not Kind.WEEKEND:
            assert line.off.name_in(language) in said


@pytest.mark.parametrize(("sent", "zone", "received", "due"), MOMENTS)
def test_the_day_of_the_authority_decides_wherever_it_was_sent(
    sent: str, zone: str, received: str, due: str
) -> None:
    day = local_day(datetime.fromisoformat(sent).replace(tzinfo=ZoneInfo(zone)))
    assert day.isoformat() == received
    rule = rule_for(Step.ANSWER, Regime.ELECTION, day)
    assert count(rule, day, DECREED).due.isoformat() == due


@pytest.mark.parametrize(
    ("zone", "received"),
    [
        ("Asia/Jakarta", "2024-09-23"),
        ("Asia/Makassar", "2024-09-24"),
        ("Asia/Jayapura", "2024-09-24"),
    ],
)
def test_three_authorities_in_three_zones_have_three_days(zone: str, received: str) -> None:
    moment = datetime(2024, 9, 23, 16, 30, tzinfo=ZoneInfo("UTC"))
    assert local_day(moment, ZoneInfo(zone)).isoformat() == received


def test_an_hour_that_a_senders_clock_strikes_twice_is_told_apart() -> None:
    # Sydney put its clocks back at 16:00 UTC, which is midnight in Kupang.
    first = datetime(2024, 4, 7, 2, 30, tzinfo=ZoneInfo("Australia/Sydney"))
    second = first.replace(fold=1)
    assert local_day(first) == date(2024, 4, 6)
    assert local_day(second) == date(2024, 4, 7)


def test_an_office_that_was_closed_by_a_flood_has_a_day_more() -> None:
    flood = Off(Kind.CLOSED, {"id": "banjir"}, source="SK Sekretaris 12/2024")
    calendar = decreed(off={date(2024, 7, 3): flood})
    found = count(rule_called("uu14-22-7"), date(2024, 7, 1), calendar)
    assert found.due == date(2024, 7, 16)
    assert "kantor tutup: banjir (SK Sekretaris 12/2024)" in explain(found, "id").text


def test_joint_leave_that_is_worked_counts_and_says_so() -> None:
    worked = Off(Kind.WORKED, {"id": "piket rekapitulasi"})
    calendar = decreed(worked={date(2024, 6, 18): worked})
    found = count(rule_called("uu14-22-7"), date(2024, 6, 6), calendar)
    assert found.due == date(2024, 6, 21)
    assert "hari kerja ke-7; tetap hari kerja: piket rekapitulasi" in explain(found, "id").text


def test_a_year_nobody_decreed_is_said() -> None:
    found = count(rule_called("uu14-22-7"), date(2028, 2, 14), DECREED)
    assert found.unknown_years == (2028,)
    assert found.estimated
    assert "2028" in explain(found, "id").notes[0]
    assert not count(rule_called("uu14-22-7"), date(2024, 2, 1), DECREED).estimated


def test_where_no_rule_holds_none_is_made_up() -> None:
    with pytest.raises(NoRule):
        rule_for(Step.ANSWER, Regime.GENERAL, date(2009, 1, 1))
    with pytest.raises(NoRule):
        rule_called("uu-99")


def test_each_rule_names_its_source_and_no_two_hold_at_once() -> None:
    for rule in rules():
        assert rule.read.startswith("https://")
        assert set(rule.cite) == {"id", "en"}
        assert rule.holds(rule.since)
        assert not rule.holds(rule.since - timedelta(days=1))
    row = {
        "id": "a",
        "step": "answer",
        "regime": "umum",
        "days": 10,
        "since": date(2020, 1, 1),
        "cite": {"id": "x", "en": "x"},
        "read": "https://contoh.example/",
        "how": "quoted",
    }
    for broken in (
        [row, row],
        [row, row | {"id": "b", "since": date(2024, 1, 1)}],
        [row | {"step": "dance"}],
        [row | {"days": 0}],
        [row | {"cite": {"id": "x"}}],
        [row | {"until": date(2019, 1, 1)}],
    ):
        with pytest.raises(RulesBroken):
            rules_from({"rule": broken})
    same_day = rules_from({"rule": [row | {"same_day": True}]})[0]
    assert count(same_day, date(2024, 1, 8), DECREED).due == date(2024, 1, 19)


def test_the_reference_names_every_rule_with_its_days() -> None:
    table = (Path(__file__).parents[2] / "docs/reference/request-clock.md").read_text()
    for rule in rules():
        [row] = [line for line in table.splitlines() if f"| `{rule.id}` |" in line]
        assert f"| {rule.regime.value} | {rule.days} |" in row
