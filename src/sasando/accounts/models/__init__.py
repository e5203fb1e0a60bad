"""What the room keeps."""

from sasando.accounts.models.editions import Edition

__all__ = ["Edition"]
