"""From the raw signals of candidates to how likely each is the right one."""

from sasando.matching.scoring.asked import Asked
from sasando.matching.scoring.considered import Considered
from sasando.matching.scoring.features import FEATURES, features
from sasando.matching.scoring.model import Scorer, scorer, sure_row

__all__ = ["FEATURES", "Asked", "Considered", "Scorer", "features", "scorer", "sure_row"]
