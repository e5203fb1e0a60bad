"""The audience plan as a table for the report: one row a stage and audience, and one an audience in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sasando.reach.planning.plan import AudiencePlan, Cell, StagePlan
from sasando.reach.planning.scope import Scope
from sasando.rendering.tables import Cell as Value

HEADER = (
    "scope",
    "stage",
    "stage_name",
    "starts",
    "ends",
    "audience",
    "audience_name",
    "planned",
    "published",
    "gap",
    "right_after_percent",
    "gain_points",
)


def header(measures: Sequence[str]) -> list[str]:
    """Return the names of the columns; those of ``measures`` (kinds) come last."""
    return [*HEADER, *(f"reached_{kind.replace('-', '_')}" for kind in measures)]


def rows(
    plan: AudiencePlan, scope: Scope, *, language: str, measures: Sequence[str]
) -> Iterator[list[Value]]:
    """Yield the plan's rows: everything of the scope first (no stage), then stage by stage."""
    for cell in plan.total:
        yield _row(cell, None, scope, language, measures)
    for stage in plan.stages:
        for cell in stage.cells:
            yield _row(cell, stage, scope, language, measures)


def _row(
    cell: Cell, own: StagePlan | None, scope: Scope, language: str, measures: Sequence[str]
) -> list[Value]:
    stage = own.stage if own else None
    understood = cell.understood
    gain = understood.gain if understood else None
    return [
        scope.code,
        "*" if own is None else stage.code if stage else "",
        stage.name_in(language) if stage else "",
        stage.starts.isoformat() if stage and stage.starts else "",
        stage.ends.isoformat() if stage and stage.ends else "",
        cell.audience.code.value,
        cell.audience.name_in(language),
        cell.planned,
        cell.published,
        int(cell.is_gap),
        None
        if understood is None or understood.right_after is None
        else round(understood.right_after, 1),
        None if gain is None else round(gain, 1),
        *(cell.reached.get(kind) for kind in measures),
    ]
