"""Who approves what, from the policy that the desk itself goes by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.codes import phrased
from sasando.accounts.tables.defined import filled
from sasando.desk.policy import POLICY, Row
from sasando.documents.vocabulary import Kind


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return the policy; no query."""
    return (filled("approval-policy", _steps()),)


def _steps() -> Iterator[dict[str, Cell]]:
    for row in POLICY.values():
        yield from _of(row)
    said, how = phrased("kind.erratum"), phrased("site.policy_erratum")
    yield {
        "kind": Kind.ERRATUM.value,
        "step": 1,
        "shown_as_id": said.id,
        "shown_as_en": said.en,
        "written_by": None,
        "approver_id": how.id,
        "approver_en": how.en,
        "approver_of": None,
        "within_hours": None,
        "carried_freely": False,
        "seen_by_commission": True,
    }


def _of(row: Row) -> Iterator[dict[str, Cell]]:
    for step, one in enumerate(row.requirements, 1):
        yield {
            "kind": row.kind.value,
            "step": step,
            "shown_as_id": row.label["id"],
            "shown_as_en": row.label["en"],
            "written_by": " ".join(kind.value for kind in row.written_by),
            "approver_id": one.label["id"],
            "approver_en": one.label["en"],
            "approver_of": one.kind.value,
            "within_hours": None
            if one.within is None
            else round(one.within.total_seconds() / 3600),
            "carried_freely": bool(row.accepted_by),
            "seen_by_commission": row.visible_to_commission,
        }
