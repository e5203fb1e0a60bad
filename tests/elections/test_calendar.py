"""Stages as events: in the order of time, with their history, and what was not held as cancelled."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from sasando.elections.actions import load_calendar_2024, move_stage
from sasando.elections.calendar import stage_events
from sasando.elections.models import Stage
from sasando.rendering.ical import EventStatus, calendar


def events(stages, language="id"):
    return stage_events(
        stages,
        language=language,
        host="sasando.example",
        href_of=lambda stage: f"https://sasando.example/kalender/#{stage.code}",
    )


@pytest.fixture
def loaded(db):
    load_calendar_2024()


def test_in_the_order_of_time_and_only_with_a_date(loaded):
    found = events(Stage.objects.for_calendar())
    dates = [(event.starts, event.ends) for event in found]
    assert dates == sorted(dates)
    undated = Stage.objects.filter(starts=None, ends=None).count()
    assert len(found) == Stage.objects.count() - undated
    assert len({event.uid for event in found}) == len(found)


def test_a_second_round_that_was_not_held_is_cancelled(loaded):
    found = events(Stage.objects.for_calendar().filter(election__round=2))
    assert {event.status for event in found} == {EventStatus.CANCELLED}


def test_a_move_raises_the_sequence_and_keeps_the_uid(stage):
    (before,) = events(Stage.objects.for_calendar())
    move_stage(
        stage=stage,
        starts=date(2024, 9, 23),
        ends=date(2024, 9, 23),
        reason="-",
        decided_by="c" * 64,
        at=datetime(2024, 9, 20, tzinfo=UTC),
    )
    (after,) = events(Stage.objects.for_calendar(), "en")
    assert after.uid == before.uid == "pkd-05@sasando.example"
    assert (before.sequence, after.sequence) == (0, 1)
    assert (before.modified, after.modified) == (
        datetime(2024, 1, 26, tzinfo=UTC),
        datetime(2024, 9, 20, tzinfo=UTC),
    )
    assert (after.was_starts, after.starts) == (date(2024, 9, 22), date(2024, 9, 23))
    assert after.name == "Determination of pairs of candidates"


def test_the_whole_calendar_reads_in_two_queries_and_is_good_icalendar(
    loaded, django_assert_num_queries
):
    with django_assert_num_queries(2):
        found = events(Stage.objects.for_calendar())
    content = calendar(found, name="Tahapan", href="https://sasando.example/k.ics", language="id")
    assert len(Calendar.from_ical(content).walk("VEVENT")) == len(found)
