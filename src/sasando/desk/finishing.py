"""What Wagtail does at the end of a workflow (``WAGTAIL_FINISH_WORKFLOW_ACTION``)."""

from typing import Any


def leave_to_desk(workflow_state: Any, user: Any = None) -> None:
    """Do nothing: the desk publishes what was approved, at its time, by ``actions.publish``."""
