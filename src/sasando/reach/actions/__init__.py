"""What may happen to what is counted."""

from sasando.reach.actions.counting import count_views, tally
from sasando.reach.actions.reading import read_broadcasts, read_copies

__all__ = ["count_views", "read_broadcasts", "read_copies", "tally"]
