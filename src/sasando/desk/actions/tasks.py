"""Keeping Wagtail's workflow in step with what the policy decided."""

from __future__ import annotations

from wagtail.models import TaskState, WorkflowState

from sasando.desk.models import PartyApprovalTask, Version
from sasando.parties.models import Person


def start_workflow(*, version: Version, by: Person) -> None:
    """Show the version's requirements on Wagtail's screens, or take up the refused ones again."""
    item = version.item.specific
    state = item.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    elif state is None and (workflow := item.get_workflow()) is not None:
        workflow.start(item, by)


def advance_workflow(*, version: Version, by: Person) -> None:
    """Close every task whose requirement is met, in whatever order people answered."""
    met = set(version.approvals.values_list("requirement", flat=True))
    for _round in range(len(met) + 1):
        state = _open_task(version)
        if state is None or state.task.specific.requirement not in met:
            return
        state.approve(user=by)


def refuse_workflow(*, version: Version, by: Person, reason: str) -> None:
    """Hand the item back to its authors."""
    state = _open_task(version)
    if state is not None:
        state.reject(user=by, comment=reason)


def stop_workflow(*, version: Version, by: Person | None = None) -> None:
    """Cancel the workflow of a version that no longer waits."""
    state = version.item.specific.current_workflow_state
    if state is not None and state.current_task_state is not None:
        state.cancel(user=by)


def _open_task(version: Version) -> TaskState | None:
    workflow = version.item.specific.current_workflow_state
    if workflow is None or workflow.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    state = workflow.current_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    return state if isinstance(state.task.specific, PartyApprovalTask) else None
