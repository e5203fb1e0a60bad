"""The outbox of letters: one row says "this applicant is told that", until the mail server's receipt."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.channels.leasing import Leased, free
from sasando.openness.models.decisions import Decision, Objection
from sasando.openness.models.requests import Request


class LetterQuerySet(models.QuerySet["Letter"]):
    def claimable(self, now: datetime) -> LetterQuerySet:
        """What a worker may send: due, by mail, not leased."""
        waiting = self.filter(free(now), state=Letter.State.WAITING, due_at__lte=now)
        return waiting.order_by("due_at", "pk")

    def by_hand(self) -> LetterQuerySet:
        """What an officer is to print and hand over or post."""
        return self.filter(state=Letter.State.BY_HAND).order_by("pk")

    def in_trouble(self) -> LetterQuerySet:
        """What was refused for good, and what keeps failing."""
        failing = Q(state=Letter.State.WAITING, attempts__gte=3)
        return self.filter(Q(state=Letter.State.REFUSED) | failing)


class Letter(Leased):
    """One letter on the authority's letterhead to one applicant."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        ASKED_BACK = "asked-back", _("Request to complete")
        LAPSED = "lapsed", _("Closed, since it was not completed")
        EXTENSION = "extension", _("Extension of time")
        DECISION = "decision", _("Notice of the decision")
        OBJECTION = "objection", _("Receipt of the objection")
        REVIEW = "review", _("Answer to the objection")

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent, with a receipt")
        REFUSED = "refused", _("Refused")
        BY_HAND = "by-hand", _("To be handed over")
        HANDED = "handed", _("Handed over")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(_("letter"), max_length=10, choices=Kind)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    objection = models.ForeignKey(
        Objection, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    reason = models.TextField(blank=True)  # why it is extended, what is missing
    due_on = models.DateField(null=True, blank=True)  # the deadline it names
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    key = models.CharField(max_length=36, unique=True)  # the same at each try
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    words = models.TextField(_("the mail server's own words"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=("request", "decision"),
                condition=Q(decision__isnull=False),
                name="one_letter_a_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.request_id}"
