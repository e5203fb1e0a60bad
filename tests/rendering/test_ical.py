"""Calendars, read back by two independent readers."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from ical.calendar_stream import IcsCalendarStream

from sasando.rendering.ical import EventStatus, StageEvent, calendar
from tests.rendering.published import any_text

MODIFIED = datetime(2024, 8, 1, 3, 0, tzinfo=UTC)
VOTING = StageEvent(
    uid="pkd-07@sasando.example",
    name="Pelaksanaan pemungutan suara",
    starts=date(2024, 11, 27),
    ends=date(2024, 11, 27),
    modified=MODIFIED,
    note="TPS 07.00–13.00 WITA; bawa KTP-el, surat pemberitahuan",
    href="https://sasando.example/kalender/#pkd-07",
    categories=("Pilkada Serentak 2024",),
)
MOVED = StageEvent(
    uid="pkd-02@sasando.example",
    name="Pengumuman pendaftaran",
    starts=date(2024, 8, 25),
    ends=date(2024, 8, 27),
    was_starts=date(2024, 8, 24),
    was_ends=date(2024, 8, 26),
    sequence=1,
    modified=MODIFIED,
)


def made(*events: StageEvent, language: str = "id") -> bytes:
    return calendar(
        events,
        name="Tahapan Pilkada",
        href="https://sasando.example/kalender.ics",
        language=language,
        refresh_hours=12,
    )


def test_one_reader_finds_everything() -> None:
    parsed = icalendar.Calendar.from_ical(made(VOTING, MOVED))
    assert parsed["X-WR-CALNAME"] == "Tahapan Pilkada"
    assert parsed["REFRESH-INTERVAL"].dt == timedelta(hours=12)
    voting, moved = parsed.walk("VEVENT")
    assert voting.errors == []
    assert voting["DTSTART"].dt == date(2024, 11, 27)
    assert voting["DTEND"].dt == date(2024, 11, 28)
    assert voting["DTSTAMP"].dt == voting["LAST-MODIFIED"].dt == MODIFIED
    assert voting["URL"] == VOTING.href
    assert moved["SEQUENCE"] == 1


def test_another_reader_finds_the_same() -> None:
    parsed = IcsCalendarStream.calendar_from_ics(made(VOTING, MOVED).decode())
    voting, moved = parsed.events
    assert voting.summary == VOTING.name
    assert (voting.start, voting.end) == (date(2024, 11, 27), date(2024, 11, 28))
    assert voting.categories == ["Pilkada Serentak 2024"]
    assert VOTING.note in (voting.description or "")
    assert moved.sequence == 1
    assert "Semula 24–26 Agustus 2024; sekarang 25–27 Agustus 2024" in (moved.description or "")


def test_english_says_was_and_is_now() -> None:
    parsed = icalendar.Calendar.from_ical(made(MOVED, language="en"))
    assert (
        "Was 24–26 August 2024; is now 25–27 August 2024" in parsed.walk("VEVENT")[0]["DESCRIPTION"]
    )


def test_a_stage_that_is_not_held_is_cancelled() -> None:
    stage = StageEvent(
        uid="x",
        name="Putaran kedua",
        starts=date(2024, 6, 26),
        ends=date(2024, 6, 26),
        modified=MODIFIED,
        status=EventStatus.CANCELLED,
    )
    assert b"STATUS:CANCELLED\r\n" in made(stage)


def test_lines_are_folded_at_75_octets() -> None:
    assert all(len(line) <= 75 for line in made(VOTING, MOVED).split(b"\r\n"))


def test_the_same_events_give_the_same_bytes() -> None:
    assert made(VOTING, MOVED) == made(VOTING, MOVED)


def test_impossible_stages_are_refused() -> None:
    backwards = StageEvent(
        uid="x", name="x", starts=date(2024, 2, 2), ends=date(2024, 2, 1), modified=MODIFIED
    )
    with pytest.raises(ValueError, match="before it starts"):
        made(backwards)


@given(any_text)
def test_any_text_survives(text: str) -> None:
    event = StageEvent(
        uid="x",
        name=text,
        note=text,
        categories=(text,),
        starts=date(2024, 1, 1),
        ends=date(2024, 1, 1),
        modified=MODIFIED,
    )
    (parsed,) = icalendar.Calendar.from_ical(made(event)).walk("VEVENT")
    assert parsed.errors == []
    assert parsed["DTSTART"].dt == date(2024, 1, 1)
    kept = "".join(c for c in text if ord(c) >= 0x20 and ord(c) != 0x7F)
    if kept == text:
        assert parsed["SUMMARY"] == text
