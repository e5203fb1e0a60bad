"""The rundown as the desk and the host see it: when each segment is planned, and how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sasando.live.models import Production, Segment


@dataclass(frozen=True, slots=True)
class Row:
    """One segment with its times. ``begins`` is what was, or else what is to be expected now."""

    segment: Segment
    begins: datetime | None
    speakers: tuple[str, ...]  # names
    is_on: bool
    is_past: bool
    left_s: int | None  # of the one that is on; negative when it is over time


@dataclass(frozen=True, slots=True)
class Rundown:
    """All segments, which is on, which comes next, and how far behind the plan it is."""

    rows: tuple[Row, ...]
    on: Row | None
    next: Row | None
    planned_s: int
    slot_s: int | None  # between planned start and end
    late_s: int | None  # once it runs: the expected end against the planned one


def rundown_of(
    production: Production, *, at: datetime, segments: Sequence[Segment] | None = None
) -> Rundown:
    """Return the rundown as it stands at ``at``; one query where ``segments`` are not given."""
    if segments is None:
        segments = list(production.segments.all())
    names = {str(person.ref): person.name for person in production.people}
    text = production.text
    running = production.told_to_start_at is not None
    clock = at if running else text.starts_at
    rows: list[Row] = []
    ahead = timedelta()
    for segment in segments:
        is_on = segment.started_at is not None and segment.ended_at is None
        planned = timedelta(seconds=segment.planned_s)
        left: timedelta | None = None
        begins: datetime | None = segment.started_at
        if is_on and segment.started_at is not None:
            left = segment.started_at + planned - at
            ahead += max(left, timedelta())
        elif segment.started_at is None:
            begins = clock + ahead if clock is not None else None
            ahead += planned
        rows.append(
            Row(
                segment=segment,
                begins=begins,
                speakers=tuple(names[ref] for ref in segment.speakers if ref in names),
                is_on=is_on,
                is_past=segment.ended_at is not None,
                left_s=round(left.total_seconds()) if left is not None else None,
            )
        )
    slot = text.ends_at - text.starts_at if text.starts_at and text.ends_at else None
    late = at + ahead - text.ends_at if running and text.ends_at else None
    return Rundown(
        rows=tuple(rows),
        on=next((row for row in rows if row.is_on), None),
        next=next((row for row in rows if row.segment.started_at is None), None),
        planned_s=sum(segment.planned_s for segment in segments),
        slot_s=round(slot.total_seconds()) if slot is not None else None,
        late_s=round(late.total_seconds()) if late is not None else None,
    )
