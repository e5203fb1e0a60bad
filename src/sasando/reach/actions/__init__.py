"""What may happen to readings."""

from sasando.reach.actions.reading import read_broadcasts, read_copies

__all__ = ["read_broadcasts", "read_copies"]
