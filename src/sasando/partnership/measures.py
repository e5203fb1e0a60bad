"""What platforms counted of proven publications after 1, 7 and 30 days. Reads only.

Numbers belong to the moment they were read and are shown as they were: one that falls fell because
the platform corrected itself, and is marked; one that was not read is a gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sasando.partnership.models import Proof
from sasando.plugins import MeasureKind
from sasando.reach.models import Reading

STEPS = (Reading.Step.DAY, Reading.Step.WEEK, Reading.Step.MONTH)
_COPIES = "surat kabar"  # the source of what a person entered of a printed page


@dataclass(frozen=True, slots=True)
class Line:
    """One number of one platform over time, ``None`` where it was not read."""

    kind: str
    source: str  # the platform's own name for it
    values: tuple[int | None, ...]  # after ``STEPS``

    @property
    def latest(self) -> int:
        """The last one that was read."""
        return next((value for value in reversed(self.values) if value is not None), 0)

    @property
    def fell(self) -> bool:
        """Whether a later reading is lower: the platform corrected itself."""
        there = [value for value in self.values if value is not None]
        return any(later < earlier for earlier, later in pairwise(there))


def measured(proofs: Sequence[Proof]) -> Mapping[int, tuple[Line, ...]]:
    """Return the lines of each proof by its primary key, in two queries."""
    copies = {p.hand_over_id: p.pk for p in proofs if p.hand_over_id is not None}
    programmes = {p.production_id: p.pk for p in proofs if p.production_id is not None}
    readings = Reading.objects.filter(step__in=STEPS).prefetch_related("measurements")
    of_copies = readings.filter(hand_over__in=copies)
    of_programmes = readings.filter(broadcast__production__in=programmes)
    values: dict[tuple[int, str, str], dict[int, int]] = defaultdict(dict)
    for reading in (of_copies | of_programmes).select_related("broadcast__account"):
        if reading.broadcast is not None:
            owner = programmes[reading.broadcast.production_id]
            prefix = f"{reading.broadcast.account.name}: "
        else:
            owner, prefix = copies[reading.hand_over_id or 0], ""
        for m in reading.measurements.all():
            values[owner, m.kind, f"{prefix}{m.source}"][reading.step] = m.value
    found: dict[int, list[Line]] = defaultdict(list)
    for (owner, kind, source), by_step in sorted(values.items()):
        found[owner].append(Line(kind, source, tuple(by_step.get(step) for step in STEPS)))
    return {pk: tuple(lines) for pk, lines in found.items()}


def added_up(proofs: Iterable[Proof], lines: Mapping[int, tuple[Line, ...]], kind: str) -> int:
    """Return the latest numbers of ``kind`` of all ``proofs`` together; other kinds are not in it."""
    total = 0
    for proof in proofs:
        total += sum(line.latest for line in lines.get(proof.pk, ()) if line.kind == kind)
        if kind == MeasureKind.COPIES and proof.copies:
            total += proof.copies
    return total
