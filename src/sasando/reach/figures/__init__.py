"""What was reached, answered and corrected in a period: for the desk, for reports, for open data.

Reads only. Unlike kinds are never added up, nothing is counted twice, and what nobody counted is a
gap and no zero. Days are those of the house's own time zone, whoever looks.
"""

from sasando.reach.figures.answered import AnsweredMonth, answered
from sasando.reach.figures.corrected import Corrected, Correction, What, corrected
from sasando.reach.figures.groups import Dimension, Group
from sasando.reach.figures.reached import Reached, reached

__all__ = [
    "AnsweredMonth",
    "Corrected",
    "Correction",
    "Dimension",
    "Group",
    "Reached",
    "What",
    "answered",
    "corrected",
    "reached",
]
