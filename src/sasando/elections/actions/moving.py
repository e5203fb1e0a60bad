"""A stage moves: by an approved release, and with its history."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.elections.exceptions import MoveRefused
from sasando.elections.models import Stage, StageMove
from sasando.elections.signals import stage_moved


@transaction.atomic
def move_stage(
    *,
    stage: Stage,
    starts: date | None,
    ends: date | None,
    reason: str,
    decided_by: str,
    at: datetime,
) -> StageMove:
    """Give ``stage`` its new dates; return the move, with what was.

    ``decided_by`` is the digest or address of the Document that says so. ``stage`` is brought up to
    date. Sends ``stage_moved`` inside the transaction. Raises ``MoveRefused``.
    """
    locked = Stage.objects.select_for_update().get(pk=stage.pk)
    if (locked.starts, locked.ends) == (starts, ends):
        raise MoveRefused(_("“%(stage)s” has these dates already.") % {"stage": stage})
    if starts and ends and ends < starts:
        raise MoveRefused(_("“%(stage)s” would end before it starts.") % {"stage": stage})
    move = StageMove.objects.create(
        stage=locked,
        was_starts=locked.starts,
        was_ends=locked.ends,
        starts=starts,
        ends=ends,
        reason=reason,
        decided_by=decided_by,
        at=at,
    )
    locked.starts, locked.ends = starts, ends
    locked.sequence += 1
    locked.save(update_fields=["starts", "ends", "sequence"])
    stage.starts, stage.ends, stage.sequence = starts, ends, locked.sequence
    log(
        locked,
        "sasando.stage_moved",
        data={
            "was": [str(day or "") for day in (move.was_starts, move.was_ends)],
            "is": [str(day or "") for day in (starts, ends)],
            "reason": reason,
            "decided_by": decided_by,
        },
    )
    stage_moved.send(sender=Stage, stage=stage, move=move)
    return move
