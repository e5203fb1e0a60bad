"""The policy on Wagtail's screens: one workflow task a requirement.

The task only shows and passes on: what a person answers there goes out as ``signals.answered``, and
``actions`` decides by the policy, as for an answer from anywhere else.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task, TaskState

from sasando.desk import signals
from sasando.desk.models.items import Item
from sasando.desk.models.seats import seats_of
from sasando.desk.models.version import Version
from sasando.desk.policy import Requirement, may_approve
from sasando.parties.models import Person


class ReasonForm(TaskStateCommentForm):
    """A refusal without a reason helps nobody."""

    comment = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays on record for ever, whatever becomes of the text."),
    )


class PartyApprovalTask(Task):
    """One requirement of one kind's policy row."""

    kind = models.CharField(max_length=12)
    requirement = models.CharField(max_length=30)

    admin_form_fields: ClassVar[list[str]] = ["name"]
    admin_form_readonly_on_edit_fields: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("approval by a party")
        verbose_name_plural = _("approvals by parties")

    def answerable(self, version: Version | None, person: Person) -> Requirement | None:
        """Return this task's requirement if ``person`` can meet it for ``version``."""
        if version is None:
            return None
        answer = may_approve(version.case, person=person.pk, seats=seats_of(person))
        if isinstance(answer, tuple) and answer[0].name == self.requirement:
            return answer[0]
        return None

    def on_action(
        self, task_state: TaskState, user: Person, action_name: str, **kwargs: Any
    ) -> None:
        """Pass the answer on; ``actions`` moves the workflow."""
        signals.answered.send(
            sender=type(self),
            task_state=task_state,
            user=user,
            answer=action_name,
            comment=kwargs.get("comment", ""),
        )

    def get_actions(self, obj: Item, user: Person) -> list[tuple[str, Any, bool]]:
        """Approve, or refuse with a reason; nothing for anyone else, superusers included."""
        if self.answerable(Version.objects.waiting_of(obj.pk), user) is None:
            return []
        return [("reject", _("Refuse, with a reason"), True), ("approve", _("Approve"), False)]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """A refusal asks for its reason."""
        return ReasonForm if action == "reject" else TaskStateCommentForm

    def user_can_access_editor(self, obj: Item, user: Person) -> bool:
        """Whoever may answer may read the text where it was written."""
        return self.answerable(Version.objects.waiting_of(obj.pk), user) is not None

    def locked_for_user(self, obj: Item, user: Person) -> bool:
        """A text under approval is locked for everyone: take it back to edit it."""
        return True

    def get_task_states_user_can_moderate(self, user: Person, **kwargs: Any) -> Any:
        """The open states of this task that ``user`` can answer."""
        states = TaskState.objects.filter(
            task=self, status=TaskState.STATUS_IN_PROGRESS
        ).select_related("workflow_state")
        if not any(seat.role for seat in seats_of(user)):
            return states.none()
        by_item = {
            version.item_id: version
            for version in Version.objects.waiting()
            .filter(item_id__in=[int(s.workflow_state.object_id) for s in states])
            .prefetch_related("approvals")
        }
        mine = [
            state.pk
            for state in states
            if self.answerable(by_item.get(int(state.workflow_state.object_id)), user)
        ]
        return states.filter(pk__in=mine)

    @classmethod
    def get_description(cls) -> str:
        """What it is, in Wagtail's list of tasks."""
        return str(_("Someone of the party that the approval policy names, not an author."))


class Message(models.Model):
    """One line on someone's home page: something waits for them, or happened to their text."""

    class Event(models.TextChoices):
        WAITS = "waits", _("waits for you")
        OFFERED = "offered", _("is there for you to carry")
        REFUSED = "refused", _("was refused")
        PUBLISHED = "published", _("is public")
        DECLINED = "declined", _("was declined by a media party")
        CONFIRM = "confirm", _("must be confirmed by a second officer")
        OVERDUE = "overdue", _("was not confirmed in time")
        WITHDRAWN = "withdrawn", _("was withdrawn")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_messages"
    )
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=10, choices=Event)
    words = models.TextField(blank=True)  # a refusal's reason
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)  # answered, or read

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["person", "done_at"], name="open_messages")]

    def __str__(self) -> str:
        return f"{self.version} {self.get_event_display()}"
