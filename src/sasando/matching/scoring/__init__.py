"""From the raw signals of candidates to how likely each is the right one."""

from sasando.matching.scoring.asked import Asked
from sasando.matching.scoring.considered import Considered
from sasando.matching.scoring.features import FEATURES, features
from sasando.matching.scoring.model import Kind, Scorer, scorer, sure_row

__all__ = ["FEATURES", "Asked", "Considered", "Kind", "Scorer", "features", "scorer", "sure_row"]
