"""What the desk does when Wagtail's own screens say something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import page_unpublished, task_submitted, workflow_cancelled

from sasando.desk import actions, signals
from sasando.desk.exceptions import DeskError, NotAllowed, NotApproved
from sasando.desk.models import Item, PartyApprovalTask, State, Version, guard
from sasando.parties.models import Person


@receiver(task_submitted)
def freeze_what_was_submitted(instance: TaskState, user: Person | None, **kwargs: Any) -> None:
    """Wagtail's "submit" is a proposal: freeze the text it was pressed on."""
    if not isinstance(instance.task.specific, PartyApprovalTask):
        return
    workflow = instance.workflow_state
    item_id = int(workflow.object_id)
    if Version.objects.waiting_of(item_id) is None:
        item = Item.objects.get(pk=item_id).specific
        try:
            actions.freeze(item=item, by=user or workflow.requested_by, at=timezone.now())
        except DeskError as error:  # Wagtail's screens know how to say only this one
            raise NotAllowed(str(error)) from error


@receiver(page_unpublished)
def put_back_what_was_not_withdrawn(instance: Page, **kwargs: Any) -> None:
    """Wagtail's bulk action takes pages down as bare ``Page`` rows, past ``Item.unpublish``.

    Raises ``NotApproved`` after putting the row back as it was.
    """
    version = Version.objects.current().filter(item_id=instance.pk).first()
    if version is None or guard.is_open(item_id=instance.pk):
        return
    Page.objects.filter(pk=instance.pk).update(
        live=True, expired=False, live_revision=version.revision_id
    )
    raise NotApproved(
        _("“%(version)s” comes down only when it is withdrawn, with a reason.")
        % {"version": version}
    )


@receiver(workflow_cancelled)
def void_what_was_taken_back(instance: WorkflowState, user: Person | None, **kwargs: Any) -> None:
    """Wagtail's "cancel workflow" takes the proposal back."""
    if not instance.object_id.isdigit():
        return
    version = Version.objects.waiting_of(int(instance.object_id))
    if version is not None and version.state == State.PROPOSED:
        reason = _("Taken back before it was approved.")
        actions.void(version=version, by=user, reason=reason, at=timezone.now())


@receiver(signals.edited)
def void_what_was_edited(item: Item, user: Person | None, at: datetime, **kwargs: Any) -> None:
    """An edit is another text: no approval carries over to it."""
    for version in Version.objects.waiting().filter(item_id=item.pk):
        reason = _("The text was edited after it was proposed.")
        actions.void(version=version, by=user, reason=reason, at=at)


@receiver(signals.answered)
def decide_what_was_answered(
    task_state: TaskState, user: Person, answer: str, comment: str, **kwargs: Any
) -> None:
    """A task's approve or reject is an answer to the version that waits."""
    version = Version.objects.waiting_of(int(task_state.workflow_state.object_id))
    if version is None:
        return
    now = timezone.now()
    if answer == "approve":
        requirement = task_state.task.specific.requirement
        actions.approve(version=version, by=user, at=now, requirement=requirement)
    elif answer == "reject":
        actions.refuse(version=version, by=user, reason=comment, at=now)
