"""Matters: what was asked, once, however many people ask it; and the log of what was done."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sasando.openness.clock import Regime as Law
from sasando.parties.models import Organisation


class MatterQuerySet(models.QuerySet["Matter"]):
    def open(self) -> MatterQuerySet:
        """What somebody still waits for, the first deadline first; without one last."""
        first = models.F("due_on").asc(nulls_last=True)
        return self.filter(state=Matter.State.OPEN).order_by(first, "pk")

    def decided(self) -> MatterQuerySet:
        """What nobody waits for any more, the latest first."""
        return self.filter(state=Matter.State.DECIDED).order_by("-pk")

    def overdue(self, today: date) -> MatterQuerySet:
        """Open matters whose first deadline is past."""
        return self.open().filter(due_on__lt=today)

    def due_by(self, day: date) -> MatterQuerySet:
        """Open matters whose first deadline comes by ``day``."""
        return self.open().filter(due_on__lte=day)


class Matter(models.Model):
    """One request in its own words. Everyone who asks the same is registered under it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")

    class Regime(models.TextChoices):
        GENERAL = Law.GENERAL.value, _("General: Law 14/2008")
        ELECTION = Law.ELECTION.value, _("Election: Information Commission Regulation 1/2019")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="information_matters"
    )
    fingerprint = models.CharField(max_length=64)  # of its words in plain small letters
    language = models.CharField(_("language"), max_length=2, default="id")
    text = models.TextField(_("information requested"))
    public_subject = models.CharField(
        _("subject in the public register"),
        max_length=200,
        blank=True,
        help_text=_("Without anybody's personal data. Empty: the register shows the number alone."),
    )
    flags = models.JSONField(default=list, blank=True)  # as ``noticing.Flag``
    regime = models.CharField(_("rule"), max_length=6, choices=Regime)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    count = models.PositiveIntegerField(default=0)  # requests registered under it
    open_count = models.PositiveIntegerField(default=0)  # of them, those not answered
    first_at = models.DateTimeField()
    due_on = models.DateField(_("first deadline"), null=True, blank=True, db_index=True)
    reminded_on = models.DateField(null=True, blank=True)  # for the deadline it then had
    alarmed_on = models.DateField(null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["organisation", "fingerprint"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "fingerprint", "regime"),
                condition=Q(state="open"),
                name="one_open_matter_a_wording",
            )
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def law(self) -> Law:
        """The rule as the clock knows it."""
        return Law(self.regime)


class Entry(models.Model):
    """One line of the log: what was done, by whom, when, and why. Never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Registered")
        REPEATED = "repeated", _("Sent once more: nothing was registered twice")
        MARKED = "marked", _("Marked by the house")
        ASSIGNED = "assigned", _("Assigned")
        ASKED_BACK = "asked-back", _("Asked to complete it")
        COMPLETED = "completed", _("Completed")
        LAPSED = "lapsed", _("Closed, since it was not completed")
        WITHDRAWN = "withdrawn", _("Taken back by the applicant")
        REGIME = "regime", _("Put under another rule")
        EXTENDED = "extended", _("Time extended")
        DECIDED = "decided", _("Decided")
        REDACTED = "redacted", _("File redacted")
        JOINED = "joined", _("Joined with another matter")
        MOVED = "moved", _("Deadline moved by a day off")
        NOTED = "noted", _("Note")
        MAILED = "mailed", _("Mail from the applicant")
        OBJECTED = "objected", _("Objection filed")
        REVIEWED = "reviewed", _("Objection decided")
        DISPUTED = "disputed", _("Dispute recorded")
        REMINDED = "reminded", _("Reminded of the deadline")
        OVERDUE = "overdue", _("Deadline missed")
        LETTER = "letter", _("Letter")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="log")
    request = models.ForeignKey(
        "sasando_openness.Request",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="log",
    )
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["matter", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"
