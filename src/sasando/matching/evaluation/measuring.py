"""Ask the engine every question of a set and hold its answers against the right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sasando.matching.answering import ranked
from sasando.matching.engine import Index
from sasando.matching.evaluation.folder import Asked, EvaluationSet
from sasando.matching.evaluation.metrics import Figure, ranking
from sasando.matching.evaluation.same_claim import SameClaim
from sasando.matching.normalise import normalise

OWN_OUT = "its right answer taken out"
OWN_OUT_APART = "the same, other checks of the same claim not counted"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what came back: ids in order, the first with its twins, how sure."""

    asked: Asked
    order: tuple[str, ...]
    twins: frozenset[str] = frozenset()
    chance: float = 0.0

    @property
    def strict(self) -> bool:
        """Return whether the first is one of the right ones."""
        return bool(self.order) and self.order[0] in self.asked.right

    @property
    def twin(self) -> bool:
        """Return whether the first or a twin of it is: what the asker reads says the same."""
        return self.strict or bool(self.twins & self.asked.right)


@dataclass(frozen=True, slots=True)
class Answering:
    """What happens at the threshold: of the answers to questions that have one, how many are right
    (precision); of those questions, how many are answered right (coverage); and of the questions
    that have none, how many are answered all the same (false), by kind.
    """

    threshold: float
    precision: Figure
    precision_with_twins: Figure
    coverage: Figure
    coverage_with_twins: Figure
    false: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of one set."""

    name: str
    ranking: Mapping[str, Mapping[str, Figure]]
    with_twins: Mapping[str, Figure]
    answering: Answering
    reliability: Sequence[tuple[float, float, int]]
    curve: Sequence[tuple[float, float]]
    misses: Sequence[Judged] = field(default=())


def judge(
    index: Index,
    asked: Iterable[Asked],
    *,
    own_out: bool = False,
    told: Callable[[], None] | None = None,
) -> list[Judged]:
    """Ask each question; ``own_out`` hides its right answers. ``told`` is called after each."""
    judged = []
    for one in asked:
        normal = normalise(one.text)
        look = index.consider(normal, hidden=one.right if own_out else ())
        found = ranked(look, normal)
        ids = [known.id for known in look.known]
        order = tuple(ids[place] for place in found.order)
        first = look.twins[found.order[0]] if len(found.order) else -1
        twins = frozenset(ids[place] for place in np.flatnonzero(look.twins == first))
        judged.append(Judged(one, order, twins, found.chance))
        if told is not None:
            told()
    return judged


def measured(
    of: EvaluationSet,
    judged: Sequence[Judged],
    *,
    variants: Mapping[str, Sequence[Judged]],
    unanswerable: Mapping[str, Sequence[Judged]],
    threshold: float,
) -> Measured:
    """Return all figures. ``unanswerable`` are questions that nothing known answers, by kind."""
    groups: dict[str, Sequence[Judged]] = {"all": judged}
    hard = [one for one in judged if one.asked.hard]
    if len(hard) < len(judged):
        groups["hard"] = hard
    groups |= variants
    figures = {
        name: ranking([one.order for one in some], [one.asked.right for one in some])
        for name, some in groups.items()
    }
    own = (OWN_OUT, OWN_OUT_APART)
    strangers = [one for kind, some in unanswerable.items() if kind not in own for one in some]
    given = [one for one in judged if one.chance >= threshold]
    answering = Answering(
        threshold,
        Figure.of([one.strict for one in given]),
        Figure.of([one.twin for one in given]),
        Figure.of([one.strict and one.chance >= threshold for one in judged]),
        Figure.of([one.twin and one.chance >= threshold for one in judged]),
        {
            kind: Figure.of([one.chance >= threshold for one in some])
            for kind, some in unanswerable.items()
        },
    )
    misses = sorted((one for one in judged if not one.twin), key=lambda one: -one.chance)
    return Measured(
        of.name,
        figures,
        {name: Figure.of([one.twin for one in some]) for name, some in groups.items()},
        answering,
        _reliability([*judged, *strangers]),
        _curve(judged, strangers),
        tuple(misses[:40]),
    )


def apart(judged: Iterable[Judged], same: SameClaim) -> list[Judged]:
    """Return questions whose right answer was taken out, unsure where another check of it came."""
    return [
        replace(one, chance=0.0) if one.order and same(one.order[0], one.asked.right) else one
        for one in judged
    ]


def by_kind(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Return judged questions by their kind."""
    kinds: dict[str, list[Judged]] = {}
    for one in judged:
        kinds.setdefault(one.asked.kind or "unanswerable", []).append(one)
    return kinds


def _reliability(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """Return for each tenth of probability: what was said, what came true, how many."""
    bins = []
    for low in np.arange(0, 1, 0.1):
        here = [one for one in judged if low <= one.chance < low + 0.1 + 1e-9]
        if here:
            said = float(np.mean([one.chance for one in here]))
            bins.append((said, float(np.mean([one.twin for one in here])), len(here)))
    return bins


def _curve(judged: Sequence[Judged], strangers: Sequence[Judged]) -> list[tuple[float, float]]:
    """Return coverage and precision for falling thresholds."""
    every = sorted([*judged, *strangers], key=lambda one: -one.chance)
    right = np.cumsum([one.twin for one in every])
    steps = range(19, len(every), max(len(every) // 100, 1))
    return [(right[i] / max(len(judged), 1), right[i] / (i + 1)) for i in steps]
