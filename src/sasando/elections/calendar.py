"""Stages as the events that people subscribe to; ``rendering.ical`` writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

from sasando.elections.models import Stage
from sasando.rendering.ical import EventStatus, StageEvent


def stage_events(
    stages: Iterable[Stage], *, language: str, host: str, href_of: Callable[[Stage], str]
) -> tuple[StageEvent, ...]:
    """Return the events of ``stages`` (read ``for_calendar``) in the order of time.

    A stage with one date only is an event of that day; one without dates is no event. ``host``
    makes the UIDs the house's own; ``href_of`` gives the absolute address of a stage.
    """
    events = [_event(stage, language, host, href_of(stage)) for stage in stages if _first(stage)]
    return tuple(sorted(events, key=lambda event: (event.starts, event.ends, event.uid)))


def _first(stage: Stage) -> date | None:
    return stage.starts or stage.ends


def _event(stage: Stage, language: str, host: str, href: str) -> StageEvent:
    starts = _first(stage)
    assert starts is not None  # noqa: S101 - stage_events takes dated stages only
    move = next(iter(stage.moves.all()), None)
    set_on = datetime.combine(stage.election.decided_on or starts, time(), UTC)
    return StageEvent(
        uid=f"{stage.code.lower()}@{host}",
        name=stage.name_in(language),
        starts=starts,
        ends=stage.ends or starts,
        modified=move.at if move else set_on,
        note=stage.note if language == "id" else "",
        href=href,
        categories=(stage.election.name_in(language),),
        sequence=stage.sequence,
        status=_status(stage),
        was_starts=move.was_starts if move else None,
        was_ends=move.was_ends if move else None,
    )


def _status(stage: Stage) -> EventStatus:
    if not (stage.held and stage.election.held):
        return EventStatus.CANCELLED
    weak = stage.quality == Stage.Quality.WEAK
    return EventStatus.TENTATIVE if weak else EventStatus.CONFIRMED
