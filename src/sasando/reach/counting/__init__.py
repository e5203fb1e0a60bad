"""How often the pages of the own site are shown: no cookie, no identifier, nobody else asked.

Every page ends in a picture of one point. Who loads it is told apart from robots, forgotten at
once, and only the page's path is kept: first as a line in a file, which survives a process killed
the next instant, then folded into the database, each line once.
"""

from sasando.reach.counting.asking import is_reader
from sasando.reach.counting.tally import Tally

__all__ = ["Tally", "is_reader"]
