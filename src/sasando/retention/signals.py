"""What the room says, in the transaction that changes it."""

from django.dispatch import Signal

period_set = Signal()
"""An administrator set how long something is kept: ``period``, ``at``."""
