"""What may happen to what is counted."""

from sasando.reach.actions.circulating import enter_circulation, take_back_circulation
from sasando.reach.actions.counting import count_views, tally
from sasando.reach.actions.reading import read_broadcasts, read_copies

__all__ = [
    "count_views",
    "enter_circulation",
    "read_broadcasts",
    "read_copies",
    "take_back_circulation",
    "tally",
]
