"""The outbox to askers: one row says "tell this person that", until the platform's own receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.channels.sealing import SealedField
from sasando.claims.models.askers import Asker
from sasando.claims.models.inboxes import Inbox
from sasando.claims.models.tips import Tip
from sasando.desk.models import State, Version


class ReplyQuerySet(models.QuerySet["Reply"]):
    def claimable(self, now: datetime) -> ReplyQuerySet:
        """What a worker may carry: due, not leased, first in line for its asker.

        Who waits for a first answer comes before those who are told later.
        """
        earlier = Reply.objects.filter(
            asker=OuterRef("asker"), state=Reply.State.WAITING, id__lt=OuterRef("id")
        )
        return (
            self.filter(free(now), state=Reply.State.WAITING, due_at__lte=now)
            .exclude(Exists(earlier))
            .order_by("priority", "due_at", "id")
        )

    def outlived(self, before: datetime) -> ReplyQuerySet:
        """Replies from before that moment, settled, of which it is still kept what platforms call them."""
        named = ~Q(parts="") | ~Q(code="") | ~Q(codes="") | ~Q(handles=[])
        settled = self.exclude(state=Reply.State.WAITING)
        return settled.filter(named, created_at__lt=before)

    def telling(self) -> ReplyQuerySet:
        """What says what is true to somebody who is still known."""
        return self.filter(
            reason__in=(Reply.Reason.ANSWER, Reply.Reason.VERDICT, Reply.Reason.CORRECTION),
            asker__isnull=False,
        )

    def not_taken_back(self) -> ReplyQuerySet:
        """Without what a withdrawal took back: its version of an item and those before it."""
        withdrawn = Version.objects.filter(
            item=OuterRef("version__item"),
            number__gte=OuterRef("version__number"),
            state=State.WITHDRAWN,
        )
        return self.exclude(Exists(withdrawn))

    def failed(self) -> ReplyQuerySet:
        """What was refused for good, and what keeps failing.

        Not what was for people who are gone: nobody can mend that.
        """
        lasting = Q(state=Reply.State.REFUSED) | Q(state=Reply.State.WAITING, attempts__gte=3)
        return self.filter(lasting).exclude(asker__gone_at__isnull=False)


class Reply(Leased):
    """One answer on its way to one asker."""

    class Reason(models.TextChoices):
        ANSWER = "answer", _("Answer")
        SUGGEST = "suggest", _("Suggestions")
        ASK = "ask", _("Question back")
        NOT_YET = "not-yet", _("Not known yet")
        COMMAND = "command", _("Answer to a command")
        VERDICT = "verdict", _("Verdict is out")
        CORRECTION = "correction", _("Correction")
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        ON_AIR = "on-air", _("Answered on air")

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent, with a receipt")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Not wanted any more")

    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="replies")
    asker = models.ForeignKey(Asker, null=True, on_delete=models.SET_NULL, related_name="replies")
    tip = models.ForeignKey(
        Tip, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    known_id = models.CharField(max_length=200, blank=True)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    text = models.TextField(_("text"))
    options = models.JSONField(default=list, blank=True)  # [[id, label, description], …]
    template = models.JSONField(default=list, blank=True)  # parameters, outside the window
    handles = SealedField(default=list, blank=True)  # what the platform is told was read
    outside_window = models.BooleanField(default=False)  # the platform wants a template
    key = models.CharField(max_length=36, unique=True)  # the same at each retry
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(default=1)  # 0: a person waits for an answer
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    doubted_at = models.DateTimeField(null=True, blank=True)  # a worker died while it was sent
    parts = SealedField(blank=True)  # their identifiers of all its messages, between spaces
    code = models.CharField(max_length=64, blank=True)  # keyed hash of the receipt's identifier
    codes = models.TextField(blank=True)  # keyed hashes of ``parts``: a platform speaks of them
    words = models.TextField(_("the platform's own words"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "priority", "due_at"]),
            models.Index(fields=["asker", "state"]),
            models.Index(fields=["inbox", "code"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("asker", "version", "reason"),
                condition=Q(reason__in=("verdict", "correction", "withdrawal")),
                name="told_once_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} → {self.asker_id}"
