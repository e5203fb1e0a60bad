"""What can be done in this room."""

from sasando.accounts.actions.publishing import problem_of, publish, publish_nightly, tidy

__all__ = ["problem_of", "publish", "publish_nightly", "tidy"]
