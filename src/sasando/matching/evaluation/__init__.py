"""Measure the engine on any folder of questions whose answers are known."""

from sasando.matching.evaluation.folder import Asked, EvaluationError, EvaluationSet
from sasando.matching.evaluation.measuring import (
    Judged,
    Measured,
    apart,
    by_kind,
    judge,
    measured,
)
from sasando.matching.evaluation.metrics import Figure, ranking
from sasando.matching.evaluation.same_claim import SameClaim

__all__ = [
    "Asked",
    "EvaluationError",
    "EvaluationSet",
    "Figure",
    "Judged",
    "Measured",
    "SameClaim",
    "apart",
    "by_kind",
    "judge",
    "measured",
    "ranking",
]
