"""What can be done in this room."""

from sasando.accounts.actions.publishing import publish, publish_nightly, tidy

__all__ = ["publish", "publish_nightly", "tidy"]
