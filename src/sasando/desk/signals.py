"""What the desk tells the rooms below. Sent inside the transaction that wrote it.

A receiver writes its own rows in the same transaction, and wakes workers with
``transaction.on_commit``. All but the last two carry ``version`` (a ``models.Version``) and ``at``.
"""

from django.dispatch import Signal

submitted = Signal()  # version, by, at: waits for approvals
approved = Signal()  # version, approval, at: one more requirement is met
refused = Signal()  # version, refusal, at
published = Signal()  # version, replaced (Version | None), at
withdrawn = Signal()  # version, reason, at
expired = Signal()  # version, at
accepted = Signal()  # version, organisation, at: a media party carries it
declined = Signal()  # version, organisation, reason, at
confirmed = Signal()  # version, approval, at: the second officer of an urgent notice
overdue = Signal()  # version, at: an urgent notice nobody confirmed in time
voided = Signal()  # version, reason, at: an edit or its author took it back

edited = Signal()  # item, user (Person | None), at: a new revision of its text was saved
answered = Signal()  # task_state, user, answer ("approve" | "reject"), comment: Wagtail's screens
