"""What the room keeps."""

from sasando.accounts.models.digests import Digest, DigestChoice, DigestCopy
from sasando.accounts.models.editions import Edition
from sasando.accounts.models.goals import Goal, GoalVersion

__all__ = ["Digest", "DigestChoice", "DigestCopy", "Edition", "Goal", "GoalVersion"]
