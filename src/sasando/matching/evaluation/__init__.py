"""Measure the engine on any folder of questions whose answers are known."""

from sasando.matching.evaluation.folder import Asked, EvaluationError, EvaluationSet
from sasando.matching.evaluation.measuring import Judged, Measured, by_kind, judge, measured
from sasando.matching.evaluation.metrics import Figure, ranking

__all__ = [
    "Asked",
    "EvaluationError",
    "EvaluationSet",
    "Figure",
    "Judged",
    "Measured",
    "by_kind",
    "judge",
    "measured",
    "ranking",
]
