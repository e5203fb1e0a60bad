"""A stage moves with its history, once, and tells it."""

from datetime import UTC, date, datetime

import pytest

from sasando.elections.actions import move_stage
from sasando.elections.exceptions import MoveRefused
from sasando.elections.models import Stage, StageMove
from sasando.elections.signals import stage_moved

AT = datetime(2024, 9, 20, 2, 0, tzinfo=UTC)
DIGEST = "b" * 64


def move(stage, starts, ends):
    return move_stage(
        stage=stage,
        starts=starts,
        ends=ends,
        reason="Banjir di dua kecamatan",
        decided_by=DIGEST,
        at=AT,
    )


def test_was_and_is_are_one_fact(stage):
    heard = []

    def hear(sender, stage, move, **kwargs):
        heard.append((stage.starts, move.was_starts))

    stage_moved.connect(hear)
    try:
        first = move(stage, date(2024, 9, 23), date(2024, 9, 24))
    finally:
        stage_moved.disconnect(hear)
    assert (first.was_starts, first.was_ends) == (date(2024, 9, 22), date(2024, 9, 22))
    assert (first.decided_by, first.at) == (DIGEST, AT)
    assert heard == [(date(2024, 9, 23), date(2024, 9, 22))]
    assert (stage.starts, stage.sequence) == (date(2024, 9, 23), 1)
    stage.refresh_from_db()
    assert (stage.ends, stage.sequence) == (date(2024, 9, 24), 1)

    move(stage, date(2024, 9, 25), date(2024, 9, 25))
    assert stage.sequence == 2
    assert [m.was_starts for m in stage.moves.all()] == [date(2024, 9, 23), date(2024, 9, 22)]


def test_nothing_to_move_and_impossible_moves_are_refused(stage):
    for starts, ends in (
        (date(2024, 9, 22), date(2024, 9, 22)),
        (date(2024, 9, 24), date(2024, 9, 23)),
    ):
        with pytest.raises(MoveRefused, match=stage.name):
            move(stage, starts, ends)
    assert not StageMove.objects.exists()
    assert Stage.objects.get().sequence == 0
