"""An objection to the superior, its clock, its answer, and the dispute that may follow."""

import pytest

from sasando.openness import actions
from sasando.openness.exceptions import NotAllowed, WrongState
from sasando.openness.following import decisions_for, follow
from sasando.openness.models import Dispute, Letter, Matter, Request
from tests.desk.builders import Desk
from tests.openness.conftest import Ask, at, granted, refused


@pytest.fixture
def denied(desk: Desk, ask: Ask) -> Request:
    asked = ask(1)
    actions.decide(matter=asked.matter, answer=refused(), by=desk.officer, at=at("2025-07-10"))
    asked.refresh_from_db()
    return asked


def test_an_objection_has_thirty_days_to_be_filed_and_thirty_to_be_answered(
    denied: Request,
) -> None:
    seen = follow(denied, language="id", at=at("2025-07-11"))
    assert seen.may_object
    assert seen.last_to_object and seen.last_to_object.isoformat() == "2025-08-22"
    with pytest.raises(WrongState):
        actions.object_to(request=denied, ground="a", text="Ini terbuka.", at=at("2025-08-25"))
    filed = actions.object_to(request=denied, ground="a", text="Ini terbuka.", at=at("2025-07-14"))
    assert filed.due_on.isoformat() == "2025-08-26"
    assert Letter.objects.get(kind="objection").due_on == filed.due_on
    with pytest.raises(WrongState):
        actions.object_to(request=denied, ground="a", text="Lagi", at=at("2025-07-15"))


def test_before_the_deadline_nobody_can_object_and_after_it_silence_is_a_ground(ask: Ask) -> None:
    asked = ask(1)
    for day, ground in (("2025-07-21", "c"), ("2025-07-22", "f")):
        with pytest.raises(WrongState):
            actions.object_to(request=asked, ground=ground, text="Diam", at=at(day))
    assert follow(asked, language="id", at=at("2025-07-22")).late
    filed = actions.object_to(request=asked, ground="c", text="Tidak dijawab", at=at("2025-07-22"))
    assert filed.filed_on.isoformat() == "2025-07-22"


def test_who_decided_does_not_judge_and_whoever_is_right_is_given_it(
    desk: Desk, denied: Request
) -> None:
    filed = actions.object_to(request=denied, ground="a", text="Ini terbuka.", at=at("2025-07-14"))
    with pytest.raises(NotAllowed):
        actions.review(
            objection=filed,
            outcome="rejected",
            reply="Tetap.",
            by=desk.officer,
            at=at("2025-07-15"),
        )
    with pytest.raises(NotAllowed):
        actions.review(
            objection=filed, outcome="rejected", reply="Tetap.", by=desk.chief, at=at("2025-07-15")
        )
    with pytest.raises(WrongState):
        actions.review(
            objection=filed, outcome="upheld", reply="Benar.", by=desk.head, at=at("2025-07-15")
        )
    actions.review(
        objection=filed,
        outcome="upheld",
        reply="Nama dihitamkan, sisanya terbuka.",
        answer=granted(text="Tabel tanpa nama."),
        by=desk.head,
        at=at("2025-07-15"),
    )
    denied.refresh_from_db()
    assert denied.outcome == "granted"
    assert [one.text for one in decisions_for(denied)][-1] == "Tabel tanpa nama."
    seen = follow(denied, language="id", at=at("2025-07-16"))
    assert "4 Agustus 2025" in seen.dispute
    assert "Pasal 37" in seen.dispute
    with pytest.raises(WrongState):
        actions.review(
            objection=filed, outcome="rejected", reply="Tidak.", by=desk.head, at=at("2025-07-16")
        )


def test_what_one_objector_is_given_is_not_given_to_the_others(desk: Desk, ask: Ask) -> None:
    one, two = ask(1), ask(2)
    actions.decide(matter=one.matter, answer=refused(), by=desk.officer, at=at("2025-07-10"))
    one.refresh_from_db()
    two.refresh_from_db()
    filed = actions.object_to(request=one, ground="a", text="Terbuka.", at=at("2025-07-14"))
    answer = granted(text="Khusus pemohon ini.")
    actions.review(
        objection=filed,
        outcome="upheld",
        reply="Ya.",
        answer=answer,
        by=desk.head,
        at=at("2025-07-15"),
    )
    assert [row.outcome for row in decisions_for(two)] == ["refused"]
    assert Matter.objects.get().open_count == 0


def test_an_answer_that_objection_forces_closes_a_request_nobody_answered(
    desk: Desk, ask: Ask
) -> None:
    asked = ask(1)
    filed = actions.object_to(request=asked, ground="c", text="Diam", at=at("2025-07-22"))
    actions.review(
        objection=filed,
        outcome="upheld",
        reply="Maaf, ini jawabannya.",
        answer=granted(),
        by=desk.head,
        at=at("2025-07-23"),
    )
    assert Matter.objects.get().state == "decided"
    assert Request.objects.get().closed_on is not None


def test_a_dispute_is_recorded_stage_by_stage(desk: Desk, denied: Request) -> None:
    filed = actions.object_to(request=denied, ground="a", text="Terbuka.", at=at("2025-07-14"))
    stage = {"stage": "filed", "on": at("2025-07-20").date(), "number": "", "note": ""}
    with pytest.raises(WrongState):
        actions.record_dispute(objection=filed, **stage, by=desk.officer, at=at("2025-07-20"))
    actions.review(
        objection=filed, outcome="rejected", reply="Tetap.", by=desk.head, at=at("2025-07-21")
    )
    filed.refresh_from_db()
    for step in ("filed", "mediation", "settled"):
        actions.record_dispute(
            objection=filed,
            **(stage | {"stage": step, "number": "012/KI-NTT/2025"}),
            by=desk.officer,
            at=at("2025-08-20"),
        )
    assert [row.stage for row in Dispute.objects.all()] == ["filed", "mediation", "settled"]
