"""What was promised and delivered: agreements in force, line by line, and their goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from sasando.accounts.package import Cell, Resource
from sasando.accounts.tables.defined import filled
from sasando.partnership.public import PublicAgreement, public_agreements


def tables(at: datetime) -> tuple[Resource, ...]:
    """Return agreements, deliverables and goals as they stand at ``at``."""
    found = public_agreements(today=timezone.localdate(at), most=None)
    return (
        filled("agreements", (_agreement(one) for one in found)),
        filled("deliverables", _deliverables(found)),
        filled("agreement-goals", _goals(found)),
    )


def _agreement(one: PublicAgreement) -> dict[str, Cell]:
    counts = {name: one.editorial[name] for name in ("news", "fact_checks", "carried")}
    return {
        "number": one.number.strip(),
        "title": one.title.strip(),
        "commission": one.commission,
        "media": one.media,
        "starts": one.starts,
        "ends": one.ends,
        "version": one.version,
        "digest": one.digest,
        "paid": one.is_paid,
        "value": one.value,
        **{name: count if isinstance(count, int) else None for name, count in counts.items()},
    }


def _deliverables(found: Sequence[PublicAgreement]) -> Iterator[dict[str, Cell]]:
    for one in found:
        for line in one.lines:
            row = line.row
            yield {
                "agreement": one.number.strip(),
                "code": row.code,
                "title": row.title.strip(),
                "medium": row.medium,
                "audience": row.audience,
                "deadline": row.deadline,
                "promised": row.number,
                "delivered": line.proven,
                "late": line.late,
                "size": row.size,
                "size_unit": row.unit,
                "measure": row.measure,
                "reach_promised": row.reach,
                "reach_counted": line.reached if row.measure else None,
            }


def _goals(found: Sequence[PublicAgreement]) -> Iterator[dict[str, Cell]]:
    for one in found:
        for position, progress in enumerate(one.progress, 1):
            yield {
                "agreement": one.number.strip(),
                "position": position,
                "title": progress.goal.title.strip(),
                "measure": progress.goal.measure,
                "target": progress.goal.target,
                "reached": progress.reached,
            }
