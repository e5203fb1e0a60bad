"""Days off as data: what is open moves and says why, what is closed stays; reminders and alarms."""

from datetime import date
from typing import Any

import pytest
from django.core import mail

from sasando.openness import actions
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.following import follow
from sasando.openness.models import DayOff, Entry, Matter, Request
from sasando.parties.models import Person
from tests.desk.builders import Desk
from tests.openness.conftest import Ask, at, granted

FLOOD: dict[str, Any] = {
    "day": date(2025, 7, 9),
    "kind": "closed",
    "name": "Banjir di kantor",
    "source": "SK Sekretaris 12/2025",
}


def test_a_holiday_added_in_the_past_moves_what_is_open_and_says_so(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    closed = ask(2, text="Anggaran 2024")
    actions.decide(matter=closed.matter, answer=granted(), by=desk.officer, at=at("2025-07-10"))
    actions.set_day(**FLOOD, by=desk.officer, at=at("2025-07-15"))
    asked.refresh_from_db()
    closed.refresh_from_db()
    assert asked.due_on.isoformat() == "2025-07-22"
    assert closed.due_on.isoformat() == "2025-07-21"
    moved = Entry.objects.get(kind=Entry.Kind.MOVED)
    assert moved.matter_id == asked.matter_id
    assert moved.text.startswith("2025-07-21 → 2025-07-22. ")
    assert "Banjir" in moved.text
    told = follow(asked, language="id", at=at("2025-07-15"))
    assert "kantor tutup: Banjir di kantor (SK Sekretaris 12/2025)" in told.sums[0].text
    before = follow(closed, language="id", at=at("2025-07-16"))
    assert "Banjir" not in before.sums[0].text  # it was counted before anybody knew
    assert "21 Juli" in before.sums[0].headline


def test_what_is_taken_back_moves_it_back_and_stays_on_record(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    row = actions.set_day(**FLOOD, by=desk.officer, at=at("2025-07-15"))
    with pytest.raises(WrongState):
        actions.set_day(**FLOOD, by=desk.officer, at=at("2025-07-15"))
    actions.take_back_day(row=row, by=desk.second, at=at("2025-07-16"))
    asked.refresh_from_db()
    assert asked.due_on.isoformat() == "2025-07-21"
    assert DayOff.objects.get().withdrawn_by == desk.second
    assert Entry.objects.filter(kind=Entry.Kind.MOVED).count() == 2


def test_an_extended_deadline_moves_with_both_its_sums(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    actions.extend(matter=asked.matter, reason="Arsip", by=desk.officer, at=at("2025-07-18"))
    actions.set_day(**FLOOD, by=desk.officer, at=at("2025-07-19"))
    asked.refresh_from_db()
    assert asked.extended_from == date(2025, 7, 22)
    assert asked.due_on == date(2025, 7, 31)


def test_a_day_needs_its_act_and_an_officer(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        actions.set_day(**FLOOD, by=desk.editor, at=at("2025-07-15"))
    with pytest.raises(WrongState):
        actions.set_day(**(FLOOD | {"source": " "}), by=desk.officer, at=at("2025-07-15"))


def test_reminders_come_before_and_alarms_after_once_each(
    desk: Desk, ask: Ask, django_capture_on_commit_callbacks: Any
) -> None:
    Person.objects.filter(pk=desk.officer.pk).update(email="maria@kpu.example")
    asked = ask(1)
    matter: Matter = asked.matter
    actions.assign(matter=matter, to=desk.officer, by=desk.officer, at=at("2025-07-08"))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind(at=at("2025-07-17")) == 0
        assert actions.remind(at=at("2025-07-18")) == 1
        assert actions.remind(at=at("2025-07-19")) == 0
        assert actions.remind(at=at("2025-07-21 23:00")) == 0
    assert [one.to for one in mail.outbox] == [["maria@kpu.example"]]
    assert "/desk/ppid/" in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind(at=at("2025-07-22 00:05")) == 1
        assert actions.remind(at=at("2025-07-23")) == 0
    kinds = set(Entry.objects.filter(matter=matter).values_list("kind", flat=True))
    assert {"reminded", "overdue"} <= kinds


def test_an_objection_is_reminded_of_too(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    actions.object_to(request=asked, ground="c", text="Diam", at=at("2025-07-22"))
    Request.objects.update(state="closed", closed_at=at("2025-07-23"), closed_on=date(2025, 7, 23))
    Matter.objects.update(state="decided", due_on=None)
    assert actions.remind(at=at("2025-09-01")) == 0
    assert actions.remind(at=at("2025-09-02")) == 1
    assert actions.remind(at=at("2025-09-10")) == 1
    assert actions.remind(at=at("2025-09-11")) == 0
